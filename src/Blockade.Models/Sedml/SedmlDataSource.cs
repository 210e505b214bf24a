using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A part of a file of numbers, by a name of its own.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Data">The file's identifier.</param>
/// <param name="Dimension">The dimension whose own index values it is; null where it is numbers of the file.</param>
/// <param name="Slices">Dimensions that are held, each at one index value.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlDataSource(string Id, string Data, string? Dimension, ImmutableArray<(string Dimension, string Value)> Slices, SourceSpan Span);
