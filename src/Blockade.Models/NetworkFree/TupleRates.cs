using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// The propensity of a rule under a law of all its reactants: a sum over tuples of classes. It is made anew when one of them changes; cost: the
/// number of tuples.
/// </summary>
internal sealed class TupleRates(AgentRule rule, ClassSet[] sets, MatchClasses[] classes, RateSlots slots, EnergyChange energies)
{
    private readonly TupleLaw _law = rule.Law!;
    private readonly List<int> _tuples = [];
    private readonly List<double> _weights = [];
    private readonly List<double> _bounds = [];
    private readonly int[] _tuple = new int[sets.Length];

    /// <summary>The sum over all ordered matches, or of bounds. NaN where a rate is none.</summary>
    public double Total { get; private set; }

    public ClassSet this[int reactant] => sets[reactant];

    /// <summary>Makes the sum anew.</summary>
    public void Update()
    {
        _tuples.Clear();
        _weights.Clear();
        _bounds.Clear();
        Total = 0;
        Add(0, 1);
    }

    /// <summary>A tuple with probability in proportion to its part of the sum; also the bound of its rate.</summary>
    public ReadOnlySpan<int> Draw(ref RandomSequence random, out double bound)
    {
        double at = random.NextUniform() * Total;
        int k = 0;
        while (k < _weights.Count - 1 && at >= _weights[k]) at -= _weights[k++];
        while (_weights[k] == 0) k--;   // rounding went past the last one
        bound = _bounds[k];
        _tuples.CopyTo(k * sets.Length, _tuple, 0, sets.Length);
        return _tuple;
    }

    /// <summary>The rate of a tuple at the time now.</summary>
    public double RateNow(ReadOnlySpan<int> tuple)
    {
        SetLocals(tuple);
        return _law.Value.Evaluate(slots.Now);
    }

    private void Add(int r, double matches)
    {
        if (r == sets.Length)
        {
            if (_law.Kind == TupleLaw.Basis.Populations && !AreEnough()) return;
            SetLocals(_tuple);
            double rate = slots.Most(_law.Value, _law.VariesInTime);
            _tuples.AddRange(_tuple);
            _bounds.Add(rate);
            _weights.Add(matches * rate);
            Total += matches * rate;
            return;
        }

        for (int i = 0; i < sets[r].Active.Count; i++)
        {
            int c = sets[r].Active[i];
            _tuple[r] = c;
            Add(r + 1, matches * (_law.Kind == TupleLaw.Basis.Populations ? classes[r].Unit(c) : sets[r].Count(c)));
        }
    }

    private long Population(int r, int matchClass) => sets[r].Count(matchClass) / classes[r].Unit(matchClass);

    // two reactants of one species need two of it
    private bool AreEnough()
    {
        for (int r = 1; r < _tuple.Length; r++)
        {
            if (_tuple.AsSpan(0, r).Count(_tuple[r]) >= Population(r, _tuple[r])) return false;
        }

        return true;
    }

    private void SetLocals(ReadOnlySpan<int> tuple)
    {
        switch (_law.Kind)
        {
            case TupleLaw.Basis.Populations:
                for (int r = 0; r < tuple.Length; r++) slots.SetLocal(r, Population(r, tuple[r]));
                break;
            case TupleLaw.Basis.Energies:
                double[] changes = energies.Of(rule, sets, tuple);
                for (int e = 0; e < changes.Length; e++) slots.SetLocal(e, changes[e]);
                SetCounts(tuple, changes.Length);
                break;
            default:
                SetCounts(tuple, 0);
                break;
        }
    }

    private void SetCounts(ReadOnlySpan<int> tuple, int first)
    {
        Span<int> next = stackalloc int[tuple.Length];
        for (int t = 0; t < _law.Terms.Length; t++)
        {
            int r = _law.Terms[t].Reactant;
            slots.SetLocal(first + t, classes[r].Numbers(tuple[r])[next[r]++]);
        }
    }
}
