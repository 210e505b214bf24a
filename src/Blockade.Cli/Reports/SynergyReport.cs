using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Synergy;

namespace Blockade.Cli.Reports;

/// <summary>The page of <c>blockade synergy</c>.</summary>
internal static class SynergyReport
{
    public static Report Of(ImmutableArray<ScoredPlate> plates, ImmutableArray<Table> tables, ImmutableArray<RenderedFigure> figures, bool model, string source) => new(
        $"Synergy: {source}",
        string.Join(" ", plates.Select(p => Verdict(p, model))),
        [
            new ReportSection("Excess over each null", [.. Warnings(plates), new ReportBlock.Tabulated(tables[0]), .. figures.Select(f => new ReportBlock.Drawing(f))]),
            new ReportSection("Each drug alone", [new ReportBlock.Tabulated(tables[2])]),
            new ReportSection("MuSyC", [new ReportBlock.Tabulated(tables[3])]),
            new ReportSection("How", [new ReportBlock.Paragraph(Method(plates, model))]),
            new ReportSection("What this cannot show", [new ReportBlock.Paragraph(Limits(model))]),
            new ReportSection("Every pair of doses", [new ReportBlock.Tabulated(tables[1], 3)]),
            new ReportSection("Sources", [new ReportBlock.Sources(
            [
                .. Enum.GetValues<NullModel>().Select(SynergyTables.Source),
                new ReportSource("Meyer et al. (2019), Quantifying drug combination synergy along potency and efficacy axes, Cell Syst. 8:97-108", "10.1016/j.cels.2019.01.003"),
                new ReportSource("Wooten et al. (2021), MuSyC is a consensus framework that unifies multi-drug synergy metrics, Nat. Commun. 12:4607", "10.1038/s41467-021-24789-z"),
            ])]),
        ]);

    /// <summary>One sentence a null: level, null, direction, and whether the interval says so.</summary>
    public static string Verdict(ScoredPlate plate, bool model)
    {
        string pair = $"{plate.Drug1} with {plate.Drug2}";
        IEnumerable<string> nulls = plate.Scores.Nulls.Select(n =>
        {
            Interval interval = plate.Intervals?.Means[(int)n.Null] ?? Interval.None;
            string name = SynergyTables.Name(n.Null);
            if (double.IsNaN(n.Mean)) return $"{name}: no value";
            if (model) return Math.Abs(n.Mean) < 0.005 ? $"{name}: no more and no less" : n.Mean > 0 ? $"{name}: more" : $"{name}: less";
            if (double.IsNaN(interval.Lower)) return $"{name}: no interval";
            return interval.Lower > 0 ? $"{name}: more" : interval.Upper < 0 ? $"{name}: less" : $"{name}: not told apart";
        });
        return $"Molecular level, {plate.Name}: on average over the doses, {pair} does, against {string.Join("; ", nulls)}.";
    }

    private static IEnumerable<ReportBlock> Warnings(ImmutableArray<ScoredPlate> plates)
    {
        foreach (ScoredPlate plate in plates)
        {
            string[] drugs = [.. new[] { (plate.Drug1, plate.Scores.Drug1), (plate.Drug2, plate.Scores.Drug2) }.Where(d => !d.Item2.HalfDoseIsTested).Select(d => d.Item1)];
            if (drugs.Length > 0)
                yield return new ReportBlock.Warning($"{plate.Name}: the half dose of {string.Join(" and of ", drugs)} lies outside of the doses tested, so that Loewe and zero interaction potency rest on a guess.");
            if (double.IsNaN(plate.Scores.Against(NullModel.Loewe).Mean))
                yield return new ReportBlock.Warning($"{plate.Name}: Loewe has no value, as the two drugs' curves go in opposite directions or have no effect in common.");
        }
    }

    private static string Method(ImmutableArray<ScoredPlate> plates, bool model)
    {
        string fits = "An effect is what was lost of what there is without drug. Curves and surfaces are least squares. Highest single agent and Bliss compare means of wells; Loewe compares them with the fitted curves; zero interaction potency compares curves fitted along both doses with the two drugs' own. The mean is over the pairs of doses with both drugs, and so depends on which were tested.";
        if (model) return fits + " A model does not scatter, so there is no interval; how well its constants are known is not in these numbers. 'No more and no less' is said within half a point.";
        SynergyIntervals? intervals = plates.Select(p => p.Intervals).FirstOrDefault(i => i is not null);
        return intervals is null
            ? fits + " No intervals: they were not asked for, or nothing says how the plate scatters."
            : FormattableString.Invariant($"{fits} Intervals hold the middle 95 % of {intervals.Plates} plates drawn with the scatter of the wells ({(intervals.Noise == NoiseSource.Replicates ? "replicates about their mean" : "about the fitted surface")}), each fitted and scored anew.");
    }

    private static string Limits(bool model) =>
        "The nulls are different questions and may disagree; an excess over one is a claim against that one. "
        + (model ? "These are the model's runs, not measurements: they say what its mechanisms imply. " : "")
        + "Nothing here is about patients: independent action over patients needs no excess in any of them, and a trial shows synergy only against a stated null and with each drug's own arm.";
}
