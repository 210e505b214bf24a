using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A file of numbers beside an experiment.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Origin">Where the file is.</param>
/// <param name="IsCsv">Whether it is comma-separated, with names in the first row; else it is NuML.</param>
/// <param name="Dimensions">Identifier and name of each dimension that the experiment describes, the outermost first; the file may have names of its own.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlData(string Id, string Origin, bool IsCsv, ImmutableArray<(string Id, string Name)> Dimensions, SourceSpan Span);
