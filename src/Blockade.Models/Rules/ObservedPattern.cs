using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A pattern of an observable. In a Species observable it may ask for a number of matches: <c>R()>=2</c>.</summary>
/// <param name="Pattern">What is looked for.</param>
/// <param name="Comparison">Less to NotEqual, or null where any match will do.</param>
/// <param name="Count">What the number of matches is compared with.</param>
public sealed record ObservedPattern(Pattern Pattern, BinaryOperator? Comparison = null, int Count = 0)
{
    /// <summary>Whether a species with so many matches counts.</summary>
    public bool Accepts(double matches) => Comparison switch
    {
        null => matches > 0,
        BinaryOperator.Less => matches < Count,
        BinaryOperator.LessOrEqual => matches <= Count,
        BinaryOperator.Greater => matches > Count,
        BinaryOperator.GreaterOrEqual => matches >= Count,
        BinaryOperator.Equal => matches == Count,
        _ => matches != Count,
    };
}
