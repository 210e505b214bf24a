namespace Blockade.Models.Networks;

/// <summary>
/// The reactions found so far, each with the number of its embeddings. Rule, rate law, and sorted reactants and products are what makes a
/// reaction itself. Numbers are given in order of arrival.
/// </summary>
internal sealed class ReactionTable
{
    private Entry[] _entries = new Entry[64];
    private int[] _species = new int[256];    // reactants, products, reactants as the rule names them; one reaction after the other
    private int[] _buckets = new int[256];    // number + 1, open addressing
    private int _used;

    public int Count { get; private set; }

    /// <summary>Roughly the memory held, and that of the reactions made of it.</summary>
    public long Bytes => (36L * _entries.Length) + (4L * _species.Length) + (4L * _buckets.Length) + (150L * Count);

    /// <summary>Its rule.</summary>
    public int Rule(int reaction) => _entries[reaction].Rule;

    /// <summary>Its rate law.</summary>
    public int Rate(int reaction) => _entries[reaction].Rate;

    public int Embeddings(int reaction) => _entries[reaction].Embeddings;

    /// <summary>Species numbers, ascending.</summary>
    public ReadOnlySpan<int> Reactants(int reaction) => _species.AsSpan(_entries[reaction].First, _entries[reaction].Reactants);

    /// <summary>Species numbers, ascending.</summary>
    public ReadOnlySpan<int> Products(int reaction) => _species.AsSpan(_entries[reaction].First + _entries[reaction].Reactants, _entries[reaction].Products);

    /// <summary>The reactants as the rule names them.</summary>
    public ReadOnlySpan<int> RuleOrder(int reaction)
    {
        ref readonly Entry e = ref _entries[reaction];
        return _species.AsSpan(e.First + e.Reactants + e.Products, e.Reactants);
    }

    /// <summary>Counts embeddings and gives the reaction's number; of one that is new <paramref name="ruleOrder"/> is kept.</summary>
    public int Add(int rule, int rate, ReadOnlySpan<int> reactants, ReadOnlySpan<int> products, ReadOnlySpan<int> ruleOrder, int embeddings = 1)
    {
        uint hash = Hash(rule, rate, reactants, products);
        int mask = _buckets.Length - 1;
        int at = (int)hash & mask;
        for (; _buckets[at] != 0; at = (at + 1) & mask)
        {
            int number = _buckets[at] - 1;
            ref Entry known = ref _entries[number];
            if (known.Hash != hash || known.Rule != rule || known.Rate != rate || !Reactants(number).SequenceEqual(reactants) || !Products(number).SequenceEqual(products)) continue;
            known.Embeddings += embeddings;
            return number;
        }

        int length = reactants.Length + products.Length + ruleOrder.Length;
        if (_species.Length < _used + length) Array.Resize(ref _species, 2 * (_used + length));
        reactants.CopyTo(_species.AsSpan(_used));
        products.CopyTo(_species.AsSpan(_used + reactants.Length));
        ruleOrder.CopyTo(_species.AsSpan(_used + reactants.Length + products.Length));
        if (_entries.Length == Count) Array.Resize(ref _entries, 2 * Count);
        _entries[Count] = new Entry
        {
            Hash = hash, Rule = rule, Rate = rate, Embeddings = embeddings, First = _used, Reactants = reactants.Length, Products = products.Length,
        };
        _used += length;
        _buckets[at] = ++Count;
        if (Count * 2 > _buckets.Length) Grow();
        return Count - 1;
    }

    private static uint Hash(int rule, int rate, ReadOnlySpan<int> reactants, ReadOnlySpan<int> products)
    {
        uint hash = ((uint)rule * 16777619) ^ (uint)rate;
        foreach (int r in reactants) hash = (hash * 0x9E3779B1) ^ (uint)r;
        hash = (hash * 0x9E3779B1) ^ 0xFFFF;
        foreach (int p in products) hash = (hash * 0x9E3779B1) ^ (uint)p;
        hash *= 0x85EBCA6B;
        return hash ^ (hash >> 15);
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        int mask = _buckets.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int at = (int)_entries[i].Hash & mask;
            while (_buckets[at] != 0) at = (at + 1) & mask;
            _buckets[at] = i + 1;
        }
    }

    private struct Entry
    {
        public uint Hash;
        public int Rule;
        public int Rate;
        public int Embeddings;
        public int First;
        public int Reactants;
        public int Products;
    }
}
