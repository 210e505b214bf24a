using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Reactions as flat arrays, with who reads what. Memory is linear in reactants and changes: no table of reactions by dependents is
/// kept. Immutable, shared by threads.
/// </summary>
public sealed class JumpNetwork
{
    private readonly Lazy<PartialLayout> _partial;

    /// <summary>Lays the reactions out. Cost: linear in their reactants and changes.</summary>
    /// <exception cref="ArgumentException">A reaction names a species or rate that is not there, or changes a species twice or by zero.</exception>
    public JumpNetwork(int speciesCount, ImmutableArray<JumpReaction> reactions, ImmutableArray<JumpRate> rates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(speciesCount);
        SpeciesCount = speciesCount;
        ReactionCount = reactions.Length;
        RateKinds = rates;
        RateOf = new int[ReactionCount];
        Factor = new double[ReactionCount];
        ReactantStart = new int[ReactionCount + 1];
        ChangeStart = new int[ReactionCount + 1];
        var reactants = new List<int>();
        var changes = new List<(int Species, int Change)>();
        for (int i = 0; i < ReactionCount; i++)
        {
            JumpReaction reaction = reactions[i];
            Check(reaction, i);
            RateOf[i] = reaction.Rate;
            Factor[i] = reaction.Factor;
            reactants.AddRange(reaction.Reactants.Order());
            changes.AddRange(reaction.Changes);
            ReactantStart[i + 1] = reactants.Count;
            ChangeStart[i + 1] = changes.Count;
        }

        Reactants = [.. reactants];
        ChangedSpecies = [.. changes.Select(c => c.Species)];
        Change = [.. changes.Select(c => c.Change)];
        (ReaderStart, Readers) = ReadersOfSpecies();

        var readByRate = new bool[speciesCount];
        foreach (int species in rates.SelectMany(r => r.Reads)) readByRate[species] = true;
        IsReadByRate = readByRate;
        ChangesRates = [.. Enumerable.Range(0, ReactionCount).Select(i => ChangesOf(i).ToArray().Any(s => readByRate[s]))];
        HasVariableRates = rates.Any(r => r.IsVariable);
        HasClockRates = rates.Any(r => r.ReadsTime);
        (RateReactionStart, RateReactions) = ReactionsOfVariableRates();
        _partial = new Lazy<PartialLayout>(() => new PartialLayout(this));

        void Check(JumpReaction reaction, int i)
        {
            if ((uint)reaction.Rate >= (uint)rates.Length) throw new ArgumentException($"Reaction {i} has rate {reaction.Rate} of {rates.Length}.", nameof(reactions));
            foreach (int s in reaction.Reactants.Concat(reaction.Changes.Select(c => c.Species)).Concat(rates[reaction.Rate].Reads))
            {
                if ((uint)s >= (uint)speciesCount) throw new ArgumentException($"Reaction {i} names species {s} of {speciesCount}.", nameof(reactions));
            }

            if (reaction.Changes.Any(c => c.Change == 0) || reaction.Changes.Select(c => c.Species).Distinct().Count() != reaction.Changes.Length)
            {
                throw new ArgumentException($"Reaction {i} changes a species by zero or twice.", nameof(reactions));
            }
        }
    }

    /// <summary>Species, numbered from 0.</summary>
    public int SpeciesCount { get; }

    /// <summary>Reactions, numbered from 0.</summary>
    public int ReactionCount { get; }

    internal ImmutableArray<JumpRate> RateKinds { get; }

    internal int[] RateOf { get; }

    internal double[] Factor { get; }

    internal int[] ReactantStart { get; }

    /// <summary>Ascending within a reaction.</summary>
    internal int[] Reactants { get; }

    internal int[] ChangeStart { get; }

    internal int[] ChangedSpecies { get; }

    internal int[] Change { get; }

    /// <summary>Reactions whose propensity has species s as a reactant: Readers[ReaderStart[s] .. ReaderStart[s + 1]].</summary>
    internal int[] ReaderStart { get; }

    internal int[] Readers { get; }

    internal bool HasVariableRates { get; }

    internal bool HasClockRates { get; }

    /// <summary>By species: some variable rate is computed from it.</summary>
    internal bool[] IsReadByRate { get; }

    /// <summary>By reaction: firing it changes a species that a rate reads.</summary>
    internal bool[] ChangesRates { get; }

    /// <summary>By rate: the reactions that have it; none for constants.</summary>
    internal int[] RateReactionStart { get; }

    internal int[] RateReactions { get; }

    /// <summary>Built when first asked for: small networks never need it.</summary>
    internal PartialLayout Partial => _partial.Value;

    internal ReadOnlySpan<int> ReactantsOf(int reaction) => Reactants.AsSpan(ReactantStart[reaction]..ReactantStart[reaction + 1]);

    internal ReadOnlySpan<int> ChangesOf(int reaction) => ChangedSpecies.AsSpan(ChangeStart[reaction]..ChangeStart[reaction + 1]);

    /// <summary>The ordered ways to pick the reactants: a product of n, n - 1, ... for equals, or of n, n - g, ... where they are picked in groups of g.</summary>
    internal double Picks(int reaction, ReadOnlySpan<double> populations, double group = 1)
    {
        int from = ReactantStart[reaction];
        int to = ReactantStart[reaction + 1];
        if (from == to) return 1;
        double picks = populations[Reactants[from]];
        int taken = 0;
        for (int k = from + 1; k < to; k++)
        {
            taken = Reactants[k] == Reactants[k - 1] ? taken + 1 : 0;
            picks *= Math.Max(0, populations[Reactants[k]] - (group * taken));   // a clamped amount may lie between 0 and 1
        }

        return picks;
    }

    /// <summary>The slope of <see cref="Picks"/> along one of its factors: the product of the others, or zero where that factor is.</summary>
    internal double PicksWithout(int reaction, int reactant, ReadOnlySpan<double> populations)
    {
        double picks = 1;
        int taken = 0;
        for (int k = ReactantStart[reaction]; k < ReactantStart[reaction + 1]; k++)
        {
            taken = k > ReactantStart[reaction] && Reactants[k] == Reactants[k - 1] ? taken + 1 : 0;
            double factor = populations[Reactants[k]] - taken;
            picks *= k != reactant ? Math.Max(0, factor) : factor > 0 || taken == 0 ? 1 : 0;
        }

        return picks;
    }

    private (int[] Start, int[] Readers) ReadersOfSpecies()
    {
        var start = new int[SpeciesCount + 1];
        for (int i = 0; i < ReactionCount; i++)
        {
            foreach (int s in Distinct(i)) start[s + 1]++;
        }

        for (int s = 0; s < SpeciesCount; s++) start[s + 1] += start[s];
        var readers = new int[start[SpeciesCount]];
        int[] next = [.. start];
        for (int i = 0; i < ReactionCount; i++)
        {
            foreach (int s in Distinct(i)) readers[next[s]++] = i;
        }

        return (start, readers);

        IEnumerable<int> Distinct(int i)
        {
            for (int k = ReactantStart[i]; k < ReactantStart[i + 1]; k++)
            {
                if (k == ReactantStart[i] || Reactants[k] != Reactants[k - 1]) yield return Reactants[k];
            }
        }
    }

    private (int[] Start, int[] Reactions) ReactionsOfVariableRates()
    {
        var lists = new List<int>[RateKinds.Length];
        for (int k = 0; k < lists.Length; k++) lists[k] = [];
        for (int i = 0; i < ReactionCount; i++)
        {
            if (RateKinds[RateOf[i]].IsVariable) lists[RateOf[i]].Add(i);
        }

        var start = new int[lists.Length + 1];
        for (int k = 0; k < lists.Length; k++) start[k + 1] = start[k] + lists[k].Count;
        return (start, [.. lists.SelectMany(l => l)]);
    }
}
