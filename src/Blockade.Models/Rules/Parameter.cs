using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A named constant: a number, or a formula over other parameters.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Value">The formula; a slot that can be set per run where it is a plain number.</param>
/// <param name="UnitText">The text of a unit tag in its line's comment, <c># [1/s]</c>, or null.</param>
/// <param name="Span">Where it stands.</param>
public sealed record Parameter(string Name, Expression Value, string? UnitText, SourceSpan Span);
