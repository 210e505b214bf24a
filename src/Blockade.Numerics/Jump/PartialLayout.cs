namespace Blockade.Numerics.Jump;

/// <summary>
/// Where each reaction is filed for <see cref="CompositionRejection"/>: in the group of one reactant (or the group without one), as
/// a slot whose value is the propensity over that reactant's population. Groups fill whole blocks of 16 slots. Immutable.
/// </summary>
internal sealed class PartialLayout
{
    public const int Shift = 4;
    public const int Block = 1 << Shift;

    public PartialLayout(JumpNetwork network)
    {
        int reactions = network.ReactionCount;
        int species = network.SpeciesCount;
        var degree = new int[species];
        for (int s = 0; s < species; s++) degree[s] = network.ReaderStart[s + 1] - network.ReaderStart[s];

        // the busiest reactant leads: its changes are the most frequent, and in its own group they cost one multiplication
        var leader = new int[reactions];
        var size = new int[species + 1];   // the last group has no leader
        for (int i = 0; i < reactions; i++)
        {
            leader[i] = species;
            foreach (int s in network.ReactantsOf(i))
            {
                if (leader[i] == species || degree[s] > degree[leader[i]]) leader[i] = s;
            }

            size[leader[i]]++;
        }

        int[] used = [.. Enumerable.Range(0, species + 1).Where(s => size[s] > 0)];
        GroupCount = used.Length;
        LeaderOf = [.. used.Select(s => s == species ? -1 : s)];
        GroupOfSpecies = new int[species];
        Array.Fill(GroupOfSpecies, -1);
        BlockStart = new int[GroupCount + 1];
        var next = new int[species + 1];
        for (int g = 0; g < GroupCount; g++)
        {
            if (LeaderOf[g] >= 0) GroupOfSpecies[LeaderOf[g]] = g;
            next[used[g]] = BlockStart[g] << Shift;
            BlockStart[g + 1] = BlockStart[g] + ((size[used[g]] + Block - 1) >> Shift);
        }

        GroupOfBlock = new int[BlockStart[GroupCount]];
        for (int g = 0; g < GroupCount; g++) GroupOfBlock.AsSpan(BlockStart[g]..BlockStart[g + 1]).Fill(g);
        ReactionOf = new int[GroupOfBlock.Length << Shift];
        Array.Fill(ReactionOf, -1);
        SlotOf = new int[reactions];
        for (int i = 0; i < reactions; i++)
        {
            SlotOf[i] = next[leader[i]]++;
            ReactionOf[SlotOf[i]] = i;
        }

        // a pair of different species is the common case: its slot is a constant times the partner's population
        PairStart = new int[species + 1];
        OtherStart = new int[species + 1];
        var pairs = new List<int>();
        var others = new List<int>();
        for (int s = 0; s < species; s++)
        {
            for (int k = network.ReaderStart[s]; k < network.ReaderStart[s + 1]; k++)
            {
                int i = network.Readers[k];
                ReadOnlySpan<int> reactants = network.ReactantsOf(i);
                if (reactants.Length == 2 && reactants[0] != reactants[1])
                {
                    if (leader[i] != s) pairs.Add(SlotOf[i]);
                }
                else if (reactants.Length >= 2)
                {
                    others.Add(SlotOf[i]);
                }
            }

            PairStart[s + 1] = pairs.Count;
            OtherStart[s + 1] = others.Count;
        }

        PairSlots = [.. pairs];
        OtherSlots = [.. others];
    }

    public int GroupCount { get; }

    /// <summary>The species whose population multiplies the group's slots, or -1.</summary>
    public int[] LeaderOf { get; }

    /// <summary>The group that a species leads, or -1.</summary>
    public int[] GroupOfSpecies { get; }

    public int[] BlockStart { get; }

    public int[] GroupOfBlock { get; }

    /// <summary>By slot; -1 where a block is not full.</summary>
    public int[] ReactionOf { get; }

    public int[] SlotOf { get; }

    /// <summary>Slots that are a constant times the population of species s: PairSlots[PairStart[s] .. PairStart[s + 1]].</summary>
    public int[] PairStart { get; }

    public int[] PairSlots { get; }

    /// <summary>Slots that depend on species s in another way: two of a kind, or three reactants.</summary>
    public int[] OtherStart { get; }

    public int[] OtherSlots { get; }

    /// <summary>The ordered ways to pick the reactants besides the leader, given that the leader is there.</summary>
    public double PicksBesidesLeader(JumpNetwork network, int reaction, double[] populations)
    {
        ReadOnlySpan<int> reactants = network.ReactantsOf(reaction);
        if (reactants.Length < 2) return 1;
        int leader = LeaderOf[GroupOfBlock[SlotOf[reaction] >> Shift]];
        double picks = 1;
        int taken = 0;
        bool leaderSeen = false;
        for (int k = 0; k < reactants.Length; k++)
        {
            taken = k > 0 && reactants[k] == reactants[k - 1] ? taken + 1 : 0;
            if (reactants[k] == leader && !leaderSeen) leaderSeen = true;
            else picks *= Math.Max(0, populations[reactants[k]] - taken);
        }

        return picks;
    }
}
