using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>Boxes and the links between them, laid out in layers: links run from layer to layer and never through a box, and labels have places of their own.</summary>
/// <remarks>As wide and as high as it needs; at least as wide as other figures.</remarks>
public sealed record GraphFigure : Figure
{
    /// <summary>The nodes.</summary>
    public required ImmutableArray<GraphBox> Boxes { get; init; }

    /// <summary>The links; those of boxes that are not there make the figure faulty.</summary>
    public required ImmutableArray<GraphLink> Links { get; init; }

    /// <summary>What the looks of links mean, for the legend; a look that is not in it is not explained.</summary>
    public ImmutableArray<(GraphLinkLook Look, string Meaning)> Legend { get; init; } = [];

    /// <inheritdoc/>
    public override Table Data(string name) => new(name, Title,
    [
        new Column.Text("source", "where the link begins; a box without links has a row of its own", [.. Rows.Select(r => r.Source)]),
        new Column.Text("target", "where it ends", [.. Rows.Select(r => r.Target)]),
        new Column.Text("look", "how it is drawn", [.. Rows.Select(r => r.Look)]),
        new Column.Text("label", "its label", [.. Rows.Select(r => r.Label)]),
    ]);

    private IEnumerable<(string Source, string Target, string Look, string Label)> Rows
    {
        get
        {
            HashSet<string> linked = [.. Links.SelectMany(l => new[] { l.Source, l.Target })];
            return Links.Select(l => (l.Source, l.Target, l.Look.ToString().ToLowerInvariant(), l.Label.ReplaceLineEndings("; ")))
                .Concat(Boxes.Where(b => !linked.Contains(b.Id) && !b.Cells.Any(c => linked.Contains(c.Id))).Select(b => (b.Id, "", "", b.Label.ReplaceLineEndings(" "))));
        }
    }

    internal string? Fault()
    {
        var ids = new HashSet<string>();
        foreach (string id in Boxes.SelectMany(b => b.Cells.Select(c => c.Id).Prepend(b.Id)))
        {
            if (!ids.Add(id)) return $"two boxes or cells are called '{id}'";
        }

        return Links.FirstOrDefault(l => !ids.Contains(l.Source) || !ids.Contains(l.Target)) is { } loose ? $"a link from '{loose.Source}' to '{loose.Target}' has an end that is not there" : null;
    }
}
