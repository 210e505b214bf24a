using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>How the chance of success rises with the events of a trial, with its 95 % limits; beside it what is wanted, and tests as they are planned.</summary>
public sealed record PowerFigure : Figure
{
    /// <summary>What rises, such as <c>Power</c> or <c>Assurance</c>: drawn in percent.</summary>
    public required string Chance { get; init; }

    /// <summary>By events: the chance as a share; at least one, ascending, finite.</summary>
    public required ImmutableArray<(double Events, ForestEstimate Chance)> Curve { get; init; }

    /// <summary>Tests as they are planned: name, events, and the chance as a share; up to five.</summary>
    public ImmutableArray<(string Name, double Events, ForestEstimate Chance)> Planned { get; init; } = [];

    /// <summary>The chance that is wanted, a share.</summary>
    public required double Goal { get; init; }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        var rows = new FigureRows();
        foreach ((double events, ForestEstimate e) in Curve) rows.Add(Chance, "one look", events, e.Value, e.Lower, e.Upper);
        foreach ((string test, double events, ForestEstimate e) in Planned) rows.Add(test, "as planned", events, e.Value, e.Lower, e.Upper);
        rows.Add("wanted", "line", double.NaN, Goal);
        return new Table(name, Title,
        [
            new Column.Text("series", "what rises, the test, or what is wanted", rows.Series),
            new Column.Text("kind", "a point of the curve, a test as planned, or a line across", rows.Kinds),
            new Column.Number("events", "1", "events at the last look", rows.X),
            new Column.Number("chance", "1", "chance of success", rows.Y),
            new Column.Number("lower", "1", "lower 95 % limit", rows.Lower),
            new Column.Number("upper", "1", "upper 95 % limit", rows.Upper),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault() =>
        Curve.IsDefaultOrEmpty || Curve.Any(p => !double.IsFinite(p.Events) || !double.IsFinite(p.Chance.Value)) ? "there must be points, finite"
        : Curve.Zip(Curve.Skip(1)).Any(p => p.First.Events >= p.Second.Events) ? "events rise along the curve"
        : Planned.IsDefault || Planned.Length > 5 ? "more than five planned tests cannot be told apart"
        : Planned.Any(p => !double.IsFinite(p.Events) || !double.IsFinite(p.Chance.Value)) ? "planned tests have events and a chance"
        : !(Goal is > 0 and < 1) ? "what is wanted is a share"
        : null;
}
