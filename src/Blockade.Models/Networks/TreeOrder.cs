namespace Blockade.Models.Networks;

/// <summary>
/// The canonical order of a large complex without rings, in time that grows with its sites: colours need a round for each bond between the ends and the
/// middle of a chain, a tree one way in and one way out. Branches that hash alike are exchanged for each other. One use.
/// </summary>
/// <remarks>Leaves are taken off until the middle is left, and branches compared from there (Aho, Hopcroft and Ullman 1974, section 3.2).</remarks>
internal sealed class TreeOrder
{
    private readonly SpeciesGraph _graph;
    private readonly int[] _local;               // molecule of the graph -> number here
    private readonly int[] _molecules;
    private readonly Func<int, ulong> _kindOfSite;
    private readonly ulong[] _branch;            // of each molecule what hangs on it, seen from the middle
    private readonly int[] _parent;              // -1 for the middle
    private readonly List<(ulong Here, ulong There, ulong Branch, int Molecule)> _children = [];

    /// <param name="graph">The graph.</param>
    /// <param name="molecules">The complex's molecules.</param>
    /// <param name="local">The number of each of them.</param>
    /// <param name="kindOfMolecule">Equal for molecules that look alike, by number.</param>
    /// <param name="kindOfSite">Equal for sites that look alike, by the graph's number.</param>
    public TreeOrder(SpeciesGraph graph, ReadOnlySpan<int> molecules, int[] local, Func<int, ulong> kindOfMolecule, Func<int, ulong> kindOfSite)
    {
        (_graph, _molecules, _local, _kindOfSite) = (graph, molecules.ToArray(), local, kindOfSite);
        int n = molecules.Length;
        (_branch, _parent) = (new ulong[n], new int[n]);
        Array.Fill(_parent, -1);
        (int root, int twin) = Middle(kindOfMolecule);
        if (twin >= 0)
        {
            // two in the middle: the one with the lesser branch comes first, and the other hangs on it
            if (Seen(twin, root).CompareTo(Seen(root, twin)) < 0) (root, twin) = (twin, root);
            _parent[twin] = root;
        }

        Order = new int[n];
        Order[0] = root;
        for (int at = 0, end = 1; at < n; at++)
        {
            CollectChildren(Order[at]);
            _children.Sort();
            foreach ((_, _, _, int child) in _children) Order[end++] = child;
        }
    }

    /// <summary>The molecules from the middle outwards.</summary>
    public int[] Order { get; }

    private (int Root, int Twin) Middle(Func<int, ulong> kindOfMolecule)
    {
        int n = _molecules.Length, left = n;
        var degree = new int[n];
        var taken = new bool[n];
        var leaves = new List<int>();
        for (int i = 0; i < n; i++)
        {
            for (int s = _graph.SiteStart[_molecules[i]]; s < _graph.SiteStart[_molecules[i] + 1]; s++) degree[i] += _graph.Bonds[s] < 0 ? 0 : 1;
            if (degree[i] == 1) leaves.Add(i);
        }

        while (left > 2)
        {
            var next = new List<int>();
            foreach (int leaf in leaves)
            {
                taken[leaf] = true;
                left--;
                Close(leaf, kindOfMolecule);
                for (int s = _graph.SiteStart[_molecules[leaf]]; s < _graph.SiteStart[_molecules[leaf] + 1]; s++)
                {
                    if (_graph.Bonds[s] < 0) continue;
                    int other = _local[_graph.Owners[_graph.Bonds[s]]];
                    if (taken[other]) continue;
                    _parent[leaf] = other;
                    if (--degree[other] == 1) next.Add(other);
                }
            }

            leaves = next;
        }

        int[] middle = [.. Enumerable.Range(0, n).Where(i => !taken[i])];
        foreach (int m in middle) Close(m, kindOfMolecule);
        return (middle[0], middle.Length > 1 ? middle[1] : -1);
    }

    // the branch of a molecule whose children are closed
    private void Close(int molecule, Func<int, ulong> kindOfMolecule)
    {
        CollectChildren(molecule);
        ulong sum = 0;
        foreach ((ulong here, ulong there, ulong branch, _) in _children) sum += CanonicalForm.Mix(CanonicalForm.Mix(here, there), branch);
        _branch[molecule] = CanonicalForm.Mix(kindOfMolecule(molecule), sum);
    }

    private void CollectChildren(int molecule)
    {
        _children.Clear();
        int m = _molecules[molecule];
        for (int s = _graph.SiteStart[m]; s < _graph.SiteStart[m + 1]; s++)
        {
            if (_graph.Bonds[s] < 0) continue;
            int other = _local[_graph.Owners[_graph.Bonds[s]]];
            if (_parent[other] == molecule) _children.Add((_kindOfSite(s), _kindOfSite(_graph.Bonds[s]), _branch[other], other));
        }
    }

    // one of the two in the middle as the other sees it
    private (ulong, ulong, ulong) Seen(int molecule, int from)
    {
        int m = _molecules[molecule];
        for (int s = _graph.SiteStart[m]; ; s++)
        {
            if (_graph.Bonds[s] >= 0 && _local[_graph.Owners[_graph.Bonds[s]]] == from) return (_branch[molecule], _kindOfSite(s), _kindOfSite(_graph.Bonds[s]));
        }
    }
}
