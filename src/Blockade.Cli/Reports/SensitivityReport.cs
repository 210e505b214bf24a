using System.Collections.Immutable;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>The page of an analysis of sensitivity.</summary>
internal static class SensitivityReport
{
    private const int Named = 3;

    public static Report Of(SensitivityResult found, ImmutableArray<Table> tables, ImmutableArray<RenderedFigure> figures) => new(
        $"What decides {found.Study}",
        Summary(found),
        [
            .. found.Parts.IsEmpty
                ? new[]
                {
                    new ReportSection("Ends of each range", [.. figures.Select(f => new ReportBlock.Drawing(f)), new ReportBlock.Tabulated(tables[1])]),
                    new ReportSection(found.Shares.IsEmpty ? "Elementary effects" : "Shares of variance", [new ReportBlock.Tabulated(tables[2])]),
                }
                : [new ReportSection("Parts of mechanisms", [new ReportBlock.Tabulated(tables[1])])],
            new ReportSection("How", [new ReportBlock.Paragraph(Method(found)), new ReportBlock.Tabulated(tables[0])]),
        ]);

    /// <summary>For each output the constants that move it most.</summary>
    public static string Summary(SensitivityResult found) => string.Join(" ", found.Outputs.Select(o =>
    {
        string key = SensitivityTables.Key(o);
        string[] most = !found.Parts.IsEmpty
            ? [.. SensitivityTables.Sorted(found.Parts).Where(e => e.Output == key).Take(Named).Select(e => $"'{e.Mechanism}' ({Numbers.One(e.Value, "+0.00;-0.00")})")]
            : found.Shares.IsEmpty
            ? [.. SensitivityTables.Sorted(found.Effects).Where(e => e.Output == key).Take(Named).Select(e => $"{e.Input} ({Numbers.One(e.MeanOfMagnitudes, "0.00")} {(SensitivityTables.Words(o).Unit == "1" ? "across its range" : "months across its range")})")]
            : [.. SensitivityTables.Sorted(found.Shares).Where(e => e.Output == key).Take(Named).Select(e => $"{e.Input} ({Numbers.One(100 * e.Total, "0")} % of the variance)")];
        return $"{SensitivityTables.Words(o).Label} is moved most by {string.Join(", ", most)}.";
    }));

    private static string Method(SensitivityResult found) =>
        FormattableString.Invariant($"{found.Patients} virtual patients, each in the first arm and in the last, the same at every point, followed to the end without losses. ")
        + (!found.Parts.IsEmpty
            ? FormattableString.Invariant($"Every one of {found.Points} sets of mechanisms was run; a part is the mean over all orders of switching on of what the output changes when a mechanism comes, so that the parts add up (Shapley 1953). ")
            : found.Shares.IsEmpty
            ? FormattableString.Invariant($"{found.Size} trajectories, {found.Points} points: in each trajectory every constant moves once by two thirds of its range, and the effect is scaled to the whole of it. ")
            : FormattableString.Invariant($"{found.Size} rows, {found.Points} points; a share is of the variance that the ranges make, the constants being independent. Intervals are of rows drawn again. "))
        + (found.Varied.IsEmpty ? "" : "Ranges of the tumour's constants are of the fit's draws one by one, and the draws are correlated: together they do not reach the corners. ") + "The patients being few and the same, their Monte Carlo error moves all points alike; it stands beside each output, as does what the coarse table of the receptors costs.";
}
