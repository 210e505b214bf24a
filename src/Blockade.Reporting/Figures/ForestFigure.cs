using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>
/// Estimates with intervals, one row each, the published value under the predicted one, and whether the row was used for calibration or is blind.
/// </summary>
/// <remarks>Up to 16 rows fit 1,000 pixels of height; with more the figure grows downwards.</remarks>
public sealed record ForestFigure : Figure
{
    /// <summary>What is estimated, such as <c>Hazard ratio</c>; logarithmic for ratios.</summary>
    public required FigureAxis Value { get; init; }

    /// <summary>The value that means no effect, drawn as a vertical line; null for none.</summary>
    public double? Reference { get; init; }

    /// <summary>What lies left of the reference, such as <c>favours pertuzumab</c>; empty for none.</summary>
    public string BelowReference { get; init; } = "";

    /// <summary>What lies right of the reference; empty for none.</summary>
    public string AboveReference { get; init; } = "";

    /// <summary>One to forty rows from top to bottom.</summary>
    public required ImmutableArray<ForestRow> Rows
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 40 }
            ? value
            : throw new ArgumentException("A forest figure has one to forty rows.", nameof(value));
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        ImmutableArray<(ForestRow Row, string Kind, ForestEstimate Value)> rows =
        [
            .. Rows.SelectMany(row => new[] { (row, "predicted", row.Predicted), (row, "published", row.Published) })
                .Where(r => r.Item3 is not null).Select(r => (r.row, r.Item2, r.Item3!.Value)),
        ];
        return new Table(name, Title,
        [
            new Column.Text("row", "what the row is about", [.. rows.Select(r => r.Row.Label)]),
            new Column.Text("role", "calibrate: used to fit; blind: predicted without it; empty: neither", [.. rows.Select(r => r.Row.RoleText)]),
            new Column.Text("kind", "predicted or published", [.. rows.Select(r => r.Kind)]),
            new Column.Number("estimate", Value.Unit, Value.Label, [.. rows.Select(r => r.Value.Value)]),
            new Column.Number("lower", Value.Unit, "lower end of the interval", [.. rows.Select(r => r.Value.Lower)]),
            new Column.Number("upper", Value.Unit, "upper end of the interval", [.. rows.Select(r => r.Value.Upper)]),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault()
    {
        ForestEstimate[] all = [.. Rows.SelectMany(row => new[] { row.Predicted, row.Published }).OfType<ForestEstimate>()];
        if (!all.Any(e => double.IsFinite(e.Value))) return "no row has an estimate";
        bool positive = all.All(e => !(e.Value <= 0) && !(e.Lower <= 0) && !(e.Upper <= 0)) && !(Reference <= 0);
        return Value.Logarithmic && !positive ? "a logarithmic axis holds positive values only" : null;
    }
}
