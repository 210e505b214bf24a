using System.Collections.Immutable;
using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// Algebraic rules: finds out which quantity each determines, by a matching, and solves for it by formula where it stands linearly. What is left is
/// solved numerically, all together.
/// </summary>
/// <param name="quantities">All of the model; those that are solved for get their value here.</param>
/// <param name="candidates">What rules may determine, the likeliest first.</param>
/// <param name="mostTerms">How large a rule may become when what it names is written out.</param>
internal sealed class SbmlAlgebra(Dictionary<string, DynamicQuantity> quantities, string[] candidates, int mostTerms)
{
    private readonly WrittenOut _size = new(n => quantities.TryGetValue(n, out DynamicQuantity? q) ? q.Value : null, mostTerms);
    private readonly List<Expression> _residuals = [];
    private readonly Dictionary<string, int> _ruleOf = [];   // by candidate
    private readonly List<string[]> _named = [];

    /// <summary>Whether a residual is beyond the limit.</summary>
    public bool IsTooLarge(Expression residual) => _size.IsTooLarge(residual);

    /// <summary>Takes up a residual; false where nothing is left that it could determine.</summary>
    public bool TryAdd(Expression residual)
    {
        Expression whole = Inline(residual);
        HashSet<string> symbols = [.. whole.Symbols().Select(s => s.Name)];
        _residuals.Add(whole);
        _named.Add([.. candidates.Where(symbols.Contains)]);
        return TryMatch(_residuals.Count - 1, []);
    }

    /// <summary>Gives values to what can be solved for by formula; the rest is returned.</summary>
    public ImmutableArray<DynamicConstraint> Solve()
    {
        Dictionary<string, int> left = new(_ruleOf);
        for (bool progress = true; progress;)
        {
            progress = false;
            foreach ((string unknown, int rule) in left.ToArray())
            {
                if (_size.IsTooLarge(_residuals[rule])) continue;   // is left to the numbers
                Expression residual = Inline(_residuals[rule]);
                HashSet<string> symbols = [.. residual.Symbols().Select(s => s.Name)];
                if (left.Keys.Any(other => other != unknown && symbols.Contains(other)) || !symbols.Contains(unknown)) continue;
                Expression slope = residual.Differentiate(unknown);
                if (slope.Symbols().Any(s => s.Name == unknown)) continue;
                Expression rest = residual.Substitute(n => n == unknown ? new Expression.Number(0) : null);
                var value = new Expression.Unary(UnaryOperator.Minus, new Expression.Binary(BinaryOperator.Divide, rest, slope));
                quantities[unknown] = new DynamicQuantity(unknown, null, value);
                _size.Forget();
                left.Remove(unknown);
                progress = true;
            }
        }

        return [.. left.OrderBy(l => l.Value).Select(l => new DynamicConstraint(l.Key, _size.IsTooLarge(_residuals[l.Value]) ? _residuals[l.Value] : Inline(_residuals[l.Value])))];
    }

    // augmenting paths: a rule may take a candidate over where the other rule finds a new one
    private bool TryMatch(int rule, HashSet<string> seen)
    {
        foreach (string candidate in _named[rule])
        {
            if (!seen.Add(candidate)) continue;
            if (_ruleOf.TryGetValue(candidate, out int other) && !TryMatch(other, seen)) continue;
            _ruleOf[candidate] = rule;
            return true;
        }

        return false;
    }

    private Expression Inline(Expression e) => e.Substitute(name => quantities.TryGetValue(name, out DynamicQuantity? q) && q.Value is { } value ? Inline(value) : null);
}
