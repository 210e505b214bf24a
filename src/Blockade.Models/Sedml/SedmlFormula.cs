using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sedml;

/// <summary>A formula over variables and numbers with names. Functions over all values of a result are calls whose names begin with <see cref="OverAll"/>.</summary>
/// <param name="Value">Names in it are variables, or ranges where the context has some; numbers with names have been put in.</param>
/// <param name="Variables">Its variables.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlFormula(Expression Value, ImmutableArray<SedmlVariable> Variables, SourceSpan Span)
{
    /// <summary>Before the name of a function over all values: <c>min</c>, <c>max</c>, <c>sum</c>, <c>product</c>, <c>mean</c>, <c>count</c>.</summary>
    public const string OverAll = "#all:";
}
