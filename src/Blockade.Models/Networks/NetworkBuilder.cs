using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Turns the tables of a finished expansion into a <see cref="ReactionNetwork"/>.</summary>
internal sealed class NetworkBuilder(RuleModel model, Vocabulary vocabulary, SpeciesList species, ReactionTable reactions, CompiledRule[] rules)
{
    public ReactionNetwork Build(IEnumerable<int> seeds, IReadOnlySet<int> clamped, ImmutableArray<RateLaw> rates) => new(
        model, [.. Enumerable.Range(0, species.Count).Select(s => new Species(species.Text(s), species.Graph(s).MoleculeCount, clamped.Contains(s)))],
        [.. seeds], BuildReactions(), rates, BuildObservables())
    {
        Codes = [.. Enumerable.Range(0, species.Count).Select(species.Code)],
    };

    private ImmutableArray<Reaction> BuildReactions()
    {
        bool[] kept = Prioritise();
        var list = ImmutableArray.CreateBuilder<Reaction>(reactions.Count);
        for (int i = 0; i < reactions.Count; i++)
        {
            if (!kept[i]) continue;
            (ReactionKey key, int[] ruleOrder) = reactions[i];
            list.Add(new Reaction(
                ImmutableArray.Create(key.Reactants), ImmutableArray.Create(key.Products), (double)reactions.Embeddings(i) / rules[key.Rule].Symmetry, key.Rule, key.Rate)
            {
                RuleOrder = ImmutableArray.Create(ruleOrder),
            });
        }

        return list.ToImmutable();
    }

    // Of reactions with the same reactants and products, those of the highest priority stay.
    private bool[] Prioritise()
    {
        var kept = new bool[reactions.Count];
        Array.Fill(kept, true);
        if (model.Rules.All(r => r.Priority == 0)) return kept;
        var highest = new Dictionary<ReactionKey, int>();
        for (int i = 0; i < kept.Length; i++)
        {
            ReactionKey key = Bare(i);
            highest[key] = Math.Max(Priority(i), highest.GetValueOrDefault(key, int.MinValue));
        }

        for (int i = 0; i < kept.Length; i++) kept[i] = Priority(i) == highest[Bare(i)];
        return kept;

        ReactionKey Bare(int i) => new(0, 0, reactions[i].Key.Reactants, reactions[i].Key.Products);

        int Priority(int i) => model.Rules[reactions[i].Key.Rule].Priority;
    }

    private ImmutableArray<ObservableWeights> BuildObservables()
    {
        var observables = ImmutableArray.CreateBuilder<ObservableWeights>();
        foreach (Observable observable in model.Observables)
        {
            var count = new LocalCount(observable, vocabulary);
            observables.Add(new ObservableWeights(observable.Name, [
                .. from s in Enumerable.Range(0, species.Count)
                   let weight = count.At(s, -1, species)
                   where weight != 0
                   select (s, weight)]));
        }

        return observables.ToImmutable();
    }
}
