using System.Text;

namespace Blockade.Models.Graphs;

/// <summary>Writes a graph in the DOT language of Graphviz: what has parts is a cluster, and the parts of parts stand in their boxes.</summary>
/// <remarks>Gansner and North (2000), Softw. Pract. Exper. 30:1203-1233.</remarks>
public static class Dot
{
    /// <summary>The text, lines ended by LF. The same graph gives the same text.</summary>
    public static string Write(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        bool directed = graph.Edges.Any(e => e.IsDirected);
        ILookup<string?, GraphNode> parts = graph.Nodes.ToLookup(n => n.Parent);
        var text = new StringBuilder();
        text.Append(directed ? "digraph" : "graph").Append(" G {\n  label=").Append(Quoted(graph.Title)).Append(";\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n");
        int clusters = 0;
        foreach (GraphNode node in parts[null])
        {
            if (!parts[node.Id].Any())
            {
                Node(node, "  ");
                continue;
            }

            text.Append("  subgraph cluster_").Append(++clusters).Append(" {\n    label=").Append(Quoted(node.Label)).Append(";\n");
            foreach (GraphNode part in parts[node.Id]) Node(part, "    ");
            text.Append("  }\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append("  ").Append(Quoted(edge.Source)).Append(directed ? " -> " : " -- ").Append(Quoted(edge.Target)).Append(" [");
            string label = edge.Label.Length > 0 ? edge.Label : edge.Count > 1 ? $"{edge.Count}" : "";
            if (label.Length > 0) text.Append("label=").Append(Quoted(label)).Append(", ");
            text.Append(Look(edge.Kind)).Append("];\n");
        }

        return text.Append("}\n").ToString();

        void Node(GraphNode node, string indent)
        {
            string[] states = [.. parts[node.Id].Select(s => s.Label)];
            text.Append(indent).Append(Quoted(node.Id)).Append(" [label=").Append(Quoted(states.Length == 0 ? node.Label : $"{node.Label}\n{string.Join(" | ", states)}"))
                .Append(", shape=").Append(Shape(node.Kind)).Append("];\n");
        }
    }

    private static string Shape(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Rule or GraphNodeKind.Component => "box",
        GraphNodeKind.Reaction => "diamond",
        _ => "ellipse",
    };

    private static string Look(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.Bond => "style=solid",
        GraphEdgeKind.Context => "style=dotted",
        GraphEdgeKind.Hinders => "style=dashed, arrowhead=tee, color=\"#D55E00\"",
        GraphEdgeKind.Enables => "style=solid, color=\"#0072B2\"",
        _ => "style=solid",
    };

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
