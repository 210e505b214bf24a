using System.Collections.Immutable;
using Blockade.Models.Graphs;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>A model's graph as a figure: which kind of node gets which box, and which kind of edge which line.</summary>
internal static class GraphFigures
{
    private const int LongestLine = 30;
    private const int MostNames = 8;

    public static GraphFigure Of(ModelGraph graph)
    {
        ILookup<string?, GraphNode> parts = graph.Nodes.ToLookup(n => n.Parent);
        return new GraphFigure
        {
            Title = graph.Title,
            Description = graph.Description,
            Boxes = [.. parts[null].Select(n => new GraphBox(n.Id, Lines(n), Look(n.Kind), [.. parts[n.Id].Select(c => new GraphCell(c.Id, c.Label, [.. parts[c.Id].Select(s => s.Label)]))]))],
            Links = [.. graph.Edges.Select(e => new GraphLink(e.Source, e.Target, Look(e.Kind), e.Label.Length > 0 ? Label(e.Label) : e.Count > 1 ? $"{e.Count}" : ""))],
            Legend = [.. graph.Edges.Select(e => e.Kind).Distinct().Order().GroupBy(Look).Select(k => (k.Key, string.Join("; ", k.Select(Meaning))))],
        };
    }

    private static GraphLook Look(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Molecule => GraphLook.Framed,
        GraphNodeKind.Rule or GraphNodeKind.Reaction => GraphLook.Square,
        _ => GraphLook.Round,
    };

    private static GraphLinkLook Look(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.Bond => GraphLinkLook.Plain,
        GraphEdgeKind.Enables => GraphLinkLook.Positive,
        GraphEdgeKind.Hinders => GraphLinkLook.Negative,
        GraphEdgeKind.Context => GraphLinkLook.Faint,
        _ => GraphLinkLook.Arrow,
    };

    private static string Meaning(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.Bond => "a bond: + rules that make it, \u2212 rules that break it, \u00B1 reversible ones",
        GraphEdgeKind.Enables => "makes what the other rule needs",
        GraphEdgeKind.Hinders => "takes away what the other rule needs",
        GraphEdgeKind.Context => "must be there, and stays",
        GraphEdgeKind.Regulates => "makes by some rules, and takes away by others, what the other needs",
        GraphEdgeKind.Reactant => "into a rule or reaction: is used up",
        _ => "out of it: is made",
    };

    // signs as they are printed, and of a long list of rules the first
    private static string Label(string label) => string.Join('\n', label.Split('\n').Select(line =>
    {
        string[] names = line.Split(", ");
        string shown = names.Length <= MostNames ? line : $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Length - MostNames + 1} more";
        return shown.StartsWith("+- ", StringComparison.Ordinal) ? "\u00B1" + shown[2..] : shown.StartsWith("- ", StringComparison.Ordinal) ? "\u2212" + shown[1..] : shown;
    }));

    // a long species is broken between its molecules
    private static string Lines(GraphNode node)
    {
        if (node.Kind != GraphNodeKind.Species || node.Label.Length <= LongestLine) return node.Label;
        var lines = new List<string>();
        foreach (string molecule in node.Label.Split(").").Select((m, i) => i == node.Label.Split(").").Length - 1 ? m : m + ")"))
        {
            if (lines.Count > 0 && lines[^1].Length + molecule.Length < LongestLine) lines[^1] += "." + molecule;
            else lines.Add(lines.Count == 0 ? molecule : "." + molecule);
        }

        return string.Join('\n', lines);
    }
}
