using System.Globalization;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// A rule's rate taken apart: a factor for all matches, and one for each reactant whose labels it counts at. A rate that mixes the labels of
/// two reactants in one factor, Sat, MM, Hill and Arrhenius are rates of all reactants together.
/// </summary>
internal sealed class RateFactors
{
    private readonly RuleModel _model;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, Function> _functions;
    private readonly Dictionary<string, Expression?> _definitions;
    private readonly List<(LocalTerm Term, int Reactant)> _terms = [];
    private readonly Expression?[] _ofReactant;
    private readonly int _firstTerm;   // what a law counts otherwise has the numbers before
    private (TupleLaw.Basis Kind, Expression Rate)? _whole;

    /// <param name="model">The model.</param>
    /// <param name="rule">One of its rules.</param>
    /// <param name="vocabulary">The model's.</param>
    /// <param name="functions">The model's functions by name, made once for all rules.</param>
    /// <param name="definitions">What names stand for, made once for all rules.</param>
    public RateFactors(RuleModel model, Rule rule, Vocabulary vocabulary, Dictionary<string, Function> functions, Dictionary<string, Expression?> definitions)
    {
        _model = model;
        _vocabulary = vocabulary;
        _functions = functions;
        _definitions = definitions;
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

        _ofReactant = new Expression?[rule.Reactants.Length];
        Common = new Expression.Number(1);
        switch (rule.Rate)
        {
            case RateLaw.MassAction m:
                TakeApart(Resolve(m.Constant, scopes));
                break;
            case RateLaw.FunctionProduct p:
                TakeApart(Resolve(new Expression.Binary(BinaryOperator.Multiply, p.First, p.Second), scopes));
                break;
            case RateLaw.Arrhenius a:
                _firstTerm = model.EnergyPatterns.Length;
                _whole = (TupleLaw.Basis.Energies, OfEnergies(new RateLaw.Arrhenius(Resolve(a.Phi, scopes), Resolve(a.ActivationEnergy, scopes)), rule.IsReverse));
                break;
            default:
                _whole = (TupleLaw.Basis.Populations, RateFormula.Of(rule.Rate, rule.Reactants.Length).Formula);
                break;
        }
    }

    /// <summary>The factor of all matches, but for compartments.</summary>
    public Expression Common { get; private set; }

    /// <summary>The most slots that a factor, or the whole rate, needs for what it counts.</summary>
    public int MostTerms => _whole switch
    {
        null => _terms.Count == 0 ? 0 : _terms.GroupBy(t => t.Reactant).Max(g => g.Count()),
        { Kind: TupleLaw.Basis.Populations } => _ofReactant.Length,
        { Kind: TupleLaw.Basis.Energies } => _firstTerm + _terms.Count,
        _ => _terms.Count,
    };

    /// <summary>The names that a rate of all reactants rests on.</summary>
    public HashSet<string> NamesInWhole => _whole is { } whole ? NetworkFreeScope.NamesBehind(_definitions, whole.Rate) : [];

    /// <summary>The rate of all reactants together, times a factor; null where it is a product of factors.</summary>
    public TupleLaw? Whole(Expression factor, Func<string, int?> slot, int firstLocal, int radius)
    {
        if (_whole is not { } whole) return null;
        CompiledExpression value = CompiledExpression.Compile(
            new Expression.Binary(BinaryOperator.Multiply, whole.Rate, factor), n => Local(n) is { } local ? firstLocal + local : slot(n));
        return new TupleLaw(whole.Kind, value, NamesInWhole.Contains("time"), [.. _terms], radius);

        static int? Local(string name) => name.StartsWith('@') ? int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) : RateFormula.ReactantNumber(name);
    }

    /// <summary>The factor of a reactant, its terms in slots from the given one on; null where it has none.</summary>
    public LocalRate? Of(int reactant, Func<string, int?> slot, int firstLocal)
    {
        if (_ofReactant[reactant] is not { } factor) return null;
        string[] names = [.. Enumerable.Range(0, _terms.Count).Where(t => _terms[t].Reactant == reactant).Select(Name)];
        CompiledExpression value = CompiledExpression.Compile(factor, n => Array.IndexOf(names, n) is >= 0 and int t ? firstLocal + t : slot(n));
        return new LocalRate(value, [.. _terms.Where(t => t.Reactant == reactant).Select(t => t.Term)], NamesIn(reactant).Contains("time"));
    }

    /// <summary>The names a reactant's factor rests on.</summary>
    public HashSet<string> NamesIn(int reactant) => _ofReactant[reactant] is { } factor ? NetworkFreeScope.NamesBehind(_definitions, factor) : [];

    private static string Name(int term) => $"@{term}";   // no name in a model begins so

    private static Expression Product(Expression? a, Expression b, bool isDivisor) =>
        new Expression.Binary(isDivisor ? BinaryOperator.Divide : BinaryOperator.Multiply, a ?? new Expression.Number(1), b);

    private IEnumerable<int> ReactantsIn(Expression expression) =>
        expression.Symbols().Where(s => s.Name.StartsWith('@')).Select(s => _terms[int.Parse(s.Name.AsSpan(1), CultureInfo.InvariantCulture)].Reactant);

    private void TakeApart(Expression rate)
    {
        int[] used = [.. ReactantsIn(rate).Distinct()];
        if (used.Length == 0)
        {
            Common = rate;
        }
        else if (used.Length == 1)
        {
            _ofReactant[used[0]] = rate;
        }
        else if (!Split(rate, isDivisor: false))
        {
            Array.Clear(_ofReactant);
            Common = new Expression.Number(1);
            _whole = (TupleLaw.Basis.Counts, rate);
        }
    }

    // exp(-(E + phi dG)), on the way back with 1 - phi
    private Expression.Call OfEnergies(RateLaw.Arrhenius law, bool isReverse)
    {
        Expression energy = law.ActivationEnergy;
        Expression phi = isReverse ? Binary(BinaryOperator.Subtract, new Expression.Number(1), law.Phi) : law.Phi;
        for (int e = 0; e < _model.EnergyPatterns.Length; e++)
        {
            Expression change = Binary(BinaryOperator.Multiply, new Expression.Symbol(Name(e)), _model.EnergyPatterns[e].Energy);
            energy = Binary(BinaryOperator.Add, energy, Binary(BinaryOperator.Multiply, phi, change));
        }

        return new Expression.Call("exp", [new Expression.Unary(UnaryOperator.Minus, energy)]);

        static Expression.Binary Binary(BinaryOperator op, Expression left, Expression right) => new(op, left, right);
    }

    // False: a factor counts at labels of two reactants.
    private bool Split(Expression factor, bool isDivisor)
    {
        int[] used = [.. ReactantsIn(factor).Distinct()];
        if (used.Length == 0) Common = Product(Common, factor, isDivisor);
        else if (used.Length == 1) _ofReactant[used[0]] = Product(_ofReactant[used[0]], factor, isDivisor);
        else if (factor is not Expression.Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } product) return false;
        else return Split(product.Left, isDivisor) && Split(product.Right, isDivisor ^ product.Operator == BinaryOperator.Divide);
        return true;
    }

    private Expression Resolve(Expression expression, Dictionary<string, (int Reactant, int Molecule)> scopes) =>
        LocalFormula.Resolve(expression, scopes, _functions, TermAt);

    // a local observable becomes the name of its term, or a sum of those of its patterns, each over the pattern's symmetry
    private Expression? TermAt(string name, (int Reactant, int Molecule) at)
    {
        if (_model.Observables.FirstOrDefault(o => o.Name == name) is not { } observable) return null;
        if (!observable.CountsUnique || observable.Kind == ObservableKind.Species) return new Expression.Symbol(Name(_firstTerm + TermOf(observable, at)));
        Expression sum = new Expression.Number(0);
        foreach (ObservedPattern pattern in observable.Patterns)
        {
            int term = TermOf(observable with { Patterns = [pattern] }, at);
            double symmetry = RuleSymmetry.Automorphisms(new CompiledPattern(pattern.Pattern, _vocabulary), _vocabulary);
            sum = new Expression.Binary(BinaryOperator.Add, sum, new Expression.Binary(BinaryOperator.Divide, new Expression.Symbol(Name(_firstTerm + term)), new Expression.Number(symmetry)));
        }

        return sum;
    }

    private int TermOf(Observable observable, (int Reactant, int Molecule) scope)
    {
        int known = _terms.FindIndex(t => t.Term.Observable == observable && t.Reactant == scope.Reactant && t.Term.Molecule == scope.Molecule);
        if (known >= 0) return known;
        MatchPlan[] plans = [.. observable.Patterns.Select(p => MatchPlan.OfEmbeddings(new CompiledPattern(p.Pattern, _vocabulary), _vocabulary))];
        _terms.Add((new LocalTerm(observable, scope.Molecule, [.. plans]), scope.Reactant));
        return _terms.Count - 1;
    }
}
