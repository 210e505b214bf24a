using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>What a manifest says of one file.</summary>
/// <param name="Location">As written; <c>.</c> is the archive.</param>
/// <param name="Format">A URI.</param>
/// <param name="IsMaster">Whether reading begins here.</param>
/// <param name="Span">Where it says so.</param>
public sealed record ManifestEntry(string Location, string Format, bool IsMaster, SourceSpan Span);
