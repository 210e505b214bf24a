using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A section of a <see cref="Report"/>.</summary>
/// <param name="Heading">Its heading, also in the table of contents.</param>
/// <param name="Blocks">Its content from top to bottom.</param>
public sealed record ReportSection(string Heading, ImmutableArray<ReportBlock> Blocks);
