namespace Blockade.Models.Networks;

/// <summary>The species found so far by their codes: equal codes are one species. Numbers are given in order of arrival.</summary>
internal sealed class SpeciesTable
{
    private readonly List<int[]> _codes = [];
    private readonly List<uint> _hashes = [];
    private int[] _buckets = new int[1024];   // number + 1, open addressing

    public int Count => _codes.Count;

    /// <summary>Roughly what a code and the graph of it hold: each number in both, and the objects around them.</summary>
    public long Bytes { get; private set; }

    public int[] this[int number] => _codes[number];

    /// <summary>The number of a code; a new one is kept.</summary>
    public int Intern(ReadOnlySpan<int> code)
    {
        uint hash = Hash(code);
        int mask = _buckets.Length - 1;
        int at = (int)hash & mask;
        for (; _buckets[at] != 0; at = (at + 1) & mask)
        {
            int number = _buckets[at] - 1;
            if (_hashes[number] == hash && _codes[number].AsSpan().SequenceEqual(code)) return number;
        }

        _codes.Add(code.ToArray());
        Bytes += (10L * code.Length) + 300;
        _hashes.Add(hash);
        _buckets[at] = _codes.Count;
        if (_codes.Count * 2 > _buckets.Length) Grow();
        return _codes.Count - 1;
    }

    private static uint Hash(ReadOnlySpan<int> code)
    {
        uint hash = 2166136261;
        foreach (int c in code)
        {
            hash = (hash ^ (uint)c) * 16777619;
            hash ^= hash >> 15;
        }

        return hash;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        int mask = _buckets.Length - 1;
        for (int i = 0; i < _codes.Count; i++)
        {
            int at = (int)_hashes[i] & mask;
            while (_buckets[at] != 0) at = (at + 1) & mask;
            _buckets[at] = i + 1;
        }
    }
}
