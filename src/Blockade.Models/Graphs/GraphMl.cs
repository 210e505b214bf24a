using System.Globalization;
using System.Text;
using System.Xml;

namespace Blockade.Models.Graphs;

/// <summary>
/// Writes a graph as GraphML that yEd, Gephi, Cytoscape and networkx read: flat, with typed attributes. What is part of what is in the
/// attribute <c>parent</c>, because nested graphs are lost on most readers.
/// </summary>
/// <remarks>Brandes et al. (2002), Graph Drawing, 501-512, doi:10.1007/3-540-45848-4_59.</remarks>
public static class GraphMl
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";

    /// <summary>Writes to a stream and leaves it open. The same graph gives the same bytes.</summary>
    public static void Write(ModelGraph graph, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(stream);
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartElement("graphml", Namespace);
        foreach ((string name, string place, string type) in new[]
        {
            ("title", "graph", "string"), ("description", "graph", "string"), ("label", "node", "string"), ("kind", "node", "string"), ("parent", "node", "string"),
            ("label", "edge", "string"), ("kind", "edge", "string"), ("count", "edge", "int"),
        })
        {
            xml.WriteStartElement("key", Namespace);
            xml.WriteAttributeString("id", $"{place}-{name}");
            xml.WriteAttributeString("for", place);
            xml.WriteAttributeString("attr.name", name);
            xml.WriteAttributeString("attr.type", type);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("id", "G");
        xml.WriteAttributeString("edgedefault", graph.Edges.Any(e => e.IsDirected) ? "directed" : "undirected");
        Data("graph-title", graph.Title);
        Data("graph-description", graph.Description);
        foreach (GraphNode node in graph.Nodes)
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", node.Id);
            Data("node-label", node.Label);
            Data("node-kind", node.Kind.ToString().ToLowerInvariant());
            if (node.Parent is { } parent) Data("node-parent", parent);
            xml.WriteEndElement();
        }

        for (int e = 0; e < graph.Edges.Length; e++)
        {
            GraphEdge edge = graph.Edges[e];
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("id", string.Create(CultureInfo.InvariantCulture, $"e{e + 1}"));
            xml.WriteAttributeString("source", edge.Source);
            xml.WriteAttributeString("target", edge.Target);
            if (edge.Label.Length > 0) Data("edge-label", edge.Label);
            Data("edge-kind", edge.Kind.ToString().ToLowerInvariant());
            Data("edge-count", edge.Count.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Data(string key, string value)
        {
            xml.WriteStartElement("data", Namespace);
            xml.WriteAttributeString("key", key);
            xml.WriteString(value);
            xml.WriteEndElement();
        }
    }
}
