using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>The figure of a study's synergy: one row an excess.</summary>
internal static class StudySynergyFigures
{
    public static ForestFigure Excess(StudySynergy found)
    {
        bool tumour = !found.Tumours.IsEmpty;
        (string Label, PairedExcess Excess)[] rows = tumour
            ? [.. found.Tumours.Select(t => (StudySynergyTables.Label(t), t.Excess))]
            : [.. found.Times.Select(t => (StudySynergyTables.Label(t), t.Excess))];
        rows = [.. rows.Take(40)];
        return new ForestFigure
        {
            Title = $"{found.Study}: what both antibodies do beyond each null, in {found.Patients} virtual patients",
            Description = "Excess over each null. " + string.Join("; ", rows.Select(r => $"{r.Label}: {StudySynergyTables.Interval(r.Excess)}")) + ".",
            Value = tumour ? new FigureAxis("Excess", "powers of ten of volume") : new FigureAxis("Excess", "months"),
            Reference = 0,
            BelowReference = "less than expected",
            AboveReference = "more than expected",
            Rows = [.. rows.Select(r => new ForestRow(r.Label, Estimate(r.Excess)))],
        };
    }

    private static ForestEstimate Estimate(PairedExcess e) =>
        e.Draws.IsEmpty ? new(e.Mean, e.Mean - (2 * e.StandardError), e.Mean + (2 * e.StandardError)) : new(e.Centre, e.OverDraws.Lower, e.OverDraws.Upper);
}
