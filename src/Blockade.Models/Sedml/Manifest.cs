using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>The manifest of a COMBINE archive.</summary>
/// <param name="Source">The text.</param>
/// <param name="Entries">In its order.</param>
public sealed record Manifest(SourceText Source, ImmutableArray<ManifestEntry> Entries);
