using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// How often a pattern matches at each molecule of its root's type, and their sum: updated and drawn from in constant time. Where a molecule
/// stands in the list is kept in its record.
/// </summary>
/// <param name="plan">The pattern.</param>
/// <param name="pool">The molecules.</param>
/// <param name="cell">The cell of a record that is this set's.</param>
internal sealed class MatchSet(MatchPlan plan, AgentPool pool, int cell)
{
    private readonly bool _isCounted = pool.IsCounted(plan.RootType);
    private int[] _agents = new int[16];
    private int[] _weights = [];                       // empty while all are one
    private int _heaviest = 1;

    public MatchPlan Plan { get; } = plan;

    /// <summary>Molecules that match at all; those of a counted type are one.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of weights.</summary>
    public long Total { get; private set; }

    public (int Agent, int Weight) this[int place] => (_agents[place], WeightAt(place));

    public int WeightOf(int agent) => pool.Cells[agent + cell] is > 0 and int place ? WeightAt(place - 1) : 0;

    /// <summary>Sets a molecule's weight. True: the sum changed.</summary>
    public bool Set(int agent, int weight)
    {
        long before = Total;
        ref int place = ref pool.Cells[agent + cell];
        if (place > 0)
        {
            int at = place - 1;
            if (weight == 0)
            {
                Total -= WeightAt(at);
                place = 0;
                Drop(at);
            }
            else if (_weights.Length > 0)
            {
                Total += weight - _weights[at];
                _weights[at] = weight;
            }
            else if (weight > 1)
            {
                Weigh();
                Total += weight - 1;
                _weights[at] = weight;
            }
        }
        else if (weight > 0)
        {
            if (weight > 1) Weigh();
            if (Count == _agents.Length)
            {
                Array.Resize(ref _agents, 2 * Count);
                if (_weights.Length > 0) Array.Resize(ref _weights, 2 * Count);
            }

            _agents[Count] = agent;
            if (_weights.Length > 0) _weights[Count] = weight;
            place = ++Count;
            Total += weight;
        }

        if (weight > _heaviest) _heaviest = weight;
        if (_isCounted) Total = Count == 0 ? 0 : pool.Amount[Plan.RootType];
        return Total != before;
    }

    /// <summary>A molecule with probability in proportion to its weight: any one, kept with probability weight over the largest seen.</summary>
    public (int Agent, int Weight) Draw(ref RandomSequence random)
    {
        if (_heaviest == 1) return (_agents[random.NextInt32(Count)], 1);
        while (true)
        {
            long draw = (long)(random.NextUniform() * ((long)Count * _heaviest));
            int place = (int)(draw / _heaviest);
            if (draw % _heaviest < _weights[place]) return (_agents[place], _weights[place]);
        }
    }

    /// <summary>The molecule that the next draw will pick if there are so many more of them by then; -1 where that cannot be told.</summary>
    public int Foresee(int change, ref RandomSequence random)
    {
        int count = Count + change;
        if (_heaviest > 1 || count < 1) return -1;
        int place = random.NextInt32(count);
        return place < Count ? _agents[place] : -1;
    }

    private int WeightAt(int place) => _weights.Length == 0 ? 1 : _weights[place];

    private void Weigh()
    {
        if (_weights.Length > 0) return;
        _weights = new int[_agents.Length];
        _weights.AsSpan().Fill(1);
    }

    // The last entry moves into the gap.
    private void Drop(int place)
    {
        int last = --Count;
        if (place == last) return;
        _agents[place] = _agents[last];
        if (_weights.Length > 0) _weights[place] = _weights[last];
        pool.Cells[_agents[place] + cell] = place + 1;
    }
}
