using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Partial scaling: a reaction among populations of n or more fires n / level at a time, and so much more rarely. Means stay those of single events as
/// far as rates are straight lines over such a step; variances come out larger, by about the factor. Where one of its populations is below twice the level, a
/// reaction fires singly.
/// </summary>
/// <remarks>
/// Lin, Feng and Hlavacek (2019), J. Chem. Phys. 150:244101, arXiv:1903.08615. The factor of a reaction is the whole part of its smallest population over the
/// level, over all that it takes, makes or needs, so that what is rare is never moved by more than its share. Of its own it settles this: a reaction without
/// reactants follows its products and what its rate is computed from, a species of which one firing takes more than the level counts by that number, and a clamped
/// species counts as a reactant only. Pairs of equals are picked among groups: n (n - f) / f for n (n - 1).
/// </remarks>
internal sealed class PartialScaling : ExactMethod
{
    private readonly BlockSums _propensity;
    private readonly double[] _factor;      // by reaction: the firings that one event stands for
    private readonly int[] _partStart;      // by reaction: its parts, each a species and what its population is divided by
    private readonly int[] _part;
    private readonly double[] _partLevel;
    private readonly int[] _takerStart;     // by species: the reactions it is a part of
    private readonly int[] _taker;

    public PartialScaling(JumpNetwork network, double[] populations, double[] constants, double level)
        : base(network, populations, constants)
    {
        _propensity = new BlockSums(network.ReactionCount);
        _factor = new double[network.ReactionCount];
        _partStart = new int[network.ReactionCount + 1];
        _takerStart = new int[network.SpeciesCount + 1];
        var parts = new List<(int Species, double Level)>();
        for (int i = 0; i < network.ReactionCount; i++)
        {
            IEnumerable<int> needed = network.ReactantsOf(i).ToArray();
            if (network.ReactantsOf(i).IsEmpty) needed = network.RateKinds[network.RateOf[i]].Reads;
            var own = new SortedDictionary<int, double>();
            foreach (int s in needed) own[s] = level;
            for (int k = network.ChangeStart[i]; k < network.ChangeStart[i + 1]; k++) own[network.ChangedSpecies[k]] = Math.Max(level, -network.Change[k]);
            parts.AddRange(own.Select(p => (p.Key, p.Value)));
            _partStart[i + 1] = parts.Count;
            foreach (int s in own.Keys) _takerStart[s + 1]++;
        }

        _part = [.. parts.Select(p => p.Species)];
        _partLevel = [.. parts.Select(p => p.Level)];
        for (int s = 0; s < network.SpeciesCount; s++) _takerStart[s + 1] += _takerStart[s];
        _taker = new int[_part.Length];
        int[] next = [.. _takerStart];
        for (int i = 0; i < network.ReactionCount; i++)
        {
            for (int k = _partStart[i]; k < _partStart[i + 1]; k++) _taker[next[_part[k]]++] = i;
        }
    }

    public override void Rebuild()
    {
        for (int i = 0; i < Network.ReactionCount; i++) Update(i);
        Settle();
    }

    public override double FiringsOf(int reaction) => _factor[reaction];

    public override void Fired(int reaction)
    {
        for (int k = Network.ChangeStart[reaction]; k < Network.ChangeStart[reaction + 1]; k++)
        {
            int species = Network.ChangedSpecies[k];
            for (int j = _takerStart[species]; j < _takerStart[species + 1]; j++) Update(_taker[j]);
        }

        Settle();
    }

    public override void ConstantsChanged(ReadOnlySpan<int> reactions)
    {
        foreach (int i in reactions) Update(i);
        Settle();
    }

    public override int Draw(ref RandomSequence random) => _propensity.Draw(ref random);

    private void Update(int reaction)
    {
        double factor = _partStart[reaction] == _partStart[reaction + 1] ? 1 : double.PositiveInfinity;
        for (int k = _partStart[reaction]; k < _partStart[reaction + 1]; k++) factor = Math.Min(factor, Populations[_part[k]] / _partLevel[k]);
        factor = _factor[reaction] = Math.Max(1, Math.Floor(factor));
        _propensity.Set(reaction, Constants[reaction] * Network.Picks(reaction, Populations, factor) / factor);
    }

    private void Settle()
    {
        _propensity.Settle();
        Total = _propensity.Total;
    }
}
