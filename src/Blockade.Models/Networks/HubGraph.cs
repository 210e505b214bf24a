namespace Blockade.Models.Networks;

/// <summary>
/// Equal components that hold several bonds each, drawn as molecules of their own: a bond holds such a hub to the molecule it belongs to, and its
/// slots are its sites. So slots are exchanged with their component and never without it, and a canonical form needs no third level.
/// </summary>
internal sealed class HubGraph
{
    private readonly Vocabulary _vocabulary;
    private readonly int[][] _placeOf;       // of each site of a type its place in the molecule as drawn here
    private readonly int[][] _hubType;       // of each site the type of its hub, -1 where it has none

    public HubGraph(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        int types = vocabulary.Types.Length;
        var classes = new List<int[]>();
        var hubs = new List<int[]>();
        (_placeOf, _hubType) = (new int[types][], new int[types][]);
        for (int t = 0; t < types; t++)
        {
            int[] old = vocabulary.SiteClass[t];
            (_placeOf[t], _hubType[t]) = (new int[old.Length], new int[old.Length]);
            Array.Fill(_hubType[t], -1);
            var drawn = new List<int>();
            for (int s = 0; s < old.Length; s++)
            {
                _placeOf[t][s] = drawn.Count;
                drawn.Add(_placeOf[t][old[s]]);
                if (!IsHub(t, s)) continue;
                int slots = vocabulary.Slots[t][s];
                if (old[s] == s) hubs.Add([0, .. Enumerable.Repeat(1, slots)]);
                _hubType[t][s] = old[s] == s ? types + hubs.Count - 1 : _hubType[t][old[s]];
                s += slots;
            }

            classes.Add([.. drawn]);
        }

        SiteClass = [.. classes, .. hubs];
        HasTwins = [.. SiteClass.Select(c => c.Where((k, i) => k != i).Any())];
    }

    /// <summary>As <see cref="Vocabulary.SiteClass"/>, the hubs' types after the others.</summary>
    public int[][] SiteClass { get; }

    /// <summary>As <see cref="Vocabulary.HasTwins"/>.</summary>
    public bool[] HasTwins { get; }

    /// <summary>One complex of a graph, with its hubs.</summary>
    public SpeciesGraph Expand(SpeciesGraph graph, ReadOnlySpan<int> complexOf, int complex)
    {
        var drawn = new SpeciesGraph();
        drawn.Clear(graph.MoleculeCount + graph.SiteCount, 2 * graph.SiteCount);
        var end = new int[graph.SiteCount];   // where each site's bond ends
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            if (complexOf[m] != complex) continue;
            int type = graph.Types[m], start = graph.SiteStart[m];
            int at = drawn.Add(type, graph.Compartments[m], SiteClass[type].Length);
            for (int s = start; s < graph.SiteStart[m + 1]; s++)
            {
                int place = drawn.SiteStart[at] + _placeOf[type][s - start];
                int hub = _hubType[type][s - start];
                if (hub < 0)
                {
                    drawn.States[place] = graph.States[s];
                    end[s] = place;
                    continue;
                }

                int h = drawn.Add(hub, 0, SiteClass[hub].Length), first = drawn.SiteStart[h];
                drawn.States[first] = graph.States[s];
                drawn.Join(place, first);
                for (int slot = 1; slot < SiteClass[hub].Length; slot++)
                {
                    end[++s] = first + slot;
                    drawn.States[first + slot] = graph.States[s];   // none, but where a match is marked
                }
            }
        }

        for (int s = 0; s < graph.SiteCount; s++)
        {
            if (complexOf[graph.Owners[s]] == complex && graph.Bonds[s] > s) drawn.Join(end[s], end[graph.Bonds[s]]);
        }

        return drawn;
    }

    /// <summary>The complex without its hubs, in the order drawn.</summary>
    public SpeciesGraph Collapse(SpeciesGraph drawn)
    {
        var graph = new SpeciesGraph();
        graph.Clear(drawn.MoleculeCount, drawn.SiteCount);
        var end = new int[drawn.SiteCount];
        Array.Fill(end, -1);
        for (int m = 0; m < drawn.MoleculeCount; m++)
        {
            int type = drawn.Types[m];
            if (type >= _placeOf.Length) continue;
            int start = graph.SiteStart[graph.Add(type, drawn.Compartments[m], _placeOf[type].Length)];
            for (int s = 0; s < _placeOf[type].Length; s++)
            {
                int place = drawn.SiteStart[m] + _placeOf[type][s];
                int first = _hubType[type][s] < 0 ? place : drawn.Bonds[place];
                graph.States[start + s] = drawn.States[first];
                if (_hubType[type][s] < 0)
                {
                    end[place] = start + s;
                    continue;
                }

                for (int slot = 1; slot < SiteClass[_hubType[type][s]].Length; slot++)
                {
                    end[first + slot] = start + s + slot;
                    graph.States[start + s + slot] = drawn.States[first + slot];
                }

                s += _vocabulary.Slots[type][s];
            }
        }

        for (int s = 0; s < drawn.SiteCount; s++)
        {
            if (end[s] >= 0 && drawn.Bonds[s] > s) graph.Join(end[s], end[drawn.Bonds[s]]);
        }

        return graph;
    }

    private bool IsHub(int type, int site) => _vocabulary.Slots[type][site] > 0 && _vocabulary.SiteClass[type].Count(c => c == _vocabulary.SiteClass[type][site]) > 1;
}
