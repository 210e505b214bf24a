using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A node of a drawing.</summary>
/// <param name="Id">Unique in the figure.</param>
/// <param name="Label">Lines ended by LF.</param>
/// <param name="Look">How it is drawn.</param>
/// <param name="Cells">Its parts from left to right; none but in a frame.</param>
public sealed record GraphBox(string Id, string Label, GraphLook Look, ImmutableArray<GraphCell> Cells);
