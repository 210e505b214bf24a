using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>How fast one embedding of a rule fires. Closed: the cases below are all there are.</summary>
public abstract record RateLaw
{
    private RateLaw()
    {
    }

    /// <summary>
    /// The expression's value times the product of the reactants. The expression may refer to parameters, to functions and
    /// through them to observables and time (a functional rate).
    /// </summary>
    public sealed record MassAction(Expression Constant) : RateLaw;
}
