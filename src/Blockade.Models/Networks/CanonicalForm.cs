namespace Blockade.Models.Networks;

/// <summary>
/// The one code of a species that all its drawings share: molecules and interchangeable sites in canonical order. Two graphs are
/// isomorphic exactly when their codes are equal. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Colour refinement over molecules and, where colours still tie, individualisation of each member of the first tied cell, keeping the
/// least code (McKay and Piperno 2014, doi:10.1016/j.jsc.2013.09.003, without their automorphism pruning). Colours are hashes that no
/// drawing changes: a collision could only leave a tie, which the search then breaks. In a graph without rings refinement tells apart
/// everything that no symmetry exchanges, so one member stands for all and chains stay polynomial. Once the molecules are in order,
/// equal sites of one molecule are told apart by their partners; sites that are not can be exchanged. Large complexes without rings are put in
/// order by <see cref="TreeOrder"/> instead, and most of those with rings by <see cref="RigidOrder"/>, in time that grows with their size.
/// </remarks>
internal sealed class CanonicalForm
{
    private const int LargeTree = 128;
    private const int LargeRing = 32;
    private const int RoundsBeforeWalks = 4;

    private readonly int[][] _siteClass;
    private readonly bool[] _hasTwins;
    private readonly HubGraph? _hubs;
    private readonly CanonicalForm? _withHubs;
    private int[] _molecules = [];   // of the graph, in order of arrival
    private int[] _local = [];       // molecule of the graph -> number here
    private ulong[] _colour = [];
    private ulong[] _next = [];
    private ulong[] _sorted = [];
    private int[] _order = [];
    private int[] _rank = [];
    private int[] _place = [];       // site of the graph -> place in the code's order, -1 until placed
    private int[] _sites = [];
    private int[] _code = [];
    private int[] _best = [];
    private int _bestLength;         // 0 until there is one
    private readonly List<ulong[]> _splits = [];   // colours by depth of the search
    private int _count;
    private SpeciesGraph _graph = new();

    public CanonicalForm(Vocabulary vocabulary)
        : this(vocabulary.SiteClass, vocabulary.HasTwins)
    {
        if (!vocabulary.HasEqualHubs) return;
        _hubs = new HubGraph(vocabulary);
        _withHubs = new CanonicalForm(_hubs.SiteClass, _hubs.HasTwins);
    }

    private CanonicalForm(int[][] siteClass, bool[] hasTwins) => (_siteClass, _hasTwins) = (siteClass, hasTwins);

    /// <summary>
    /// The code of one complex of a graph: the number of molecules, then for each its type, its compartment plus 1, and for each site its
    /// state plus 1 and the place of its partner plus 1. Valid until the next one is asked for.
    /// </summary>
    public ReadOnlySpan<int> Of(SpeciesGraph graph, ReadOnlySpan<int> complexOf, int complex)
    {
        if (_hubs is not null) return OfDrawn(_hubs.Collapse(_withHubs!.Decode(_withHubs.OfWhole(_hubs.Expand(graph, complexOf, complex)))));
        _graph = graph;
        Reserve(graph);
        _count = 0;
        int bondEnds = 0;
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            if (complexOf[m] != complex) continue;
            _local[m] = _count;
            _molecules[_count++] = m;
            for (int s = graph.SiteStart[m]; s < graph.SiteStart[m + 1]; s++)
            {
                if (graph.Bonds[s] >= 0) bondEnds++;
            }
        }

        _bestLength = 0;
        for (int i = 0; i < _count; i++) _colour[i] = FirstColour(_molecules[i]);
        bool isTree = bondEnds == 2 * (_count - 1);
        if (isTree && _count >= LargeTree) ColourTree();
        else if (isTree || _count < LargeRing || !ColourRigid())
        {
            if (_count > 1) Refine(_colour);
        }

        Search(_colour, isTree, depth: 0);
        return _best.AsSpan(0, _bestLength);
    }

    /// <summary>The graph that a code stands for, its molecules and sites in the code's order.</summary>
    public SpeciesGraph Decode(ReadOnlySpan<int> code)
    {
        int sites = 0;
        for (int at = 1; at < code.Length;)
        {
            int n = _siteClass[code[at]].Length;
            sites += n;
            at += 2 + (2 * n);
        }

        var graph = new SpeciesGraph();
        graph.Clear(code[0], sites);
        for (int at = 1; at < code.Length;)
        {
            int n = _siteClass[code[at]].Length;
            int m = graph.Add(code[at], code[at + 1] - 1, n);
            at += 2;
            for (int i = 0; i < n; i++, at += 2)
            {
                graph.States[graph.SiteStart[m] + i] = code[at] - 1;
                graph.Bonds[graph.SiteStart[m] + i] = code[at + 1] - 1;
            }
        }

        return graph;
    }

    private ReadOnlySpan<int> OfWhole(SpeciesGraph graph) => Of(graph, new int[graph.MoleculeCount], 0);

    // the code of a graph that is drawn in its canonical order
    private int[] OfDrawn(SpeciesGraph graph)
    {
        var code = new List<int> { graph.MoleculeCount };
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            code.AddRange([graph.Types[m], graph.Compartments[m] + 1]);
            for (int s = graph.SiteStart[m]; s < graph.SiteStart[m + 1]; s++) code.AddRange([graph.States[s] + 1, graph.Bonds[s] + 1]);
        }

        return [.. code];
    }

    internal static ulong Mix(ulong a, ulong b)
    {
        // the finaliser of MurmurHash3 over a combination that is not symmetric
        ulong h = (a * 0x9E3779B97F4A7C15UL) + b;
        h ^= h >> 33;
        h *= 0xFF51AFD7ED558CCDUL;
        h ^= h >> 33;
        h *= 0xC4CEB9FE1A85EC53UL;
        return h ^ (h >> 33);
    }

    private void Reserve(SpeciesGraph graph)
    {
        if (_molecules.Length < graph.MoleculeCount)
        {
            int size = graph.MoleculeCount * 2;
            (_molecules, _local, _order, _rank) = (new int[size], new int[size], new int[size], new int[size]);
            (_colour, _next, _sorted) = (new ulong[size], new ulong[size], new ulong[size]);
        }

        if (_place.Length < graph.SiteCount) (_place, _sites) = (new int[graph.SiteCount * 2], new int[graph.SiteCount * 2]);
        int longest = 1 + (2 * graph.MoleculeCount) + (2 * graph.SiteCount);
        if (_code.Length < longest) (_code, _best) = (new int[longest * 2], new int[longest * 2]);
    }

    private ulong FirstColour(int m)
    {
        int[] classes = _siteClass[_graph.Types[m]];
        ulong sum = 0;
        int start = _graph.SiteStart[m];
        for (int i = 0; i < classes.Length; i++)
        {
            sum += Mix((ulong)classes[i] + 1, (ulong)(((_graph.States[start + i] + 1) * 2) + (_graph.Bonds[start + i] >= 0 ? 1 : 0)));
        }

        // the type stands in the high bits, so that molecules of one type stay together
        return ((ulong)_graph.Types[m] << 48) | (Mix((ulong)(_graph.Compartments[m] + 1), sum) >> 16);
    }

    // colours that no two share, types in the high bits as ever
    private void ColourTree()
    {
        Number(new TreeOrder(_graph, _molecules.AsSpan(0, _count), _local, i => _colour[i], Kind).Order);
    }

    // the same for a complex with rings, unless that leaves too much open
    private bool ColourRigid()
    {
        Refine(_colour, RoundsBeforeWalks);
        if (RigidOrder.Of(_graph, _molecules.AsSpan(0, _count), _local, _colour, Kind) is not { } order) return false;
        Number(order);
        return true;
    }

    private void Number(int[] order)
    {
        for (int rank = 0; rank < order.Length; rank++) _colour[order[rank]] = ((ulong)_graph.Types[_molecules[order[rank]]] << 48) | (uint)rank;
    }

    // Splits colours by the colours of the neighbours until nothing splits, or so many times.
    private void Refine(ulong[] colours, int rounds = int.MaxValue)
    {
        int classes = Distinct(colours);
        for (int round = 0; round < rounds && classes < _count; round++)
        {
            for (int i = 0; i < _count; i++)
            {
                int m = _molecules[i];
                int[] siteClass = _siteClass[_graph.Types[m]];
                int start = _graph.SiteStart[m];
                ulong sum = 0;
                for (int k = 0; k < siteClass.Length; k++)
                {
                    int partner = _graph.Bonds[start + k];
                    if (partner < 0) continue;
                    ulong here = ((ulong)siteClass[k] << 32) + (ulong)(_graph.States[start + k] + 1);
                    sum += Mix(Mix(here, Kind(partner)), colours[_local[_graph.Owners[partner]]]);
                }

                _next[i] = (colours[i] & 0xFFFF_0000_0000_0000UL) | (Mix(colours[i], sum) >> 16);
            }

            _next.AsSpan(0, _count).CopyTo(colours);
            int now = Distinct(colours);
            if (now == classes) return;
            classes = now;
        }
    }

    // the class and state of a site
    private ulong Kind(int site)
    {
        int m = _graph.Owners[site];
        return ((ulong)_siteClass[_graph.Types[m]][site - _graph.SiteStart[m]] << 32) + (ulong)(_graph.States[site] + 1);
    }

    private int Distinct(ulong[] colours)
    {
        Span<ulong> sorted = _sorted.AsSpan(0, _count);
        colours.AsSpan(0, _count).CopyTo(sorted);
        Sort(sorted);
        int distinct = 1;
        for (int i = 1; i < _count; i++)
        {
            if (sorted[i] != sorted[i - 1]) distinct++;
        }

        return distinct;
    }

    // most species have few molecules, and the library's sort makes a delegate for each call in a native executable
    private static void Sort(Span<ulong> values)
    {
        if (values.Length > 16)
        {
            values.Sort();
            return;
        }

        for (int i = 1; i < values.Length; i++)
        {
            ulong value = values[i];
            int place = i;
            for (; place > 0 && values[place - 1] > value; place--) values[place] = values[place - 1];
            values[place] = value;
        }
    }

    private void Search(ulong[] colours, bool isTree, int depth)
    {
        ulong? tie = FirstTie(colours);
        if (tie is null)
        {
            int length = Encode(colours);
            if (_bestLength == 0 || _code.AsSpan(0, length).SequenceCompareTo(_best.AsSpan(0, _bestLength)) < 0)
            {
                (_code, _best, _bestLength) = (_best, _code, length);
            }

            return;
        }

        if (_splits.Count == depth) _splits.Add([]);
        if (_splits[depth].Length < _count) _splits[depth] = new ulong[_count * 2];
        ulong[] split = _splits[depth];

        for (int i = 0; i < _count; i++)
        {
            if (colours[i] != tie) continue;
            colours.AsSpan(0, _count).CopyTo(split);
            split[i] = (split[i] & 0xFFFF_0000_0000_0000UL) | (Mix(split[i], 0xA5A5) >> 16);
            Refine(split);
            Search(split, isTree, depth + 1);
            if (isTree) return;
        }
    }

    // The lowest colour that two molecules share.
    private ulong? FirstTie(ulong[] colours)
    {
        if (_count == 1) return null;
        Span<ulong> sorted = _sorted.AsSpan(0, _count);
        colours.AsSpan(0, _count).CopyTo(sorted);
        Sort(sorted);
        for (int i = 1; i < _count; i++)
        {
            if (sorted[i] == sorted[i - 1]) return sorted[i];
        }

        return null;
    }

    private int Encode(ulong[] colours)
    {
        for (int i = 0; i < _count; i++) _order[i] = i;
        if (_count > 1)
        {
            colours.AsSpan(0, _count).CopyTo(_sorted);
            _sorted.AsSpan(0, _count).Sort(_order.AsSpan(0, _count));
        }

        for (int i = 0; i < _count; i++) _rank[_order[i]] = i;
        int place = 0;
        for (int i = 0; i < _count; i++)
        {
            int m = _molecules[_order[i]];
            for (int s = _graph.SiteStart[m]; s < _graph.SiteStart[m + 1]; s++) _place[s] = -1;
        }

        for (int i = 0; i < _count; i++) place = PlaceSites(_molecules[_order[i]], place);
        int at = 0;
        _code[at++] = _count;
        place = 0;
        for (int i = 0; i < _count; i++)
        {
            int m = _molecules[_order[i]];
            _code[at++] = _graph.Types[m];
            _code[at++] = _graph.Compartments[m] + 1;
            int sites = _graph.SiteStart[m + 1] - _graph.SiteStart[m];
            for (int k = 0; k < sites; k++, place++)
            {
                int s = _sites[place];
                _code[at++] = _graph.States[s] + 1;
                _code[at++] = _graph.Bonds[s] < 0 ? 0 : _place[_graph.Bonds[s]] + 1;
            }
        }

        return at;
    }

    private int PlaceSites(int m, int place)
    {
        int type = _graph.Types[m];
        int start = _graph.SiteStart[m];
        int[] classes = _siteClass[type];
        if (!_hasTwins[type])
        {
            for (int k = 0; k < classes.Length; k++)
            {
                _sites[place + k] = start + k;
                _place[start + k] = place + k;
            }

            return place + classes.Length;
        }

        // class by class, so that a site's partner within the molecule is either placed or of this class
        for (int first = 0; first < classes.Length; first++)
        {
            if (classes[first] != first) continue;
            int next = -1;
            for (int k = first; k < classes.Length; k++)
            {
                if (classes[k] != first) continue;
                int chosen = next;
                for (int s = first; s < classes.Length && next < 0; s++)
                {
                    if (classes[s] != first || _place[start + s] >= 0) continue;
                    if (chosen < 0 || Compare(start + s, start + chosen) < 0) chosen = s;
                }

                _place[start + chosen] = place + k;
                _sites[place + k] = start + chosen;

                // two bonded twins stand side by side
                int partner = _graph.Bonds[start + chosen] - start;
                next = partner >= 0 && partner < classes.Length && classes[partner] == first && _place[start + partner] < 0 ? partner : -1;
            }
        }

        return place + classes.Length;
    }

    private int Compare(int a, int b)
    {
        int order = _graph.States[a].CompareTo(_graph.States[b]);
        if (order != 0) return order;
        int p = _graph.Bonds[a], q = _graph.Bonds[b];
        if (p < 0 || q < 0) return (p < 0 ? 0 : 1).CompareTo(q < 0 ? 0 : 1);
        order = _rank[_local[_graph.Owners[p]]].CompareTo(_rank[_local[_graph.Owners[q]]]);
        if (order == 0) order = Kind(p).CompareTo(Kind(q));
        return order != 0 ? order : _place[p].CompareTo(_place[q]);
    }
}
