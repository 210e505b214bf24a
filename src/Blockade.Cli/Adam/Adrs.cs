using System.Diagnostics;
using Blockade.Reporting;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli.Adam;

/// <summary>
/// ADRS: the independent reader's responses scan by scan until progression, of target and non-target lesions and overall, and new lesions; the best overall response confirmed, and
/// whether that is a response.
/// </summary>
/// <remarks>AVAL is 1 to 6 for CR, PR, SD, PD, NE and NON-CR/NON-PD. A patient without lesions of a kind has no row about them.</remarks>
internal static class Adrs
{
    public static Dataset<Row> Of(AdamStudy study) => new("ADRS", "Disease Response Analysis (simulated)",
    [
        .. study.First<Row>(r => r.Subject),
        new DatasetVariable<Row>.Text("PARAM", "Parameter", r => r.Code switch
        {
            Best => "Confirmed Best Overall Response by Independent Review",
            Responder => "Confirmed Response by Independent Review",
            Target => "Target Response by Independent Review",
            NonTarget => "Non-Target Response by Independent Review",
            NewLesion => "New Lesion by Independent Review",
            _ => "Overall Response by Independent Review",
        }),
        new DatasetVariable<Row>.Text("PARAMCD", "Parameter Code", r => r.Code) { Key = 3 },
        new DatasetVariable<Row>.Text("AVISIT", "Analysis Visit", r => r.Visit is int visit ? FormattableString.Invariant($"Scan {visit}") : ""),
        new DatasetVariable<Row>.Integer("AVISITN", "Analysis Visit (N)", r => r.Visit) { Key = 4 },
        new DatasetVariable<Row>.Date("ADT", "Analysis Date", r => r.Day is int day ? AdamStudy.Date(r.Subject, day) : null),
        new DatasetVariable<Row>.Integer("ADY", "Analysis Relative Day", r => r.Day is int day ? AdamStudy.StudyDay(day) : null),
        new DatasetVariable<Row>.Number("AVAL", "Analysis Value", r => r.Holds is bool holds ? holds ? 1 : 0 : Number(r.Response)),
        new DatasetVariable<Row>.Text("AVALC", "Analysis Value (C)", r => r.Holds is bool holds ? holds ? "Y" : "N" : Code(r.Response)),
        new DatasetVariable<Row>.Text("ANL01FL", "Analysis Flag 01", _ => "Y"),
        new DatasetVariable<Row>.Text("RSEVAL", "Evaluator", _ => Adtr.Evaluator),
    ], Rows(study));

    private const string Best = "CBOR";
    private const string Responder = "CRSP";
    private const string Target = "TRGRESP";
    private const string NonTarget = "NTRGRESP";
    private const string NewLesion = "NEWLRESP";

    private static IEnumerable<Row> Rows(AdamStudy study)
    {
        foreach (SubjectRow subject in study.Followed)
        {
            TumourRecord record = TumourRecord.Of(study.Design, subject, study.AvailableDays(subject));
            yield return new Row(subject, Best, null, null, record.Best);
            yield return new Row(subject, Responder, null, null, record.Best, record.Best >= Response.Partial);
            foreach (string code in (string[])[NewLesion, NonTarget, "OVR", Target])
            {
                foreach (ScanReading scan in record.Scans)
                {
                    if (scan.Called is not ScanResponse called) continue;
                    bool? isNew = code == NewLesion ? called.NewLesion : null;
                    Response? response = code switch { Target => called.Target, NonTarget => called.NonTarget, _ => called.Overall };
                    if (response is Response said) yield return new Row(subject, code, scan.Visit, scan.Day, said, isNew);
                }
            }
        }
    }

    private static string Code(Response response) => response switch
    {
        Response.Complete => "CR",
        Response.Partial => "PR",
        Response.Stable => "SD",
        Response.Progression => "PD",
        Response.NotEvaluable => "NE",
        Response.Persisting => "NON-CR/NON-PD",
        _ => throw new UnreachableException(),
    };

    private static int Number(Response response) => response switch
    {
        Response.Complete => 1,
        Response.Partial => 2,
        Response.Stable => 3,
        Response.Progression => 4,
        Response.NotEvaluable => 5,
        Response.Persisting => 6,
        _ => throw new UnreachableException(),
    };

    /// <summary>A response, or whether something holds; one over all scans has no visit and no day.</summary>
    internal sealed record Row(SubjectRow Subject, string Code, int? Visit, int? Day, Response Response, bool? Holds = null);
}
