using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A part of a box, to which links may go.</summary>
/// <param name="Id">Unique in the figure.</param>
/// <param name="Label">One line.</param>
/// <param name="Marks">Short words below it, such as states.</param>
public sealed record GraphCell(string Id, string Label, ImmutableArray<string> Marks);
