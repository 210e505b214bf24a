using Blockade.Reporting;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli.Adam;

/// <summary>ADTR: one row a patient and scan, baseline first, as the independent reader measured it.</summary>
internal static class Adtr
{
    public static Dataset<Row> Of(AdamStudy study) => new("ADTR", "Tumor Results Analysis (simulated)",
    [
        .. study.First<Row>(r => r.Subject),
        new DatasetVariable<Row>.Text("PARAM", "Parameter", _ => "Sum of Diameters of Target Lesions (mm)"),
        new DatasetVariable<Row>.Text("PARAMCD", "Parameter Code", _ => "SDIAM") { Key = 3 },
        new DatasetVariable<Row>.Text("AVISIT", "Analysis Visit", r => r.Scan is ScanReading scan ? FormattableString.Invariant($"Scan {scan.Visit}") : "Baseline"),
        new DatasetVariable<Row>.Integer("AVISITN", "Analysis Visit (N)", r => r.Scan?.Visit ?? 0) { Key = 4 },
        new DatasetVariable<Row>.Date("ADT", "Analysis Date", r => AdamStudy.Date(r.Subject, r.Scan?.Day ?? 0)),
        new DatasetVariable<Row>.Integer("ADY", "Analysis Relative Day", r => AdamStudy.StudyDay(r.Scan?.Day ?? 0)),
        new DatasetVariable<Row>.Number("AVAL", "Analysis Value", r => r.Scan?.SumMillimetres ?? r.Base),
        new DatasetVariable<Row>.Number("BASE", "Baseline Value", r => r.Base),
        new DatasetVariable<Row>.Number("CHG", "Change from Baseline", r => Change(r.Scan, r.Base)),
        new DatasetVariable<Row>.Number("PCHG", "Percent Change from Baseline", r => Percent(r.Scan, r.Base)),
        new DatasetVariable<Row>.Number("NADIR", "Smallest Value before this Visit", r => r.Scan?.NadirMillimetres ?? double.NaN),
        new DatasetVariable<Row>.Number("CHGNAD", "Change from Nadir", r => Change(r.Scan, r.Scan?.NadirMillimetres)),
        new DatasetVariable<Row>.Number("PCHGNAD", "Percent Change from Nadir", r => Percent(r.Scan, r.Scan?.NadirMillimetres)),
        new DatasetVariable<Row>.Text("ABLFL", "Baseline Record Flag", r => r.Scan is null ? "Y" : ""),
        new DatasetVariable<Row>.Text("ANL01FL", "Analysis Flag 01, up to Progression", r => r.Scan is null or { Response: not null } ? "Y" : ""),
        new DatasetVariable<Row>.Text("TREVAL", "Evaluator", _ => Evaluator),
    ], Rows(study));

    /// <summary>Who read the scans.</summary>
    internal const string Evaluator = "INDEPENDENT ASSESSOR";

    private static IEnumerable<Row> Rows(AdamStudy study)
    {
        foreach (SubjectRow subject in study.Followed)
        {
            TumourRecord record = TumourRecord.Of(study.Design, subject, study.AvailableDays(subject));
            if (!subject.Disease!.HasMeasurableDisease) continue;   // no sum to follow
            yield return new Row(subject, record.BaselineMillimetres, null);
            foreach (ScanReading scan in record.Scans) yield return new Row(subject, record.BaselineMillimetres, scan);
        }
    }

    private static double Change(ScanReading? scan, double? from) => scan?.SumMillimetres - from ?? double.NaN;

    // a share of nothing is no number
    private static double Percent(ScanReading? scan, double? from) => from > 0 ? 100 * Change(scan, from) / from.Value : double.NaN;

    /// <summary>A scan; null is the one at baseline.</summary>
    internal sealed record Row(SubjectRow Subject, double Base, ScanReading? Scan);
}
