using System.Collections.Immutable;

namespace Blockade.Archives;

/// <summary>A report that an archive holds: what a run gave before.</summary>
/// <param name="Path">Where: the experiment's place and the report's identifier, in whatever folder.</param>
/// <param name="Rows">Its data sets: label and numbers, the last dimension running fastest.</param>
public sealed record RecordedTable(string Path, ImmutableArray<(string Label, ImmutableArray<double> Values)> Rows);
