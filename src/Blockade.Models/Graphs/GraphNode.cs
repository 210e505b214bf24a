namespace Blockade.Models.Graphs;

/// <summary>A node.</summary>
/// <param name="Id">Unique in its graph: letters, digits, underscores, dots, tildes.</param>
/// <param name="Label">For people.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Parent">The node that it is part of, or null: a component's molecule, a state's component.</param>
public sealed record GraphNode(string Id, string Label, GraphNodeKind Kind, string? Parent = null);
