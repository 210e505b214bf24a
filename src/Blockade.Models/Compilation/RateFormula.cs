using System.Diagnostics;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Compilation;

/// <summary>Rate laws as formulas over parameters, observables, functions, and the reactants by place.</summary>
internal static class RateFormula
{
    private const string Prefix = "#";   // no name in a model begins so

    /// <summary>The name of a reactant's amount, by its place in the rule.</summary>
    public static string Reactant(int place) => Prefix + place.ToString(CultureInfo.InvariantCulture);

    /// <summary>The place that a name of <see cref="Reactant"/> stands for, or null.</summary>
    public static int? ReactantNumber(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) ? int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) : null;

    /// <summary>
    /// The formula, and whether it is the whole flux of a reaction with so many reactants: if not, it is to be multiplied by all of them.
    /// </summary>
    public static (Expression Formula, bool IsWhole) Of(RateLaw law, int reactants)
    {
        switch (law)
        {
            case RateLaw.MassAction m:
                return (m.Constant, false);
            case RateLaw.Total t:
                return (t.Rate, false);
            case RateLaw.Saturation s:
                Expression saturated = s.Constant;
                for (int i = 0; i < s.HalfPoints.Length; i++) saturated = Divide(Multiply(saturated, X(i)), Add(s.HalfPoints[i], X(i)));
                return (TimesFrom(s.HalfPoints.Length, saturated), true);
            case RateLaw.MichaelisMenten m:
                Expression difference = Subtract(Subtract(X(0), m.Km), X(1));
                var root = new Expression.Call("sqrt", [Add(Multiply(difference, difference), Multiply(Multiply(Number(4), m.Km), X(0)))]);
                Expression free = Multiply(Number(0.5), Add(difference, root));
                return (Divide(Multiply(Multiply(m.Kcat, free), X(1)), Add(m.Km, free)), true);
            case RateLaw.Hill h:
                Expression power = new Expression.Binary(BinaryOperator.Power, X(0), h.Exponent);
                Expression half = new Expression.Binary(BinaryOperator.Power, h.HalfPoint, h.Exponent);
                return (TimesFrom(1, Divide(Multiply(h.Constant, power), Add(half, power))), true);
            default:
                throw new UnreachableException();
        }

        // the reactants that the law does not name multiply it
        Expression TimesFrom(int place, Expression formula)
        {
            for (int i = place; i < reactants; i++) formula = Multiply(formula, X(i));
            return formula;
        }
    }

    private static Expression X(int place) => new Expression.Symbol(Reactant(place));

    private static Expression Number(double value) => new Expression.Number(value);

    private static Expression Add(Expression a, Expression b) => new Expression.Binary(BinaryOperator.Add, a, b);

    private static Expression Subtract(Expression a, Expression b) => new Expression.Binary(BinaryOperator.Subtract, a, b);

    private static Expression Multiply(Expression a, Expression b) => new Expression.Binary(BinaryOperator.Multiply, a, b);

    private static Expression Divide(Expression a, Expression b) => new Expression.Binary(BinaryOperator.Divide, a, b);
}
