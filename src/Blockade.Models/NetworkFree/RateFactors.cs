using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// A rule's rate taken apart: a factor for all matches, and one for each reactant whose labels it counts at. A rate that mixes the labels of
/// two reactants in one factor has no such parts.
/// </summary>
internal sealed class RateFactors
{
    private readonly RuleModel _model;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, Function> _functions;
    private readonly List<(LocalTerm Term, int Reactant)> _terms = [];
    private readonly Expression?[] _ofReactant;

    public RateFactors(RuleModel model, Rule rule, Vocabulary vocabulary)
    {
        _model = model;
        _vocabulary = vocabulary;
        _functions = model.Functions.DistinctBy(f => f.Name).ToDictionary(f => f.Name);
        var scopes = new Dictionary<string, (int Reactant, int Molecule)>();
        for (int r = 0; r < rule.Reactants.Length; r++)
        {
            Pattern pattern = rule.Reactants[r];
            if (pattern.Label is { } whole) scopes[whole] = (r, -1);
            for (int m = 0; m < pattern.Molecules.Length; m++)
            {
                if (pattern.Molecules[m].Label is { } label) scopes[label] = (r, m);
            }
        }

        Expression rate = Resolve(rule.Rate switch
        {
            RateLaw.MassAction m => m.Constant,
            RateLaw.FunctionProduct p => new Expression.Binary(BinaryOperator.Multiply, p.First, p.Second),
            _ => throw new ArgumentException($"The rate law {rule.Rate.GetType().Name} has no constant.", nameof(rule)),
        }, scopes);
        _ofReactant = new Expression?[rule.Reactants.Length];
        Common = new Expression.Number(1);
        int[] used = [.. ReactantsIn(rate).Distinct()];
        if (used.Length == 0) Common = rate;
        else if (used.Length == 1) _ofReactant[used[0]] = rate;
        else Split(rate, isDivisor: false);
    }

    /// <summary>The factor of all matches, but for compartments.</summary>
    public Expression Common { get; private set; }

    /// <summary>No factor counts at labels of two reactants.</summary>
    public bool AreApart { get; private set; } = true;

    /// <summary>The most terms of any reactant's factor.</summary>
    public int MostTerms => _terms.Count == 0 ? 0 : _terms.GroupBy(t => t.Reactant).Max(g => g.Count());

    /// <summary>The factor of a reactant, its terms in slots from the given one on; null where it has none.</summary>
    public LocalRate? Of(int reactant, Func<string, int?> slot, int firstLocal)
    {
        if (_ofReactant[reactant] is not { } factor) return null;
        string[] names = [.. Enumerable.Range(0, _terms.Count).Where(t => _terms[t].Reactant == reactant).Select(Name)];
        CompiledExpression value = CompiledExpression.Compile(factor, n => Array.IndexOf(names, n) is >= 0 and int t ? firstLocal + t : slot(n));
        return new LocalRate(value, [.. _terms.Where(t => t.Reactant == reactant).Select(t => t.Term)], NamesIn(reactant).Contains("time"));
    }

    /// <summary>The names a reactant's factor rests on.</summary>
    public HashSet<string> NamesIn(int reactant) => _ofReactant[reactant] is { } factor ? NetworkFreeScope.NamesBehind(_model, factor) : [];

    private static string Name(int term) => $"@{term}";   // no name in a model begins so

    private static Expression Product(Expression? a, Expression b, bool isDivisor) =>
        new Expression.Binary(isDivisor ? BinaryOperator.Divide : BinaryOperator.Multiply, a ?? new Expression.Number(1), b);

    private IEnumerable<int> ReactantsIn(Expression expression) =>
        expression.Symbols().Where(s => s.Name.StartsWith('@')).Select(s => _terms[int.Parse(s.Name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)].Reactant);

    private void Split(Expression factor, bool isDivisor)
    {
        int[] used = [.. ReactantsIn(factor).Distinct()];
        if (used.Length == 0)
        {
            Common = Product(Common, factor, isDivisor);
        }
        else if (used.Length == 1)
        {
            _ofReactant[used[0]] = Product(_ofReactant[used[0]], factor, isDivisor);
        }
        else if (factor is Expression.Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } product)
        {
            Split(product.Left, isDivisor);
            Split(product.Right, isDivisor ^ product.Operator == BinaryOperator.Divide);
        }
        else
        {
            AreApart = false;
        }
    }

    private Expression Resolve(Expression expression, Dictionary<string, (int Reactant, int Molecule)> scopes) =>
        LocalFormula.Resolve(expression, scopes, _functions, TermAt);

    // a local observable becomes the name of its term
    private Expression? TermAt(string name, (int Reactant, int Molecule) at) =>
        _model.Observables.FirstOrDefault(o => o.Name == name) is { } observable ? new Expression.Symbol(Name(TermOf(observable, at))) : null;

    private int TermOf(Observable observable, (int Reactant, int Molecule) scope)
    {
        int known = _terms.FindIndex(t => t.Term.Observable == observable && t.Reactant == scope.Reactant && t.Term.Molecule == scope.Molecule);
        if (known >= 0) return known;
        MatchPlan[] plans = [.. observable.Patterns.Select(p => MatchPlan.OfObservable(new CompiledPattern(p.Pattern, _vocabulary), _vocabulary))];
        _terms.Add((new LocalTerm(observable, scope.Molecule, [.. plans]), scope.Reactant));
        return _terms.Count - 1;
    }
}
