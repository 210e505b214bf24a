using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>Molecules a second time.</summary>
internal static class AgentCopy
{
    /// <summary>Copies molecules of one pool into another, or into the same, with their states and the bonds between them; by each molecule its copy.</summary>
    public static Dictionary<int, int> Make(AgentPool from, AgentPool to, List<int> agents, Vocabulary vocabulary)
    {
        var copies = new Dictionary<int, int>();
        foreach (int agent in agents) copies.Add(agent, to.Add(from.TypeOf(agent), from.CompartmentOf(agent)));
        foreach (int agent in agents)
        {
            for (int s = 0; s < vocabulary.SiteClass[from.TypeOf(agent)].Length; s++)
            {
                int site = AgentPool.SiteOf(agent, s);
                to.SetState(AgentPool.SiteOf(copies[agent], s), from.StateOf(site));
                int bond = from.BondOf(site);
                if (bond > site && copies.TryGetValue(from.OwnerOf(bond), out int partner)) to.Join(AgentPool.SiteOf(copies[agent], s), AgentPool.SiteOf(partner, from.NumberOf(bond)));
            }
        }

        return copies;
    }
}
