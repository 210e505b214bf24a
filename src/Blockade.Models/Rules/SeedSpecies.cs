using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A species present at the start.</summary>
/// <param name="Species">A pattern that names every site of every molecule.</param>
/// <param name="Amount">How much, over parameters.</param>
/// <param name="IsClamped"><c>$A()</c>: reactions read it and never change it.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SeedSpecies(Pattern Species, Expression Amount, bool IsClamped, SourceSpan Span);
