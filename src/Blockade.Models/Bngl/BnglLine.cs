using Blockade.Models.Diagnostics;

namespace Blockade.Models.Bngl;

/// <summary>A logical line of a block, without its comment, and the unit tag of the comment.</summary>
internal readonly record struct BnglLine(SourceSpan Span, string? UnitText);
