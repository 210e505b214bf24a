using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>Complexes of agents as species. Holds scratch: one simulator.</summary>
internal sealed class ComplexGraph(AgentPool pool, Vocabulary vocabulary)
{
    private readonly CanonicalForm _canonical = new(vocabulary);
    private readonly SpeciesGraph _graph = new();
    private readonly Dictionary<int, int> _siteOf = [];

    /// <summary>The canonical code: equal exactly for isomorphic complexes.</summary>
    public int[] Code(int agent)
    {
        int molecules = pool.SizeOf(pool.Label[agent]);
        _siteOf.Clear();
        int at = agent;
        do
        {
            for (int s = 0; s < vocabulary.SiteClass[pool.Type[at]].Length; s++) _siteOf.Add(pool.FirstSite[at] + s, _siteOf.Count);
            at = pool.Next(at);
        }
        while (at != agent);

        _graph.Clear(molecules, _siteOf.Count);
        do
        {
            int type = pool.Type[at];
            int m = _graph.Add(type, compartment: -1, vocabulary.SiteClass[type].Length);
            for (int s = 0; s < vocabulary.SiteClass[type].Length; s++)
            {
                int site = pool.FirstSite[at] + s;
                _graph.States[_graph.SiteStart[m] + s] = pool.State[site];
                _graph.Bonds[_graph.SiteStart[m] + s] = pool.Bond[site] < 0 ? -1 : _siteOf[pool.Bond[site]];
            }

            at = pool.Next(at);
        }
        while (at != agent);
        return [.. _canonical.Of(_graph, new int[molecules], 0)];
    }

    /// <summary>The canonical text, as in a network.</summary>
    public string Text(int agent) => SpeciesText.Write(_canonical.Decode(Code(agent)), -1, vocabulary);
}
