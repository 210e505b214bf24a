namespace Blockade.Models.Networks;

/// <summary>
/// The reactions found so far, each with the number of its embeddings. Rule, rate law, and sorted reactants and products are what makes a
/// reaction itself. Numbers are given in order of arrival.
/// </summary>
internal sealed class ReactionTable
{
    // Blocks, not arrays that double: what is copied from and left, and the half that is never filled, are memory touched for nothing.
    private const int BlockShift = 10;
    private const int InBlock = (1 << BlockShift) - 1;

    private readonly List<Entry[]> _entries = [];
    private readonly List<int[]> _species = [];   // reactants, products, and where they differ the reactants as the rule names them; no reaction in two blocks
    private int[] _buckets = new int[256];        // number + 1, open addressing
    private int _used;                            // of the last block of species

    public int Count { get; private set; }

    /// <summary>Roughly the memory held, and that of the reactions made of it.</summary>
    public long Bytes => (40L * (InBlock + 1) * _entries.Count) + (4L * (InBlock + 1) * _species.Count) + (4L * _buckets.Length) + (150L * Count);

    /// <summary>Its rule.</summary>
    public int Rule(int reaction) => At(reaction).Rule;

    /// <summary>Its rate law.</summary>
    public int Rate(int reaction) => At(reaction).Rate;

    public long Embeddings(int reaction) => At(reaction).Embeddings;

    /// <summary>Species numbers, ascending.</summary>
    public ReadOnlySpan<int> Reactants(int reaction) => Numbers(At(reaction).First, At(reaction).Reactants);

    /// <summary>Species numbers, ascending.</summary>
    public ReadOnlySpan<int> Products(int reaction) => Numbers(At(reaction).First + At(reaction).Reactants, At(reaction).Products);

    /// <summary>The reactants as the rule names them.</summary>
    public ReadOnlySpan<int> RuleOrder(int reaction)
    {
        ref readonly Entry e = ref At(reaction);
        return Numbers(e.IsOrdered ? e.First : e.First + e.Reactants + e.Products, e.Reactants);
    }

    /// <summary>Counts embeddings and gives the reaction's number; of one that is new <paramref name="ruleOrder"/> is kept.</summary>
    public int Add(int rule, int rate, ReadOnlySpan<int> reactants, ReadOnlySpan<int> products, ReadOnlySpan<int> ruleOrder, long embeddings = 1)
    {
        uint hash = Hash(rule, rate, reactants, products);
        int mask = _buckets.Length - 1;
        int at = (int)hash & mask;
        for (; _buckets[at] != 0; at = (at + 1) & mask)
        {
            int number = _buckets[at] - 1;
            ref Entry known = ref At(number);
            if (known.Hash != hash || known.Rule != rule || known.Rate != rate || !Reactants(number).SequenceEqual(reactants) || !Products(number).SequenceEqual(products)) continue;
            known.Embeddings += embeddings;
            return number;
        }

        bool isOrdered = ruleOrder.SequenceEqual(reactants);
        int first = Room(reactants.Length + products.Length + (isOrdered ? 0 : ruleOrder.Length));
        Span<int> kept = _species[^1].AsSpan(first & InBlock);
        reactants.CopyTo(kept);
        products.CopyTo(kept[reactants.Length..]);
        if (!isOrdered) ruleOrder.CopyTo(kept[(reactants.Length + products.Length)..]);
        if (_entries.Count << BlockShift == Count) _entries.Add(new Entry[InBlock + 1]);
        At(Count) = new Entry
        {
            Hash = hash, Rule = rule, Rate = rate, Embeddings = embeddings, First = first, Reactants = reactants.Length, Products = products.Length, IsOrdered = isOrdered,
        };
        _buckets[at] = ++Count;
        if (Count * 2 > _buckets.Length) Grow();
        return Count - 1;
    }

    private ref Entry At(int reaction) => ref _entries[reaction >> BlockShift][reaction & InBlock];

    private ReadOnlySpan<int> Numbers(int first, int count) => count == 0 ? [] : _species[first >> BlockShift].AsSpan(first & InBlock, count);

    // Where so many numbers can stand; a reaction longer than a block has one of its own.
    private int Room(int length)
    {
        if (_species.Count == 0 || _used + length > _species[^1].Length)
        {
            _species.Add(new int[Math.Max(InBlock + 1, length)]);
            _used = 0;
        }

        int first = ((_species.Count - 1) << BlockShift) + _used;
        _used += length;
        return first;
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
            int at = (int)At(i).Hash & mask;
            while (_buckets[at] != 0) at = (at + 1) & mask;
            _buckets[at] = i + 1;
        }
    }

    private struct Entry
    {
        public uint Hash;
        public int Rule;
        public int Rate;
        public long Embeddings;
        public int First;
        public int Reactants;
        public int Products;
        public bool IsOrdered;   // the rule names the reactants in ascending order
    }
}
