using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Adam;

/// <summary>ADEX: every dose of every drug, their number and their sum.</summary>
internal static class Adex
{
    private const string Dosed = "DOSE";
    private const string Count = "NDOSE";
    private const string Total = "TDOSE";

    public static Dataset<Row> Of(AdamStudy study) => new("ADEX", "Exposure Analysis (simulated)",
    [
        .. study.First<Row>(r => r.Subject),
        new DatasetVariable<Row>.Text("EXTRT", "Name of Treatment", r => r.Drug) { Key = 3 },
        new DatasetVariable<Row>.Text("PARAM", "Parameter", r => r.Code switch { Dosed => "Dose Administered (mg)", Count => "Number of Doses", _ => "Total Dose Administered (mg)" }),
        new DatasetVariable<Row>.Text("PARAMCD", "Parameter Code", r => r.Code) { Key = 4 },
        new DatasetVariable<Row>.Integer("ASEQ", "Analysis Sequence Number", r => r.Sequence) { Key = 5 },
        new DatasetVariable<Row>.Number("AVAL", "Analysis Value", r => r.Value),
        new DatasetVariable<Row>.Date("ASTDT", "Analysis Start Date", r => AdamStudy.Date(r.Subject, r.First.StartDays)),
        new DatasetVariable<Row>.Date("AENDT", "Analysis End Date", r => AdamStudy.Date(r.Subject, r.Last.EndDays)),
        new DatasetVariable<Row>.Integer("ASTDY", "Analysis Start Relative Day", r => AdamStudy.StudyDay(r.First.StartDays)),
        new DatasetVariable<Row>.Integer("AENDY", "Analysis End Relative Day", r => AdamStudy.StudyDay(r.Last.EndDays)),
        new DatasetVariable<Row>.Number("DURMIN", "Duration of Infusion (min)", r => r.Code == Dosed && r.First is Infusion infusion ? 1440 * infusion.DurationDays : double.NaN),
    ], Rows(study));

    private static IEnumerable<Row> Rows(AdamStudy study)
    {
        foreach (SubjectRow subject in study.Followed)
        {
            ImmutableArray<Dose> doses = GivenDoses.Of(study.Design, subject, study.AvailableDays(subject));
            foreach (IGrouping<string, Dose> drug in doses.GroupBy(d => d.Drug).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                Dose[] given = [.. drug];
                for (int i = 0; i < given.Length; i++) yield return new Row(subject, drug.Key, Dosed, i + 1, given[i].Milligrams, given[i], given[i]);
                yield return new Row(subject, drug.Key, Count, 1, given.Length, given[0], given[^1]);
                yield return new Row(subject, drug.Key, Total, 1, given.Sum(d => d.Milligrams), given[0], given[^1]);
            }
        }
    }

    /// <summary>One dose, or all of a drug.</summary>
    internal sealed record Row(SubjectRow Subject, string Drug, string Code, int Sequence, double Value, Dose First, Dose Last);
}
