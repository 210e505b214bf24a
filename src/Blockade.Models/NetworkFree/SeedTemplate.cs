using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>A seed species to be stamped out.</summary>
internal sealed class SeedTemplate
{
    private readonly SpeciesGraph _graph;
    private readonly int[] _agents;

    public SeedTemplate(Pattern species, Vocabulary vocabulary)
    {
        _graph = SeedGraph.Of(species, vocabulary);
        _agents = new int[_graph.MoleculeCount];
    }

    public int MoleculeCount => _graph.MoleculeCount;

    /// <summary>The type of its first molecule.</summary>
    public int Type => _graph.Types[0];

    public bool HasType(int type) => _graph.Types.AsSpan(0, MoleculeCount).Contains(type);

    /// <summary>Makes one; the agents are valid until the next.</summary>
    public ReadOnlySpan<int> Make(AgentPool pool)
    {
        for (int m = 0; m < _agents.Length; m++) _agents[m] = pool.Add(_graph.Types[m], _graph.Compartments[m]);
        for (int s = 0; s < _graph.SiteCount; s++)
        {
            pool.SetState(SiteOf(s), _graph.States[s]);
            if (_graph.Bonds[s] > s) pool.Join(SiteOf(s), SiteOf(_graph.Bonds[s]));
        }

        return _agents;

        int SiteOf(int site) => AgentPool.SiteOf(_agents[_graph.Owners[site]], site - _graph.SiteStart[_graph.Owners[site]]);
    }
}
