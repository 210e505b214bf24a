using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>Complexes of agents as species. Holds scratch: one simulator.</summary>
internal sealed class ComplexGraph(AgentPool pool, Vocabulary vocabulary)
{
    private readonly CanonicalForm _canonical = new(vocabulary);
    private readonly SpeciesGraph _graph = new();
    private readonly Dictionary<int, int> _siteOf = [];
    private readonly List<int> _members = [];

    /// <summary>The canonical code: equal exactly for isomorphic complexes.</summary>
    public int[] Code(int agent)
    {
        pool.Collect(agent, _members);
        Draw();
        return [.. _canonical.Of(_graph, new int[_members.Count], 0)];
    }

    /// <summary>The canonical code of a match with what is at most so many bonds away from it.</summary>
    public int[] CodeAround(ReadOnlySpan<int> molecules, ReadOnlySpan<int> sites, int radius)
    {
        pool.CollectAround(molecules, radius, _members);
        Draw();

        // the match is marked: nothing else has such compartments and states
        for (int m = 0; m < molecules.Length; m++) _graph.Compartments[m] += (m + 1) << AgentPool.NumberShift;
        for (int s = 0; s < sites.Length; s++) _graph.States[_siteOf[sites[s]]] += (s + 1) << AgentPool.NumberShift;
        return [.. _canonical.Of(_graph, new int[_members.Count], 0)];
    }

    /// <summary>The canonical text, as in a network.</summary>
    public string Text(int agent) => SpeciesText.Write(_canonical.Decode(Code(agent)), pool.PlaceOf(agent), vocabulary);

    private void Draw()
    {
        _siteOf.Clear();
        foreach (int at in _members)
        {
            for (int s = 0; s < vocabulary.SiteClass[pool.TypeOf(at)].Length; s++) _siteOf.Add(AgentPool.SiteOf(at, s), _siteOf.Count);
        }

        _graph.Clear(_members.Count, _siteOf.Count);
        foreach (int at in _members)
        {
            int type = pool.TypeOf(at);
            int m = _graph.Add(type, pool.CompartmentOf(at), vocabulary.SiteClass[type].Length);
            for (int s = 0; s < vocabulary.SiteClass[type].Length; s++)
            {
                int site = AgentPool.SiteOf(at, s);
                _graph.States[_graph.SiteStart[m] + s] = pool.StateOf(site);
                _graph.Bonds[_graph.SiteStart[m] + s] = pool.BondOf(site) >= 0 && _siteOf.TryGetValue(pool.BondOf(site), out int partner) ? partner : -1;
            }
        }
    }
}
