using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>
/// One to four matrices of signed values over the same two axes, such as the excess of two drugs over a null. One colour is above zero and one
/// below, both as strong as the largest value of any panel; the numbers stand in the cells where they fit, and always in the data.
/// </summary>
public sealed record HeatMapFigure : Figure
{
    /// <summary>What the columns are.</summary>
    public required FigureAxis X { get; init; }

    /// <summary>What the rows are.</summary>
    public required FigureAxis Y { get; init; }

    /// <summary>What the cells measure.</summary>
    public required FigureAxis Value { get; init; }

    /// <summary>The columns' values from left to right; equally wide whatever they are.</summary>
    public required ImmutableArray<double> Columns { get; init; }

    /// <summary>The rows' values from bottom to top.</summary>
    public required ImmutableArray<double> Rows { get; init; }

    /// <summary>One to four panels.</summary>
    public required ImmutableArray<HeatMapPanel> Panels
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 4 }
            ? value
            : throw new ArgumentException("A heat map has one to four panels.", nameof(value));
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        (HeatMapPanel Panel, int Cell)[] cells = [.. Panels.SelectMany(p => Enumerable.Range(0, p.Values.Length).Select(c => (p, c)))];
        return new Table(name, Title,
        [
            new Column.Text("panel", "which matrix", [.. cells.Select(c => c.Panel.Title)]),
            new Column.Number("row", Y.Unit, Y.Label, [.. cells.Select(c => Rows[c.Cell / Columns.Length])]),
            new Column.Number("column", X.Unit, X.Label, [.. cells.Select(c => Columns[c.Cell % Columns.Length])]),
            new Column.Number("value", Value.Unit, Value.Label, [.. cells.Select(c => c.Panel.Values[c.Cell])]),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault() =>
        Rows.IsDefaultOrEmpty || Columns.IsDefaultOrEmpty ? "a heat map has rows and columns"
        : Panels.Any(p => p.Values.IsDefault || p.Values.Length != Rows.Length * Columns.Length) ? $"each panel has {Rows.Length} by {Columns.Length} values"
        : null;
}
