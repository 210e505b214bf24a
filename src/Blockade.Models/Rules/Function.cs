using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>
/// A named formula over parameters, observables, other functions and <c>time</c>. With arguments it is local: an argument stands for a
/// labelled molecule or complex of a rule, and an observable of it counts there only.
/// </summary>
public sealed record Function(string Name, ImmutableArray<string> Arguments, Expression Value, SourceSpan Span);
