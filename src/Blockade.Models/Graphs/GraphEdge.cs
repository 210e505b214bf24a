namespace Blockade.Models.Graphs;

/// <summary>An edge.</summary>
/// <param name="Source">A node's identifier.</param>
/// <param name="Target">A node's identifier; the source's own for a loop.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Label">For people, lines ended by LF; empty where the kind says it all.</param>
/// <param name="Count">How many of the source or target: the 2 of <c>2 A -> B</c>.</param>
public sealed record GraphEdge(string Source, string Target, GraphEdgeKind Kind, string Label = "", int Count = 1)
{
    /// <summary>Whether source and target differ in their roles.</summary>
    public bool IsDirected => Kind != GraphEdgeKind.Bond;
}
