using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Formulas that call local functions and observables with a rule's labels.</summary>
internal static class LocalFormula
{
    /// <summary>The formula with local functions as their bodies, and local observables as what <paramref name="observable"/> makes of them.</summary>
    /// <param name="expression">The formula.</param>
    /// <param name="scopes">What each label stands for.</param>
    /// <param name="functions">The model's functions by name.</param>
    /// <param name="observable">What becomes of a call on a label; null where the name is no observable's.</param>
    public static Expression Resolve<TScope>(
        Expression expression, IReadOnlyDictionary<string, TScope> scopes, IReadOnlyDictionary<string, Function> functions, Func<string, TScope, Expression?> observable)
    {
        return Of(expression, scopes);

        Expression Of(Expression formula, IReadOnlyDictionary<string, TScope> at)
        {
            switch (formula)
            {
                case Expression.Unary u:
                    return u with { Operand = Of(u.Operand, at) };
                case Expression.Binary b:
                    return b with { Left = Of(b.Left, at), Right = Of(b.Right, at) };
                case Expression.Table t:
                    return t with { Argument = Of(t.Argument, at) };
                case Expression.Call c when ExpressionReader.Functions.ContainsKey(c.Function):
                    return c with { Arguments = [.. c.Arguments.Select(a => Of(a, at))] };
                case Expression.Call c:
                    TScope[] given = [.. c.Arguments.Select(a => at[((Expression.Symbol)a).Name])];
                    if (given.Length > 0 && observable(c.Function, given[0]) is { } counted) return counted;
                    Function function = functions[c.Function];
                    var inner = new Dictionary<string, TScope>();
                    for (int i = 0; i < function.Arguments.Length; i++) inner[function.Arguments[i]] = given[i];
                    return Of(function.Value, inner);
                default:
                    return formula;
            }
        }
    }
}
