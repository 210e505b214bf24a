using System.Collections.Immutable;

namespace Blockade.Models.Graphs;

/// <summary>A view of a model as nodes and edges, without places and colours: to be written for other programs, or laid out and drawn.</summary>
/// <param name="Title">One line.</param>
/// <param name="Description">A sentence for those who cannot see a drawing.</param>
/// <param name="Nodes">Parents before what is part of them.</param>
/// <param name="Edges">In the order of the model.</param>
public sealed record ModelGraph(string Title, string Description, ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges);
