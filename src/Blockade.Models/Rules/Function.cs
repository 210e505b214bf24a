using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A named formula without arguments over parameters, observables, other functions and <c>time</c>.</summary>
public sealed record Function(string Name, Expression Value, SourceSpan Span);
