using System.Collections.Immutable;
using System.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>How fast one embedding of a rule fires. Closed: the cases below are all there are.</summary>
public abstract record RateLaw
{
    private RateLaw()
    {
    }

    /// <summary>The formulas that it is made of.</summary>
    public ImmutableArray<Expression> Parts() => this switch
    {
        MassAction m => [m.Constant],
        Total t => [t.Rate],
        Saturation s => [s.Constant, .. s.HalfPoints],
        MichaelisMenten m => [m.Kcat, m.Km],
        Hill h => [h.Constant, h.HalfPoint, h.Exponent],
        FunctionProduct p => [p.First, p.Second],
        Arrhenius a => [a.Phi, a.ActivationEnergy],
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The expression's value times the product of the reactants. The expression may refer to parameters, to functions and
    /// through them to observables and time (a functional rate); a call with a label is a local function.
    /// </summary>
    public sealed record MassAction(Expression Constant) : RateLaw;

    /// <summary><c>Sat(k, K1, K2...)</c>: k times the product of the reactants over (K1 + x1)(K2 + x2)...</summary>
    public sealed record Saturation(Expression Constant, ImmutableArray<Expression> HalfPoints) : RateLaw;

    /// <summary>
    /// <c>MM(kcat, Km)</c>: substrate first, enzyme second, under the total quasi-steady state, which also holds where the enzyme is not scarce.
    /// </summary>
    /// <remarks>Borghans, de Boer and Segel (1996), Bull. Math. Biol. 58:43-63, doi:10.1007/BF02458281.</remarks>
    public sealed record MichaelisMenten(Expression Kcat, Expression Km) : RateLaw;

    /// <summary><c>Hill(k, K, n)</c>: k x1^n / (K^n + x1^n) times the other reactants.</summary>
    public sealed record Hill(Expression Constant, Expression HalfPoint, Expression Exponent) : RateLaw;

    /// <summary>The rate of all matches of a rule together (<c>TotalRate</c>): its reactions share it in proportion to their numbers of matches.</summary>
    public sealed record Total(Expression Rate) : RateLaw;

    /// <summary><c>FunctionProduct("f(x)", "g(y)")</c>: the product of two local functions as a mass-action constant.</summary>
    public sealed record FunctionProduct(Expression First, Expression Second) : RateLaw;

    /// <summary>
    /// <c>Arrhenius(phi, E)</c>: exp(-(E + phi dG)) with dG the change of the energy patterns; on the way back phi is 1 - phi, so that
    /// detailed balance holds.
    /// </summary>
    public sealed record Arrhenius(Expression Phi, Expression ActivationEnergy) : RateLaw;
}
