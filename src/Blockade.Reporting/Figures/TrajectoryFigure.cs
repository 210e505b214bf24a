using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>Time courses in one to six panels over one clock: the median of each series, and its 5th to 95th percentile as a band.</summary>
public sealed record TrajectoryFigure : Figure
{
    /// <summary>The clock of all panels.</summary>
    public required FigureAxis Time { get; init; }

    /// <summary>The panels, row by row. A series has the same label in each panel it is in, and then the same colour.</summary>
    public required ImmutableArray<TrajectoryPanel> Panels
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 6 }
            ? value
            : throw new ArgumentException("A trajectory figure has one to six panels.", nameof(value));
    }

    /// <summary>The labels of the series, in order of first appearance; at most six.</summary>
    internal ImmutableArray<string> SeriesLabels => [.. Panels.SelectMany(p => p.Series).Select(s => s.Label).Distinct(StringComparer.Ordinal)];

    /// <summary>Ticks of the clock, ascending, from its beginning to its end; empty to choose round ones.</summary>
    public ImmutableArray<double> TimeTicks { get; init; } = [];

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        var rows = new FigureRows();
        var panels = ImmutableArray.CreateBuilder<string>();
        var units = ImmutableArray.CreateBuilder<string>();
        foreach (TrajectoryPanel panel in Panels)
        {
            foreach (TrajectorySeries s in panel.Series)
            {
                foreach (TrajectoryPoint p in s.Points)
                {
                    rows.Add(s.Label, panel.Title, p.Time, p.Median, p.Lower, p.Upper);
                    panels.Add(panel.Value.Label);
                    units.Add(panel.Value.Unit);
                }
            }
        }

        return new Table(name, Title,
        [
            new Column.Text("panel", "title of the panel", rows.Kinds),
            new Column.Text("quantity", "what the panel shows", panels.ToImmutable()),
            new Column.Text("unit", "unit of median, p05 and p95 in this row", units.ToImmutable()),
            new Column.Text("series", "name of the curve", rows.Series),
            new Column.Number("time", Time.Unit, Time.Label, rows.X),
            new Column.Number("median", "see unit", "median of the subjects", rows.Y),
            new Column.Number("p05", "see unit", "5th percentile of the subjects", rows.Lower),
            new Column.Number("p95", "see unit", "95th percentile of the subjects", rows.Upper),
        ]);
    }
}
