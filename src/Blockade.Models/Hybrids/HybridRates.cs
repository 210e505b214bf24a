using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>
/// The rate of a rule where populations stand for some of its species: a population shows nothing, so what a rate counts at it, and the energy of what it
/// stands for, become numbers.
/// </summary>
internal sealed class HybridRates(RuleModel model, Vocabulary vocabulary, ImmutableArray<MappedSpecies> mapped)
{
    private readonly Dictionary<string, Function> _functions = model.Functions.DistinctBy(f => f.Name).ToDictionary(f => f.Name);
    private readonly Dictionary<string, LocalCount> _observables = model.Observables.DistinctBy(o => o.Name)
        .ToDictionary(o => o.Name, o => new LocalCount(o, vocabulary, ExpansionLimits.DefaultMaxSearchSteps));

    private readonly (LocalCount Count, Expression Energy)[] _energies = [.. model.EnergyPatterns.Select(e => (new LocalCount(e.Pattern, vocabulary, ExpansionLimits.DefaultMaxSearchSteps), e.Energy))];

    /// <summary>The rate of one choice of what each reactant is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="chosen">For each reactant the mapped species and the match in it, or null where it is still a pattern.</param>
    /// <param name="made">The mapped species among the products.</param>
    public RateLaw Of(Rule rule, (int Map, int[] Match)?[] chosen, IReadOnlyList<MappedSpecies> made)
    {
        Dictionary<string, Scope> scopes = Scopes(rule, chosen);
        bool isLocal = scopes.Values.Any(s => s.Graph is not null);
        switch (rule.Rate)
        {
            case RateLaw.MassAction m when isLocal:
                return new RateLaw.MassAction(Resolve(m.Constant));
            case RateLaw.FunctionProduct p when isLocal:
                (Expression first, Expression second) = (Resolve(p.First), Resolve(p.Second));
                return ReactionRates.HasCalls(first) || ReactionRates.HasCalls(second)
                    ? new RateLaw.FunctionProduct(first, second)
                    : new RateLaw.MassAction(new Expression.Binary(BinaryOperator.Multiply, first, second));
            case RateLaw.Arrhenius a:
                Expression phi = isLocal ? Resolve(a.Phi) : a.Phi, energy = isLocal ? Resolve(a.ActivationEnergy) : a.ActivationEnergy;
                if (rule.IsReverse) phi = new Expression.Binary(BinaryOperator.Subtract, new Expression.Number(1), phi);   // what is made of it is a rule of its own
                if (Hidden(chosen, made) is { } change) energy = new Expression.Binary(BinaryOperator.Add, energy, new Expression.Binary(BinaryOperator.Multiply, phi, change));
                return new RateLaw.Arrhenius(phi, energy);
            default:
                return rule.Rate;
        }

        Expression Resolve(Expression formula) => LocalFormula.Resolve(formula, scopes, _functions, CountAt);
    }

    private Dictionary<string, Scope> Scopes(Rule rule, (int Map, int[] Match)?[] chosen)
    {
        var scopes = new Dictionary<string, Scope>();
        for (int r = 0; r < chosen.Length; r++)
        {
            SpeciesGraph? graph = chosen[r] is { } choice ? mapped[choice.Map].Graph : null;
            if (rule.Reactants[r].Label is { } whole) scopes[whole] = new Scope(whole, graph, -1);
            for (int m = 0; m < rule.Reactants[r].Molecules.Length; m++)
            {
                if (rule.Reactants[r].Molecules[m].Label is { } label) scopes[label] = new Scope(label, graph, chosen[r]?.Match[m] ?? -1);
            }
        }

        return scopes;
    }

    // an observable at a label: a number where a population stands there, else as it was
    private Expression? CountAt(string name, Scope at)
    {
        if (!_observables.TryGetValue(name, out LocalCount? observable)) return null;
        return at.Graph is null ? new Expression.Call(name, [new Expression.Symbol(at.Label)]) : new Expression.Number(observable.In(at.Graph, -1, at.Molecule));
    }

    // the part of the change in energy that no pattern sees
    private Expression? Hidden((int Map, int[] Match)?[] chosen, IReadOnlyList<MappedSpecies> made)
    {
        Expression? sum = null;
        foreach ((LocalCount count, Expression energy) in _energies)
        {
            double change = made.Sum(m => count.In(m.Graph, -1)) - chosen.OfType<(int Map, int[] Match)>().Sum(c => count.In(mapped[c.Map].Graph, -1));
            if (change == 0) continue;
            var part = new Expression.Binary(BinaryOperator.Multiply, new Expression.Number(change), energy);
            sum = sum is null ? part : new Expression.Binary(BinaryOperator.Add, sum, part);
        }

        return sum;
    }

    /// <summary>What a label stands for.</summary>
    /// <param name="Label">The label.</param>
    /// <param name="Graph">The mapped species where a population stands there, else null.</param>
    /// <param name="Molecule">Its molecule, -1 for the whole.</param>
    private readonly record struct Scope(string Label, SpeciesGraph? Graph, int Molecule);
}
