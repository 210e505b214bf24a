using System.Collections.Immutable;
using Blockade.Models.Networks;

namespace Blockade.Models.Compilation;

/// <summary>
/// How the sums of a closed space change, as products of such sums: worked out at a state of the network that has them, in which all species are absent that are not
/// needed for it. What cancels between reactions is gone.
/// </summary>
internal sealed class LumpedPolynomial
{
    /// <summary>Reactants up to which reactions can be written so.</summary>
    public const int MostReactants = 3;

    private readonly (int Sum, ulong Weight)[]?[] _amounts;     // of each species at that state, by sums; null where it is absent
    private readonly List<(int Sum, ulong Weight)>[] _sums;     // that a species is in
    private readonly SortedDictionary<(int Rate, int First, int Second, int Third), SortedDictionary<int, ulong>> _terms = [];

    public LumpedPolynomial(LumpedSpace space, (int Sum, ulong Times)?[] complements, int species)
    {
        (_amounts, _sums) = (new (int, ulong)[]?[species], new List<(int, ulong)>[species]);
        (int Sum, ulong Weight)[][] preimage = space.Preimage(complements);
        for (int s = 0; s < species; s++) _sums[s] = [];
        for (int k = 0; k < space.Dimension; k++)
        {
            _amounts[space.Pivots[k]] = preimage[k];
            (int[] present, ulong[] weights) = space.Row(k, complements);
            for (int e = 0; e < present.Length; e++) _sums[present[e]].Add((k, weights[e]));
        }
    }

    /// <summary>Adds what a reaction does.</summary>
    public void Add(Reaction reaction, ulong factor, IEnumerable<(int Species, int Change)> changes)
    {
        foreach (int reactant in reaction.Reactants)
        {
            if (_amounts[reactant] is null) return;
        }

        var effects = new Dictionary<int, ulong>();
        foreach ((int species, int change) in changes)
        {
            foreach ((int sum, ulong weight) in _sums[species]) Put(effects, sum, PrimeField.Multiply(PrimeField.Of((long)change), weight));
        }

        Expand(reaction, 0, factor, [-1, -1, -1], effects);
    }

    /// <summary>The terms in a fixed order; null where a factor is no small fraction.</summary>
    public ImmutableArray<LumpedTerm>? Terms()
    {
        var terms = new List<LumpedTerm>();
        foreach (((int rate, int first, int second, int third), SortedDictionary<int, ulong> effects) in _terms)
        {
            int[] reactants = [.. new[] { first, second, third }.Where(s => s >= 0)];
            var parts = new List<(double Size, int Sum, bool IsGain)>();
            foreach ((int sum, ulong effect) in effects)
            {
                if (effect == 0) continue;
                if (PrimeField.ToDouble(effect) is not { } value) return null;
                parts.Add((Math.Abs(value), sum, value > 0));
            }

            foreach (IGrouping<double, (double, int Sum, bool IsGain)> alike in parts.GroupBy(p => p.Size))
            {
                terms.Add(new LumpedTerm(reactants, [.. alike.Where(p => !p.IsGain).Select(p => p.Sum)], [.. alike.Where(p => p.IsGain).Select(p => p.Sum)], alike.Key, rate));
            }
        }

        return [.. terms];
    }

    // Multiplies out the reactants' amounts.
    private void Expand(Reaction reaction, int place, ulong factor, ReadOnlySpan<int> chosen, Dictionary<int, ulong> effects)
    {
        if (place == reaction.Reactants.Length)
        {
            Span<int> sums = stackalloc int[MostReactants];
            chosen.CopyTo(sums);
            sums[..place].Sort();
            (int, int, int, int) key = (reaction.RateIndex, sums[0], sums[1], sums[2]);
            if (!_terms.TryGetValue(key, out SortedDictionary<int, ulong>? term)) _terms.Add(key, term = []);
            foreach ((int sum, ulong effect) in effects) Put(term, sum, PrimeField.Multiply(factor, effect));
            return;
        }

        Span<int> next = stackalloc int[MostReactants];
        chosen.CopyTo(next);
        foreach ((int sum, ulong weight) in _amounts[reaction.Reactants[place]]!)
        {
            next[place] = sum;
            Expand(reaction, place + 1, PrimeField.Multiply(factor, weight), next, effects);
        }
    }

    private static void Put(IDictionary<int, ulong> to, int sum, ulong value) =>
        to[sum] = PrimeField.Add(to.TryGetValue(sum, out ulong before) ? before : 0, value);
}
