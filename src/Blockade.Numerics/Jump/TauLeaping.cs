using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Explicit tau-leaping: how long a leap may be, and the leap itself. A reaction within ten firings of using up a reactant is critical
/// and fires at most once in a leap.
/// </summary>
/// <remarks>
/// Cao, Gillespie and Petzold (2006), J. Chem. Phys. 124:044109, doi:10.1063/1.2159468: their equations 32 to 33 for the step, their rules for g,
/// their critical reactions. The paper treats mass action to the third order. A rate that is computed from a species counts as
/// one more order in it, and from the fourth order on g is the order. Propensities from the middle of a leap: Gillespie (2001), J. Chem. Phys.
/// 115:1716-1733, doi:10.1063/1.1378322.
/// </remarks>
internal sealed class TauLeaping
{
    private const int CriticalBelow = 10;

    private readonly JumpState _state;
    private readonly double _tolerance;
    private readonly double _longest;
    private readonly LeapStages? _stages;
    private readonly int[] _order;        // by species: highest order of a reaction that reads it, 0 where none does
    private readonly int[] _multiplicity; // by species: how often that reaction reads it
    private readonly double[] _propensity;
    private readonly bool[] _isCritical;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly double[] _trial;

    public TauLeaping(JumpState state, JumpOptions options)
    {
        _state = state;
        _tolerance = options.LeapTolerance;
        _longest = options.LongestLeap ?? double.PositiveInfinity;
        if (options.LeapOrder > 1) _stages = new LeapStages(state, isMidpoint: options.LeapOrder == 2);
        JumpNetwork network = state.Network;
        _order = new int[network.SpeciesCount];
        _multiplicity = new int[network.SpeciesCount];
        _propensity = new double[network.ReactionCount];
        _isCritical = new bool[network.ReactionCount];
        _mean = new double[network.SpeciesCount];
        _variance = new double[network.SpeciesCount];
        _trial = new double[network.SpeciesCount];
        for (int i = 0; i < network.ReactionCount; i++)
        {
            int[] read = [.. network.ReactantsOf(i), .. network.RateKinds[network.RateOf[i]].Reads];
            int order = network.ReactantsOf(i).Length + (network.RateKinds[network.RateOf[i]].Reads.IsEmpty ? 0 : 1);
            foreach (IGrouping<int, int> species in read.GroupBy(s => s))
            {
                int s = species.Key;
                if (order < _order[s]) continue;
                _multiplicity[s] = order > _order[s] ? species.Count() : Math.Max(_multiplicity[s], species.Count());
                _order[s] = order;
            }
        }
    }

    /// <summary>The sum of all propensities at the last assessment.</summary>
    public double Total { get; private set; }

    /// <summary>The sum over critical reactions: the first of them ends a leap.</summary>
    public double CriticalTotal { get; private set; }

    /// <summary>The longest leap that keeps the promise from this state; infinite where nothing that is read changes.</summary>
    public double Assess()
    {
        JumpNetwork network = _state.Network;
        double[] populations = _state.Populations;
        Total = CriticalTotal = 0;
        Array.Clear(_mean);
        Array.Clear(_variance);
        for (int i = 0; i < _propensity.Length; i++)
        {
            double propensity = _propensity[i] = _state.Constants[i] * network.Picks(i, populations);
            _isCritical[i] = false;
            if (propensity == 0) continue;
            Total += propensity;
            int from = network.ChangeStart[i];
            int to = network.ChangeStart[i + 1];
            for (int k = from; k < to; k++)
            {
                _isCritical[i] |= network.Change[k] < 0 && populations[network.ChangedSpecies[k]] < (double)CriticalBelow * -network.Change[k];
            }

            if (_isCritical[i])
            {
                CriticalTotal += propensity;
                continue;
            }

            for (int k = from; k < to; k++)
            {
                double change = network.Change[k] * propensity;
                _mean[network.ChangedSpecies[k]] += change;
                _variance[network.ChangedSpecies[k]] += network.Change[k] * change;
            }
        }

        double longest = _longest;
        if (double.IsInfinity(_tolerance)) return longest;
        for (int s = 0; s < populations.Length; s++)
        {
            if (_order[s] == 0 || _variance[s] == 0) continue;
            double bound = Math.Max(_tolerance * populations[s] / HighestOrderFactor(s, populations[s]), 1);
            longest = Math.Min(longest, Math.Min(bound / Math.Abs(_mean[s]), bound * bound / _variance[s]));
        }

        return longest;
    }

    /// <summary>
    /// Tries a leap of at most <paramref name="longest"/>, which an earlier critical reaction shortens. The length taken; NaN where a population would
    /// turn negative or too large to count, or a rate within the leap is none: nothing has changed then. Rates that read the clock are those of <paramref name="rateTime"/>.
    /// </summary>
    public double TryLeap(double longest, double rateTime, ref RandomSequence random, out double firings)
    {
        JumpNetwork network = _state.Network;
        double untilCritical = CriticalTotal > 0 ? random.NextExponential() / CriticalTotal : double.PositiveInfinity;
        double length = Math.Min(longest, untilCritical);
        int critical = untilCritical <= longest ? DrawCritical(ref random) : -1;
        _state.Populations.CopyTo(_trial, 0);
        firings = 0;
        double[]? mean = _stages is null ? _propensity : _stages.Mean(_propensity, _isCritical, length, rateTime);
        if (mean is null) return double.NaN;
        for (int i = 0; i < _propensity.Length; i++)
        {
            double count = i == critical ? 1 : _isCritical[i] ? 0 : PoissonSampler.Next(mean[i] * length, ref random);
            if (count == 0) continue;
            firings += count;
            for (int k = network.ChangeStart[i]; k < network.ChangeStart[i + 1]; k++) _trial[network.ChangedSpecies[k]] += count * network.Change[k];
        }

        for (int s = 0; s < _trial.Length; s++)
        {
            if (_trial[s] != _state.Populations[s] && !_state.IsPopulation(s, _trial[s])) return double.NaN;
        }

        _trial.CopyTo(_state.Populations, 0);
        return length;
    }

    private int DrawCritical(ref RandomSequence random)
    {
        double rest = random.NextUniform() * CriticalTotal;
        int last = -1;
        for (int i = 0; i < _propensity.Length; i++)
        {
            if (!_isCritical[i]) continue;
            last = i;
            if (rest < _propensity[i]) return i;
            rest -= _propensity[i];
        }

        return last;
    }

    // g: how much the relative change of a propensity exceeds that of the species, at most
    private double HighestOrderFactor(int species, double x) => (_order[species], _multiplicity[species]) switch
    {
        (1, _) => 1,
        (2, 1) => 2,
        (2, _) => 2 + (1 / Math.Max(x - 1, 0)),
        (3, 2) => 1.5 * (2 + (1 / Math.Max(x - 1, 0))),
        (3, 3) => 3 + (1 / Math.Max(x - 1, 0)) + (2 / Math.Max(x - 2, 0)),
        (int order, _) => order,
    };
}
