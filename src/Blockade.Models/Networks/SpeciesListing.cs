namespace Blockade.Models.Networks;

/// <summary>
/// Draws a complex in the order in which BioNetGen lists it: molecules by name, compartment, states and bonds, alike ones as the rule that first made the complex drew them. Matches are found in
/// this order, so that species come by BioNetGen's numbers. The canonical form says which complex it is, and no result but the numbers depends on the order. Holds scratch: one thread.
/// </summary>
internal sealed class SpeciesListing(Vocabulary vocabulary)
{
    private readonly int[]?[] _byName = new int[vocabulary.Types.Length][];            // of each type that was met its sites, by name
    private readonly int[][]?[] _stateRank = new int[vocabulary.Types.Length][][];     // by type and site; the last place is that of no state
    private readonly List<int> _molecules = [];
    private int[] _siteAt = [];                  // site of the joint graph -> place within its molecule
    private int[] _siteOf = [];                  // the first site of each molecule plus a place -> site of the joint graph
    private int[] _newSite = [];

    /// <summary>The complex alone. Cost: of sorting its molecules.</summary>
    /// <param name="joint">Several complexes, in the order in which a rule has them.</param>
    /// <param name="complexOf">The complex of each molecule.</param>
    /// <param name="complex">The one wanted.</param>
    public SpeciesGraph Of(SpeciesGraph joint, ReadOnlySpan<int> complexOf, int complex)
    {
        if (_siteAt.Length < joint.SiteCount) (_siteAt, _siteOf, _newSite) = (new int[2 * joint.SiteCount], new int[2 * joint.SiteCount], new int[2 * joint.SiteCount]);
        _molecules.Clear();
        int sites = 0;
        for (int m = 0; m < joint.MoleculeCount; m++)
        {
            if (complexOf[m] != complex) continue;
            Meet(joint.Types[m]);
            SortTwins(joint, m);
            sites += joint.SiteStart[m + 1] - joint.SiteStart[m];
            _molecules.Add(m);
        }

        if (_molecules.Count > 1) _molecules.Sort((a, b) => Compare(joint, a, b) is not 0 and int order ? order : a.CompareTo(b));

        var graph = new SpeciesGraph();
        graph.Clear(_molecules.Count, sites);
        foreach (int m in _molecules)
        {
            int start = joint.SiteStart[m], to = graph.SiteStart[graph.Add(joint.Types[m], joint.Compartments[m], joint.SiteStart[m + 1] - start)];
            for (int s = start; s < joint.SiteStart[m + 1]; s++) graph.States[_newSite[s] = to + _siteAt[s]] = joint.States[s];
        }

        foreach (int m in _molecules)
        {
            for (int s = joint.SiteStart[m]; s < joint.SiteStart[m + 1]; s++)
            {
                if (joint.Bonds[s] >= 0) graph.Bonds[_newSite[s]] = _newSite[joint.Bonds[s]];
            }
        }

        return graph;
    }

    private void Meet(int type)
    {
        if (_byName[type] is not null) return;
        int[] sites = [.. Enumerable.Range(0, vocabulary.SiteClass[type].Length)];
        _byName[type] = [.. sites.OrderBy(s => vocabulary.ComponentOf(type, s).Name, StringComparer.Ordinal)];
        _stateRank[type] = [.. sites.Select(s => (int[])[.. Ranks([.. vocabulary.ComponentOf(type, s).States]), -1])];
    }

    // equal components change places: by state, bound ones before free ones
    private void SortTwins(SpeciesGraph joint, int molecule)
    {
        int type = joint.Types[molecule], start = joint.SiteStart[molecule];
        int[] classes = vocabulary.SiteClass[type];
        for (int i = 0; i < classes.Length; i++) _siteOf[start + i] = start + i;
        if (vocabulary.HasTwins[type] && !vocabulary.HasSlots)
        {
            for (int i = 1; i < classes.Length; i++)
            {
                int moved = _siteOf[start + i], at = i;
                while (true)
                {
                    int before = at - 1;
                    while (before >= 0 && classes[before] != classes[i]) before--;
                    if (before < 0 || Compare(joint, type, classes[i], _siteOf[start + before], moved) <= 0) break;
                    _siteOf[start + at] = _siteOf[start + before];
                    at = before;
                }

                _siteOf[start + at] = moved;
            }
        }

        for (int i = 0; i < classes.Length; i++) _siteAt[_siteOf[start + i]] = i;
    }

    private int Compare(SpeciesGraph joint, int a, int b)
    {
        int type = joint.Types[a], other = joint.Types[b];
        int order = type == other ? 0 : string.CompareOrdinal(vocabulary.Types[type].Name, vocabulary.Types[other].Name);
        if (order == 0 && joint.Compartments[a] != joint.Compartments[b]) order = string.CompareOrdinal(CompartmentOf(joint.Compartments[a]), CompartmentOf(joint.Compartments[b]));
        int[] places = _byName[type]!;
        for (int i = 0; i < places.Length && order == 0; i++) order = Compare(joint, type, places[i], _siteOf[joint.SiteStart[a] + places[i]], _siteOf[joint.SiteStart[b] + places[i]]);
        return order;
    }

    private string? CompartmentOf(int compartment) => compartment < 0 ? null : vocabulary.Geography[compartment].Name;

    private int Compare(SpeciesGraph joint, int type, int place, int a, int b)
    {
        int[] ranks = _stateRank[type]![place];
        int order = ranks[StateOf(a)].CompareTo(ranks[StateOf(b)]);
        return order != 0 ? order : (joint.Bonds[b] >= 0).CompareTo(joint.Bonds[a] >= 0);

        int StateOf(int site) => joint.States[site] < 0 ? ranks.Length - 1 : joint.States[site];
    }

    private static int[] Ranks(string[] names)
    {
        int[] sorted = [.. Enumerable.Range(0, names.Length).OrderBy(i => names[i], StringComparer.Ordinal)], ranks = new int[names.Length];
        for (int r = 0; r < sorted.Length; r++) ranks[sorted[r]] = r;
        return ranks;
    }
}
