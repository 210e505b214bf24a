using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// The rate law of each reaction: its rule's, with local functions worked out on the reactants, energies on the difference between
/// products and reactants, and constants of concentrations turned into ones of amounts by the compartments' sizes. Equal laws of one
/// rule are one.
/// </summary>
internal sealed class ReactionRates
{
    private readonly RuleModel _model;
    private readonly Geography _geography;
    private readonly SpeciesList _species;
    private readonly Dictionary<string, Function> _functions = [];
    private readonly Dictionary<string, LocalCount> _observables = [];
    private readonly LocalCount[] _energies;
    private readonly Dictionary<string, int> _index = [];
    private readonly List<RateLaw> _laws = [];
    private readonly bool[] _isLocal;
    private readonly int[] _plain;      // the law of a rule that is the same for all of its reactions, or -1

    public ReactionRates(RuleModel model, Vocabulary vocabulary, SpeciesList species, int maxSearchSteps)
    {
        _model = model;
        _geography = vocabulary.Geography;
        _species = species;
        foreach (Function f in model.Functions) _functions.TryAdd(f.Name, f);
        foreach (Observable o in model.Observables) _observables.TryAdd(o.Name, new LocalCount(o, vocabulary, maxSearchSteps));
        _energies = [.. model.EnergyPatterns.Select(e => new LocalCount(e.Pattern, vocabulary, maxSearchSteps))];
        _isLocal = [.. model.Rules.Select(r => r.Rate is RateLaw.Arrhenius or RateLaw.FunctionProduct
            || (r.Rate is RateLaw.MassAction m && m.Constant.Names().Any(n => _observables.ContainsKey(n) || _functions.ContainsKey(n)) && HasCalls(m.Constant)))];
        _plain = new int[model.Rules.Length];
        Array.Fill(_plain, -1);
    }

    public ImmutableArray<RateLaw> Laws => [.. _laws];

    /// <summary>The law of a reaction.</summary>
    /// <param name="ruleIndex">Its rule.</param>
    /// <param name="rule">The rule by numbers.</param>
    /// <param name="reactants">Species in the rule's order.</param>
    /// <param name="matches">Their matches: molecules, then sites.</param>
    /// <param name="products">Species.</param>
    public int IndexOf(int ruleIndex, CompiledRule rule, ReadOnlySpan<int> reactants, ReadOnlySpan<ReadOnlyMemory<int>> matches, ReadOnlySpan<int> products)
    {
        bool isTotal = rule.Rule.TotalRate && rule.Reactants.Length > 0;
        if (isTotal || (!_isLocal[ruleIndex] && !_geography.IsUsed))
        {
            if (_plain[ruleIndex] < 0)
            {
                RateLaw whole = rule.Rule.Rate;
                _plain[ruleIndex] = Keep(ruleIndex, isTotal ? new RateLaw.Total(((RateLaw.MassAction)whole).Constant) : whole);
            }

            return _plain[ruleIndex];
        }

        RateLaw law = _isLocal[ruleIndex] ? Localise(rule, reactants, matches, products) : rule.Rule.Rate;
        if (_geography.IsUsed && RateConversion.Of(_model, _geography, Places(reactants), Places(products)) is { } conversion) law = Scale(law, conversion);
        return Keep(ruleIndex, law);
    }

    /// <summary>Whether a rate calls a local function or observable.</summary>
    public static bool HasCalls(Expression expression) => expression switch
    {
        Expression.Unary u => HasCalls(u.Operand),
        Expression.Binary b => HasCalls(b.Left) || HasCalls(b.Right),
        Expression.Call c => !ExpressionReader.Functions.ContainsKey(c.Function) || c.Arguments.Any(HasCalls),
        Expression.Table t => HasCalls(t.Argument),
        _ => false,
    };

    private static RateLaw Scale(RateLaw law, Expression factor) => law switch
    {
        RateLaw.MassAction m => new RateLaw.MassAction(Binary(BinaryOperator.Multiply, m.Constant, factor)),
        RateLaw.Saturation s => s with { Constant = Binary(BinaryOperator.Multiply, s.Constant, factor) },
        RateLaw.MichaelisMenten m => m with { Kcat = Binary(BinaryOperator.Multiply, m.Kcat, factor) },
        RateLaw.Hill h => h with { Constant = Binary(BinaryOperator.Multiply, h.Constant, factor) },
        _ => law,
    };

    private static Expression.Binary Binary(BinaryOperator op, Expression left, Expression right) => new(op, left, right);

    private static Expression Number(double value) => new Expression.Number(value);

    private int Keep(int ruleIndex, RateLaw law)
    {
        string key = $"{ruleIndex}:{Text(law)}";
        if (_index.TryGetValue(key, out int index)) return index;
        _index.Add(key, _laws.Count);
        _laws.Add(law);
        return _laws.Count - 1;
    }

    private static string Text(RateLaw law) => law switch
    {
        RateLaw.MassAction m => m.Constant.Write(),
        RateLaw.Total t => $"Total {t.Rate.Write()}",
        RateLaw.Saturation s => $"Sat {s.Constant.Write()} {string.Join(' ', s.HalfPoints.Select(h => h.Write()))}",
        RateLaw.MichaelisMenten m => $"MM {m.Kcat.Write()} {m.Km.Write()}",
        RateLaw.Hill h => $"Hill {h.Constant.Write()} {h.HalfPoint.Write()} {h.Exponent.Write()}",
        _ => "",
    };

    private RateLaw.MassAction Localise(CompiledRule rule, ReadOnlySpan<int> reactants, ReadOnlySpan<ReadOnlyMemory<int>> matches, ReadOnlySpan<int> products)
    {
        var scopes = new Dictionary<string, (int Species, int Molecule)>();
        for (int r = 0; r < reactants.Length; r++)
        {
            Pattern pattern = rule.Rule.Reactants[r];
            if (pattern.Label is { } whole) scopes[whole] = (reactants[r], -1);
            for (int m = 0; m < pattern.Molecules.Length; m++)
            {
                if (pattern.Molecules[m].Label is { } label) scopes[label] = (reactants[r], matches[r].Span[m]);
            }
        }

        switch (rule.Rule.Rate)
        {
            case RateLaw.MassAction m:
                return new RateLaw.MassAction(Resolve(m.Constant, scopes));
            case RateLaw.FunctionProduct p:
                return new RateLaw.MassAction(Binary(BinaryOperator.Multiply, Resolve(p.First, scopes), Resolve(p.Second, scopes)));
            default:
                var a = (RateLaw.Arrhenius)rule.Rule.Rate;
                Expression energy = Resolve(a.ActivationEnergy, scopes);
                Expression phi = Resolve(a.Phi, scopes);
                if (rule.Rule.IsReverse) phi = Binary(BinaryOperator.Subtract, Number(1), phi);
                if (EnergyChange(reactants, products) is { } change) energy = Binary(BinaryOperator.Add, energy, Binary(BinaryOperator.Multiply, phi, change));
                return new RateLaw.MassAction(new Expression.Call("exp", [new Expression.Unary(UnaryOperator.Minus, energy)]));
        }
    }

    private Expression? EnergyChange(ReadOnlySpan<int> reactants, ReadOnlySpan<int> products)
    {
        Expression? sum = null;
        for (int e = 0; e < _energies.Length; e++)
        {
            double change = 0;
            foreach (int s in products) change += _energies[e].Of(s, _species);
            foreach (int s in reactants) change -= _energies[e].Of(s, _species);
            if (change == 0) continue;
            Expression part = Binary(BinaryOperator.Multiply, Number(change), _model.EnergyPatterns[e].Energy);
            sum = sum is null ? part : Binary(BinaryOperator.Add, sum, part);
        }

        return sum;
    }

    private Expression Resolve(Expression expression, IReadOnlyDictionary<string, (int Species, int Molecule)> scopes) =>
        LocalFormula.Resolve(expression, scopes, _functions, CountAt);

    // a local observable becomes its number on the reactant
    private Expression? CountAt(string name, (int Species, int Molecule) at)
    {
        if (!_observables.TryGetValue(name, out LocalCount? observable)) return null;
        return Number(at.Molecule < 0 ? observable.Of(at.Species, _species) : observable.At(at.Species, at.Molecule, _species));
    }

    private int[] Places(ReadOnlySpan<int> species)
    {
        var places = new List<int>();
        foreach (int s in species)
        {
            if (_species.Compartment(s) >= 0) places.Add(_species.Compartment(s));
        }

        return [.. places];
    }
}
