using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// How often a pattern matches at each molecule of its root's type, and their sum: updated and drawn from in constant time. A molecule
/// without a match takes one word.
/// </summary>
internal sealed class MatchSet(MatchPlan plan, AgentPool pool)
{
    private int[] _placeOf = [];                       // by number in type: place in _entries plus one, 0 for none
    private (int Agent, int Weight)[] _entries = new (int, int)[16];
    private int _heaviest = 1;

    public MatchPlan Plan { get; } = plan;

    /// <summary>Molecules that match at all.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of weights.</summary>
    public long Total { get; private set; }

    public (int Agent, int Weight) this[int place] => _entries[place];

    public int WeightOf(int agent)
    {
        int number = pool.NumberInType[agent];
        int place = number < _placeOf.Length ? _placeOf[number] : 0;
        return place == 0 ? 0 : _entries[place - 1].Weight;
    }

    public void Set(int agent, int weight)
    {
        int number = pool.NumberInType[agent];
        if (number >= _placeOf.Length)
        {
            if (weight == 0) return;
            Array.Resize(ref _placeOf, Math.Max(2 * _placeOf.Length, number + 16));
        }

        int place = _placeOf[number] - 1;
        if (place >= 0)
        {
            Total += weight - _entries[place].Weight;
            _entries[place].Weight = weight;
            if (weight == 0) Drop(place, number);
        }
        else if (weight > 0)
        {
            if (Count == _entries.Length) Array.Resize(ref _entries, 2 * Count);
            _entries[Count++] = (agent, weight);
            _placeOf[number] = Count;
            Total += weight;
        }

        if (weight > _heaviest) _heaviest = weight;
    }

    /// <summary>A molecule with probability in proportion to its weight: any one, kept with probability weight over the largest seen.</summary>
    public (int Agent, int Weight) Draw(ref RandomSequence random)
    {
        if (_heaviest == 1) return _entries[random.NextInt32(Count)];
        while (true)
        {
            long draw = (long)(random.NextUniform() * ((long)Count * _heaviest));
            (int Agent, int Weight) entry = _entries[draw / _heaviest];
            if (draw % _heaviest < entry.Weight) return entry;
        }
    }

    // The last entry moves into the gap.
    private void Drop(int place, int number)
    {
        Count--;
        _entries[place] = _entries[Count];
        _placeOf[pool.NumberInType[_entries[Count].Agent]] = place + 1;
        _placeOf[number] = 0;
    }
}
