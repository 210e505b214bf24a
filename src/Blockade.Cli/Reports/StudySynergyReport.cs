using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>The page of a study's synergy.</summary>
internal static class StudySynergyReport
{
    public static Report Of(StudySynergy found, ImmutableArray<Table> tables, RenderedFigure figure) => new(
        $"Synergy in virtual patients: {found.Study}",
        Verdict(found),
        [
            new ReportSection("Excess over each null", [new ReportBlock.Drawing(figure), .. tables.Select(t => new ReportBlock.Tabulated(t))]),
            new ReportSection("How", [new ReportBlock.Paragraph(Method(found))]),
            new ReportSection("What this cannot show",
            [
                new ReportBlock.Paragraph(found.Claim),
                new ReportBlock.Paragraph("These are a model's patients: they say what its mechanisms imply with constants that were fitted to other trials, not what was measured. Constants of receptors and drugs are held at their sourced values, which is not in the intervals."),
            ]),
            new ReportSection("Sources", [new ReportBlock.Sources(
            [
                new ReportSource("Bliss (1939), The toxicity of poisons applied jointly, Ann. Appl. Biol. 26:585-615", "10.1111/j.1744-7348.1939.tb06990.x"),
                new ReportSource("Palmer and Sorger (2017), Combination cancer therapy can confer benefit via patient-to-patient variability without drug additivity or synergy, Cell 171:1678-1691", "10.1016/j.cell.2017.11.009"),
                new ReportSource("Hwangbo et al. (2023), Additivity predicts the efficacy of most approved combination therapies for advanced cancer, Nat. Cancer 4:1693-1704", "10.1038/s43018-023-00667-z"),
            ])]),
        ]);

    /// <summary>One sentence a treatment: level, null, direction and how much (of tumours at the last time); then what the study's own arms could show.</summary>
    public static string Verdict(StudySynergy found)
    {
        IEnumerable<string> sentences = found.Tumours.IsEmpty
            ? found.Times.GroupBy(t => (t.Docetaxel, t.Endpoint)).Select(g =>
                $"Trial level, {StudySynergyTables.Endpoint(g.Key.Endpoint)} {StudySynergyTables.Docetaxel(g.Key.Docetaxel)} (months up to the end of follow-up): both antibodies do, against "
                + string.Join("; ", g.Select(t => $"{StudySynergyTables.Name(t.Null)} ({(t.Correlation is double r ? $"correlation {Numbers.One(r, "0.0")}" : "the patients' own times")}): {Word(t.Excess)}")) + ".")
            : found.Tumours.Where(t => t.Day == found.Tumours.Max(x => x.Day)).GroupBy(t => (t.Docetaxel, t.Heregulin, t.Day)).Select(g =>
                $"Tumour level, {StudySynergyTables.Docetaxel(g.Key.Docetaxel)}, {(g.Key.Heregulin ? "patients' own heregulin" : "no heregulin")}, week {StudySynergyTables.Week(g.Key.Day)} (powers of ten of volume): both antibodies do, against "
                + string.Join("; ", g.Select(t => $"{StudySynergyTables.Name(t.Null)}: {Word(t.Excess)}")) + ".");
        return string.Join(" ", sentences.Append(found.Claim));
    }

    private static string Word(PairedExcess excess) => excess.Sign switch { 1 => $"more, by {Numbers.One(excess.Centre, "0.00")}", -1 => $"less, by {Numbers.One(-excess.Centre, "0.00")}", _ => "not told apart" };

    private static string Method(StudySynergy found) =>
        (found.Tumours.IsEmpty
            ? "Each virtual patient is treated with trastuzumab (with docetaxel or without), with pertuzumab alone, and with both; scans, readers, later lines and death are the study's, followed to its end without losses. Independent action expects the longer of the patient's two times; additivity their sum, less the time to the first scan for progression and the patient's own survival without treatment for death. The virtual patients' own two times are more alike than real patients' may be, so the nulls are also computed with the second times given to other patients at a stated rank correlation. "
            : "Each virtual patient is treated with neither antibody, each, and both. An effect is the common logarithm of how many times smaller the target lesions' volume is than without the antibodies on the same day, treatment going on whatever the tumour does. Highest single agent expects the larger effect; Bliss independence their sum: each drug leaves the same share of cells whether or not the other is there. Tumours stop growing at ten times their diameter, which makes late sums larger than they are: choose early weeks. ")
        + FormattableString.Invariant($"Of {found.Patients} patients; ")
        + (found.Draws > 0
            ? FormattableString.Invariant($"intervals hold the middle 90 % of the means under {found.Draws} draws of the tumour's constants from what the fit left open. 'More' and 'less' are said where that interval lies on one side of zero.")
            : "intervals are two Monte Carlo standard errors, the constants being taken for known. 'More' and 'less' are said where that interval lies on one side of zero.");
}
