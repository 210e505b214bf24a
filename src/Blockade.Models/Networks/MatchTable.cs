namespace Blockade.Models.Networks;

/// <summary>
/// The matches of one reactant pattern, species ascending because they are matched in order of discovery. Matches of one species that
/// change the same molecules and sites are one.
/// </summary>
internal sealed class MatchTable(CompiledPattern pattern, (int[] Molecules, int[] Sites) centre)
{
    private readonly int _width = pattern.Types.Length + pattern.Sites.Length;
    private readonly List<int> _species = [];
    private int[] _data = [];

    public CompiledPattern Pattern { get; } = pattern;

    public int Count => _species.Count;

    /// <summary>Roughly the memory held.</summary>
    public long Bytes => 4L * (_data.Length + _species.Capacity);

    public int SpeciesOf(int match) => _species[match];

    /// <summary>The molecules of the pattern, then its sites. Stays valid as the table grows.</summary>
    public ReadOnlyMemory<int> this[int match] => _data.AsMemory(match * _width, _width);

    /// <summary>Keeps what the search stands at, unless a match of the same species has the same centre.</summary>
    public void Add(int species, PatternSearch search)
    {
        int molecules = Pattern.Types.Length;
        for (int i = Count - 1; i >= 0 && _species[i] == species; i--)
        {
            ReadOnlySpan<int> other = _data.AsSpan(i * _width, _width);
            bool same = true;
            foreach (int m in centre.Molecules) same &= other[m] == search.Molecules[m];
            foreach (int s in centre.Sites) same &= other[molecules + s] == search.Sites[s];
            if (same) return;
        }

        int at = Count * _width;
        if (_data.Length < at + _width) Array.Resize(ref _data, Math.Max(64, 2 * (at + _width)));
        search.Molecules.AsSpan(0, molecules).CopyTo(_data.AsSpan(at));
        search.Sites.AsSpan(0, Pattern.Sites.Length).CopyTo(_data.AsSpan(at + molecules));
        _species.Add(species);
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
