namespace Blockade.Models.Networks;

/// <summary>
/// The canonical order of a large complex with rings, in time that grows with its size where it is regular or has few places alike. In such complexes one
/// molecule fixes all others: sites have names, and of two alike one is where the walk came from. The walk from each molecule of the rarest colour
/// gives a code; the least is the complex's. Walks that prove equal are a symmetry, which spares all its images. One use.
/// </summary>
/// <remarks>
/// Walks end at the first difference to the least code so far. Symmetries that fix a molecule fix everything, so that each new one at least doubles the group that is
/// known: full walks are few. In the worst case, many places that differ only far away, the time is quadratic.
/// </remarks>
internal sealed class RigidOrder
{
    private readonly SpeciesGraph _graph;
    private readonly int[] _molecules;
    private readonly int[] _local;               // molecule of the graph -> number here
    private readonly ulong[] _colour;
    private readonly Func<int, ulong> _kindOfSite;
    private readonly int[] _rank;                // of each molecule in the walk at hand, -1 before it is reached
    private readonly int[] _walk;
    private readonly int[] _sites;               // of the molecule at hand, in order
    private readonly List<ulong> _code = [];     // the least so far
    private int[] _best = [];                    // its walk

    private RigidOrder(SpeciesGraph graph, int[] molecules, int[] local, ulong[] colour, Func<int, ulong> kindOfSite)
    {
        (_graph, _molecules, _local, _colour, _kindOfSite) = (graph, molecules, local, colour, kindOfSite);
        (_rank, _walk) = (new int[molecules.Length], new int[molecules.Length]);
        Array.Fill(_rank, -1);
        _sites = new int[molecules.Max(m => graph.SiteStart[m + 1] - graph.SiteStart[m])];
    }

    /// <summary>The molecules in order, by number; null where a molecule leaves open where a walk goes on: all drawings of a complex agree in that.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="molecules">The complex's molecules.</param>
    /// <param name="local">The number of each of them.</param>
    /// <param name="colour">Equal for molecules that look alike, by number.</param>
    /// <param name="kindOfSite">Equal for sites that look alike, by the graph's number.</param>
    public static int[]? Of(SpeciesGraph graph, ReadOnlySpan<int> molecules, int[] local, ulong[] colour, Func<int, ulong> kindOfSite)
    {
        var order = new RigidOrder(graph, molecules.ToArray(), local, colour, kindOfSite);
        if (!Enumerable.Range(0, molecules.Length).All(order.IsRigid)) return null;
        order.Search();
        return order._best;
    }

    // at most two bonds alike, and then no others: the walk comes by one of the two
    private bool IsRigid(int molecule)
    {
        int first = _graph.SiteStart[_molecules[molecule]], end = _graph.SiteStart[_molecules[molecule] + 1], bonds = 0, alike = 0;
        for (int s = first; s < end; s++)
        {
            if (_graph.Bonds[s] < 0) continue;
            bonds++;
            for (int t = first; t < s; t++)
            {
                if (_graph.Bonds[t] >= 0 && AreAlike(s, t)) alike++;
            }
        }

        return alike == 0 || (alike == 1 && bonds == 2);
    }

    private bool AreAlike(int s, int t) => _kindOfSite(s) == _kindOfSite(t) && _kindOfSite(_graph.Bonds[s]) == _kindOfSite(_graph.Bonds[t]) && _colour[Partner(s)] == _colour[Partner(t)];

    private int Partner(int site) => _local[_graph.Owners[_graph.Bonds[site]]];

    private void Search()
    {
        List<(int Molecule, int Towards)> starts = Starts();
        var number = new Dictionary<(int, int), int>();
        for (int i = 0; i < starts.Count; i++) number.Add(starts[i], i);
        int[] orbit = [.. Enumerable.Range(0, starts.Count)];
        var isDone = new bool[starts.Count];         // of an orbit's root: one of its walks was taken
        for (int i = 0; i < starts.Count; i++)
        {
            if (isDone[Root(i)]) continue;
            int order = Walk(starts[i]);
            if (order < 0) _best = [.. _walk];
            if (order == 0)
            {
                // what takes the best walk to this one is a symmetry
                var image = new int[_best.Length];
                for (int k = 0; k < _best.Length; k++) image[_best[k]] = _walk[k];
                for (int s = 0; s < starts.Count; s++) Join(s, number[(image[starts[s].Molecule], starts[s].Towards < 0 ? -1 : image[starts[s].Towards])]);
            }

            isDone[Root(i)] = true;
            foreach (int m in _walk)
            {
                if (m < 0) break;
                _rank[m] = -1;
            }
        }

        int Root(int i)
        {
            while (orbit[i] != i) i = orbit[i] = orbit[orbit[i]];
            return i;
        }

        void Join(int a, int b)
        {
            (a, b) = (Root(a), Root(b));
            if (a == b) return;
            orbit[b] = a;
            isDone[a] |= isDone[b];
        }
    }

    // the molecules of the rarest colour, of several such the least, each with the way that it is left by first where there are two
    private List<(int Molecule, int Towards)> Starts()
    {
        var size = new Dictionary<ulong, int>();
        foreach (int i in Enumerable.Range(0, _molecules.Length)) size[_colour[i]] = size.GetValueOrDefault(_colour[i]) + 1;
        ulong rarest = size.MinBy(s => (s.Value, s.Key)).Key;
        var starts = new List<(int, int)>();
        for (int i = 0; i < _molecules.Length; i++)
        {
            if (_colour[i] != rarest) continue;
            int[] bonded = [.. Enumerable.Range(_graph.SiteStart[_molecules[i]], _graph.SiteStart[_molecules[i] + 1] - _graph.SiteStart[_molecules[i]]).Where(s => _graph.Bonds[s] >= 0)];
            if (bonded.Length == 2 && AreAlike(bonded[0], bonded[1]) && Partner(bonded[0]) != Partner(bonded[1])) starts.AddRange([(i, Partner(bonded[0])), (i, Partner(bonded[1]))]);
            else starts.Add((i, -1));
        }

        return starts;
    }

    // Walks from a start and writes what it sees; below, at or above zero as that is less than, equal to or more than the least code so far, where it ends.
    private int Walk((int Molecule, int Towards) start)
    {
        Array.Fill(_walk, -1);
        int end = 0, at = 0;
        bool isLess = _code.Count == 0;
        Reach(start.Molecule);
        for (int next = 0; next < end; next++)
        {
            int m = _molecules[_walk[next]], first = _graph.SiteStart[m], n = _graph.SiteStart[m + 1] - first;
            if (!Put((uint)_graph.Types[m]) || !Put((uint)(_graph.Compartments[m] + 1))) return 1;
            for (int k = 0; k < n; k++) _sites[k] = first + k;
            _sites.AsSpan(0, n).Sort((a, b) => Compare(a, b, next == 0 ? start.Towards : -1));
            for (int k = 0; k < n; k++)
            {
                int s = _sites[k];
                if (!Put(_kindOfSite(s))) return 1;
                if (_graph.Bonds[s] < 0)
                {
                    if (!Put(0)) return 1;
                    continue;
                }

                if (_rank[Partner(s)] < 0) Reach(Partner(s));
                if (!Put((ulong)_rank[Partner(s)] + 1) || !Put(_kindOfSite(_graph.Bonds[s]))) return 1;
            }
        }

        return isLess ? -1 : 0;

        void Reach(int molecule)
        {
            _rank[molecule] = end;
            _walk[end++] = molecule;
        }

        bool Put(ulong value)
        {
            if (!isLess && value != _code[at])
            {
                if (value > _code[at]) return false;
                isLess = true;
                _code.RemoveRange(at, _code.Count - at);
            }

            if (isLess) _code.Add(value);
            at++;
            return true;
        }
    }

    // by class and state, free before bound; then the molecules that the walk has seen, in its order, and those that it has not by how they look
    private int Compare(int a, int b, int towards)
    {
        int order = _kindOfSite(a).CompareTo(_kindOfSite(b));
        if (order != 0) return order;
        bool isBound = _graph.Bonds[a] >= 0;
        if (isBound != _graph.Bonds[b] >= 0) return isBound ? 1 : -1;
        if (!isBound) return 0;
        (int p, int q) = (Partner(a), Partner(b));
        order = ((uint)_rank[p]).CompareTo((uint)_rank[q]);
        if (order == 0) order = _kindOfSite(_graph.Bonds[a]).CompareTo(_kindOfSite(_graph.Bonds[b]));
        if (order == 0) order = _colour[p].CompareTo(_colour[q]);
        return order != 0 || p == q ? order : p == towards ? -1 : q == towards ? 1 : 0;
    }
}
