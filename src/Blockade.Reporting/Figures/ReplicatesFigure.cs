using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>
/// Replicates of one trial: how its estimate is spread, and beside it the chance to have decided by each look, with the intervals that so many
/// replicates allow.
/// </summary>
public sealed record ReplicatesFigure : Figure
{
    /// <summary>What is estimated, such as <c>Hazard ratio</c>.</summary>
    public required FigureAxis Value { get; init; }

    /// <summary>One estimate a replicate; at least one, finite.</summary>
    public required ImmutableArray<double> Values { get; init; }

    /// <summary>The value that means no effect, a line down the spread; null for none.</summary>
    public double? Reference { get; init; }

    /// <summary>The looks in order, one to twelve: what each is called, and the chance to have succeeded by then.</summary>
    public required ImmutableArray<(string Label, ForestEstimate Success, ForestEstimate Futility)> Looks { get; init; }

    /// <summary>
    /// The spread as bars of equal width on the axis, as many as the root of the values, 5 to 40: edges, and the share of values in each. A
    /// value on an edge belongs to the bar above it.
    /// </summary>
    internal ImmutableArray<(double Lower, double Upper, double Share)> Bars
    {
        get
        {
            bool log = Value.Logarithmic;
            double[] at = [.. Values.Select(v => log ? Math.Log(v) : v)];
            (double low, double high) = (at.Min(), at.Max());
            if (!(high > low)) (low, high) = (low - 0.05, high + 0.05);
            int count = Math.Clamp((int)Math.Sqrt(at.Length), 5, 40);
            double width = (high - low) / count;
            int[] bars = new int[count];
            foreach (double v in at) bars[Math.Min(count - 1, (int)((v - low) / width))]++;
            double Edge(int i) => log ? Math.Exp(low + (i * width)) : low + (i * width);
            return [.. bars.Select((n, i) => (Edge(i), Edge(i + 1), (double)n / at.Length))];
        }
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        var rows = new FigureRows();
        foreach ((double lower, double upper, double share) in Bars)
        {
            rows.Add(Value.Label, "bar", Value.Logarithmic ? Math.Sqrt(lower * upper) : (lower + upper) / 2, share, lower, upper);
        }

        for (int i = 0; i < Looks.Length; i++)
        {
            (string label, ForestEstimate success, ForestEstimate futility) = Looks[i];
            rows.Add(label, "success by this look", i + 1, success.Value, success.Lower, success.Upper);
            if (double.IsFinite(futility.Value)) rows.Add(label, "given up by this look", i + 1, futility.Value, futility.Lower, futility.Upper);
        }

        return new Table(name, Title,
        [
            new Column.Text("series", "what is spread, or the look", rows.Series),
            new Column.Text("kind", "a bar of the spread, or a chance by a look", rows.Kinds),
            new Column.Number("x", "see kind", $"{Value.Label} in the middle of the bar, or the number of the look", rows.X),
            new Column.Number("share", "1", "share of replicates", rows.Y),
            new Column.Number("lower", "see kind", "edge of the bar, or limit of the share", rows.Lower),
            new Column.Number("upper", "see kind", "edge of the bar, or limit of the share", rows.Upper),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault() =>
        Values.IsDefaultOrEmpty || Values.Any(v => !double.IsFinite(v) || (Value.Logarithmic && v <= 0)) ? "there must be estimates, finite, and positive on a logarithmic axis"
        : Looks.IsDefault || Looks.Length is < 1 or > 12 ? "there are one to twelve looks"
        : null;
}
