using Blockade.Reporting;
using Blockade.Synergy;

namespace Blockade.Cli.Reports;

/// <summary>The figure of a scored plate.</summary>
internal static class SynergyFigures
{
    /// <summary>The excess over each null at every pair of doses.</summary>
    public static HeatMapFigure Excess(ScoredPlate plate) => new()
    {
        Title = $"{plate.Name}: excess of {plate.Drug1} with {plate.Drug2} over four nulls",
        Description = $"For each null a matrix of {plate.Matrix.Doses1.Length} doses of {plate.Drug1} by {plate.Matrix.Doses2.Length} of {plate.Drug2}. Mean excess in points: "
            + string.Join(", ", plate.Scores.Nulls.Select(n => $"{SynergyTables.Name(n.Null)} {SynergyTables.Mean(plate, n.Null)}")) + ".",
        X = new FigureAxis(plate.Drug2, plate.Unit2),
        Y = new FigureAxis(plate.Drug1, plate.Unit1),
        Value = new FigureAxis("Excess", "points"),
        Columns = plate.Matrix.Doses2,
        Rows = plate.Matrix.Doses1,
        Panels = [.. plate.Scores.Nulls.Select(n => new HeatMapPanel(Capital(SynergyTables.Name(n.Null)), [.. n.Excess.Select(e => 100 * e)]))],
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
