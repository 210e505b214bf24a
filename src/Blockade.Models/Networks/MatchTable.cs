namespace Blockade.Models.Networks;

/// <summary>
/// The matches of one reactant pattern, species ascending because they are matched in order of discovery. Matches of one species that
/// change the same molecules and sites are one. Those that differ by free equal sites of a molecule lead to the same: the first is kept, and stands for all.
/// </summary>
internal sealed class MatchTable
{
    private readonly (int[] Molecules, int[] Sites) _centre;
    private readonly int[][] _classes;
    private readonly bool _hasTwins;
    private readonly int _width;
    private readonly List<int> _species = [];
    private readonly List<long> _weights = [];   // where there are twins
    private int[] _data = [];

    public MatchTable(CompiledPattern pattern, (int[] Molecules, int[] Sites) centre, Vocabulary vocabulary)
    {
        (Pattern, _centre, _classes) = (pattern, centre, vocabulary.SiteClass);
        _width = pattern.Types.Length + pattern.Sites.Length;

        // of a component with slots it is the slots that are free
        _hasTwins = !vocabulary.HasSlots && !pattern.MatchOnce && Array.Exists(centre.Sites, s => vocabulary.HasTwins[pattern.Types[pattern.Sites[s].Molecule]]);
    }

    public CompiledPattern Pattern { get; }

    public int Count => _species.Count;

    /// <summary>Roughly the memory held.</summary>
    public long Bytes => (4L * (_data.Length + _species.Capacity)) + (8L * _weights.Capacity);

    public int SpeciesOf(int match) => _species[match];

    /// <summary>How many matches it stands for.</summary>
    public long WeightOf(int match) => _hasTwins ? _weights[match] : 1;

    /// <summary>The molecules of the pattern, then its sites. Stays valid as the table grows.</summary>
    public ReadOnlyMemory<int> this[int match] => _data.AsMemory(match * _width, _width);

    /// <summary>Keeps what the search stands at, unless a match of the same species has the same centre, or one that differs by twins.</summary>
    public void Add(int species, SpeciesGraph graph, PatternSearch search)
    {
        int molecules = Pattern.Types.Length;
        for (int i = Count - 1; i >= 0 && _species[i] == species; i--)
        {
            ReadOnlySpan<int> other = _data.AsSpan(i * _width, _width);
            bool same = true;
            foreach (int m in _centre.Molecules) same &= other[m] == search.Molecules[m];
            foreach (int s in _centre.Sites) same &= other[molecules + s] == search.Sites[s] || (_hasTwins && AreTwins(graph, other[molecules + s], search.Sites[s]));
            if (same) return;
        }

        int at = Count * _width;
        if (_data.Length < at + _width) Array.Resize(ref _data, Math.Max(64, 2 * (at + _width)));
        search.Molecules.AsSpan(0, molecules).CopyTo(_data.AsSpan(at));
        search.Sites.AsSpan(0, Pattern.Sites.Length).CopyTo(_data.AsSpan(at + molecules));
        _species.Add(species);
        if (_hasTwins) _weights.Add(Weight(graph, search));
    }

    private bool AreTwins(SpeciesGraph graph, int a, int b)
    {
        int m = graph.Owners[a];
        int[] classes = _classes[graph.Types[m]];
        return graph.Owners[b] == m && graph.Bonds[a] < 0 && graph.Bonds[b] < 0 && graph.States[a] == graph.States[b] && classes[a - graph.SiteStart[m]] == classes[b - graph.SiteStart[m]];
    }

    // the first site of the centre may be any of its twins, the next any but that one
    private long Weight(SpeciesGraph graph, PatternSearch search)
    {
        long weight = 1;
        for (int k = 0; k < _centre.Sites.Length; k++)
        {
            int site = search.Sites[_centre.Sites[k]], m = graph.Owners[site], choices = 0;
            if (graph.Bonds[site] >= 0) continue;
            for (int other = graph.SiteStart[m]; other < graph.SiteStart[m + 1]; other++) choices += AreTwins(graph, site, other) ? 1 : 0;
            for (int before = 0; before < k; before++) choices -= AreTwins(graph, site, search.Sites[_centre.Sites[before]]) ? 1 : 0;
            weight *= choices;
        }

        return weight;
    }

    /// <summary>The first match of a species numbered <paramref name="species"/> or later.</summary>
    public int FirstOf(int species)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_species[middle] < species) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
