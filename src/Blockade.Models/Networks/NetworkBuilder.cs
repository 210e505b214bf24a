using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Turns the tables of a finished expansion into a <see cref="ReactionNetwork"/>.</summary>
internal sealed class NetworkBuilder(RuleModel model, Vocabulary vocabulary, SpeciesList species, ReactionTable reactions, CompiledRule[] rules)
{
    public ReactionNetwork Build(IEnumerable<int> seeds, IReadOnlySet<int> clamped, ImmutableArray<RateLaw> rates, int maxSearchSteps) => new(
        model, [.. Enumerable.Range(0, species.Count).Select(s => new Species(species.Text(s), species.Graph(s).MoleculeCount, clamped.Contains(s)))],
        [.. seeds], BuildReactions(), rates, BuildObservables(maxSearchSteps))
    {
        Codes = [.. Enumerable.Range(0, species.Count).Select(species.Code)],
    };

    private ImmutableArray<Reaction> BuildReactions()
    {
        bool[] kept = Prioritise();
        var alone = new ImmutableArray<int>[species.Count];
        var list = ImmutableArray.CreateBuilder<Reaction>(reactions.Count);
        for (int i = 0; i < reactions.Count; i++)
        {
            if (!kept[i]) continue;
            ReadOnlySpan<int> ruleOrder = reactions.RuleOrder(i);
            int rule = reactions.Rule(i);
            ImmutableArray<int> reactants = Shared(reactions.Reactants(i));
            list.Add(new Reaction(reactants, Shared(reactions.Products(i)), (double)reactions.Embeddings(i) / rules[rule].Symmetry, rule, reactions.Rate(i))
            {
                RuleOrder = ruleOrder.SequenceEqual(reactants.AsSpan()) ? reactants : [.. ruleOrder],
            });
        }

        return list.Count == list.Capacity ? list.MoveToImmutable() : list.ToImmutable();

        // one species alone stands in many reactions
        ImmutableArray<int> Shared(ReadOnlySpan<int> ends)
        {
            if (ends.Length != 1) return [.. ends];
            if (alone[ends[0]].IsDefault) alone[ends[0]] = [ends[0]];
            return alone[ends[0]];
        }
    }

    // Of reactions with the same reactants and products, those of the highest priority stay.
    private bool[] Prioritise()
    {
        var kept = new bool[reactions.Count];
        Array.Fill(kept, true);
        if (model.Rules.All(r => r.Priority == 0)) return kept;
        var bare = new ReactionTable();   // without rule and rate
        var bareOf = new int[kept.Length];
        var highest = new int[kept.Length];
        Array.Fill(highest, int.MinValue);
        for (int i = 0; i < kept.Length; i++)
        {
            bareOf[i] = bare.Add(0, 0, reactions.Reactants(i), reactions.Products(i), []);
            highest[bareOf[i]] = Math.Max(Priority(i), highest[bareOf[i]]);
        }

        for (int i = 0; i < kept.Length; i++) kept[i] = Priority(i) == highest[bareOf[i]];
        return kept;

        int Priority(int i) => model.Rules[reactions.Rule(i)].Priority;
    }

    private ImmutableArray<ObservableWeights> BuildObservables(int maxSearchSteps)
    {
        var observables = ImmutableArray.CreateBuilder<ObservableWeights>();
        foreach (Observable observable in model.Observables)
        {
            var count = new LocalCount(observable, vocabulary, maxSearchSteps);
            var terms = ImmutableArray.CreateBuilder<(int, double)>();
            for (int s = 0; s < species.Count; s++)
            {
                double weight = count.At(s, -1, species);
                if (weight != 0) terms.Add((s, weight));
            }

            observables.Add(new ObservableWeights(observable.Name, terms.DrainToImmutable()));
        }

        return observables.ToImmutable();
    }
}
