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
                _graph.Bonds[_graph.SiteStart[m] + s] = pool.BondOf(site) < 0 ? -1 : _siteOf[pool.BondOf(site)];
            }
        }

        return [.. _canonical.Of(_graph, new int[_members.Count], 0)];
    }

    /// <summary>The canonical text, as in a network.</summary>
    public string Text(int agent) => SpeciesText.Write(_canonical.Decode(Code(agent)), pool.PlaceOf(agent), vocabulary);
}
