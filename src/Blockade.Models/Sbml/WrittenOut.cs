using System.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// How large a formula becomes when the names that stand for formulas are written out, worked out without doing so: names that each use the one before twice would
/// grow without bound.
/// </summary>
/// <param name="bodyOf">The formula behind a name, or null.</param>
/// <param name="mostTerms">What is too large.</param>
internal sealed class WrittenOut(Func<string, Expression?> bodyOf, int mostTerms)
{
    private const int Deepest = 500;

    private readonly Dictionary<string, (double Terms, int Depth)> _known = [];

    public bool IsTooLarge(Expression formula)
    {
        (double terms, int depth) = Of(formula, 0);
        return terms > mostTerms || depth > Deepest;
    }

    /// <summary>Forgets what it knows, where bodies have changed.</summary>
    public void Forget() => _known.Clear();

    private (double Terms, int Depth) Of(Expression formula, int level)
    {
        if (level > Deepest) return (double.PositiveInfinity, level);
        (double terms, int depth) = Extent(formula);
        int below = 0;
        foreach (Expression.Symbol symbol in formula.Symbols())
        {
            if (!_known.TryGetValue(symbol.Name, out (double Terms, int Depth) body))
            {
                body = bodyOf(symbol.Name) is { } inner ? Of(inner, level + 1) : (1, 0);
                _known[symbol.Name] = body;
            }

            terms += body.Terms - 1;
            below = Math.Max(below, body.Depth);
        }

        return (terms, depth + below);
    }

    private static (double Terms, int Depth) Extent(Expression e)
    {
        switch (e)
        {
            case Expression.Number or Expression.Symbol:
                return (1, 1);
            case Expression.Unary u:
                (double terms, int depth) = Extent(u.Operand);
                return (terms + 1, depth + 1);
            case Expression.Binary b:
                (double left, int leftDepth) = Extent(b.Left);
                (double right, int rightDepth) = Extent(b.Right);
                return (left + right + 1, Math.Max(leftDepth, rightDepth) + 1);
            case Expression.Call c:
                (double all, int deepest) = (1, 0);
                foreach (Expression argument in c.Arguments)
                {
                    (double part, int partDepth) = Extent(argument);
                    (all, deepest) = (all + part, Math.Max(deepest, partDepth));
                }

                return (all, deepest + 1);
            case Expression.Table t:
                return Extent(t.Argument);
            default:
                throw new UnreachableException();
        }
    }
}
