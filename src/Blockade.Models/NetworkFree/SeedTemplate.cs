using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>A seed species to be stamped out.</summary>
internal sealed class SeedTemplate
{
    private readonly int[] _types;
    private readonly int[] _siteStart;
    private readonly List<(int Site, int State)> _states = [];
    private readonly List<(int A, int B)> _bonds = [];
    private readonly int[] _agents;

    public SeedTemplate(Pattern species, Vocabulary vocabulary)
    {
        _types = [.. species.Molecules.Select(m => vocabulary.IndexOf(m.Type))];
        _agents = new int[_types.Length];
        _siteStart = new int[_types.Length + 1];
        var ends = new Dictionary<int, int>();
        for (int m = 0; m < _types.Length; m++)
        {
            MoleculeType type = species.Molecules[m].Type;
            var used = new bool[type.Components.Length];
            foreach (PatternComponent component in species.Molecules[m].Components)
            {
                int i = Enumerable.Range(0, used.Length).First(k => !used[k] && type.Components[k].Name == component.Name);
                used[i] = true;
                int site = _siteStart[m] + i;
                if (component.State is not null) _states.Add((site, vocabulary.StateIndex(_types[m], i, component.State)));
                if (component.Bond != BondKind.Labelled) continue;
                if (ends.TryGetValue(component.BondLabel, out int other)) _bonds.Add((other, site));
                else ends.Add(component.BondLabel, site);
            }

            _siteStart[m + 1] = _siteStart[m] + used.Length;
        }
    }

    public int MoleculeCount => _types.Length;

    public bool HasType(int type) => Array.IndexOf(_types, type) >= 0;

    /// <summary>Makes one; the agents are valid until the next.</summary>
    public ReadOnlySpan<int> Make(AgentPool pool)
    {
        for (int m = 0; m < _types.Length; m++) _agents[m] = pool.Add(_types[m]);
        foreach ((int site, int state) in _states) pool.State[SiteOf(site)] = state;
        foreach ((int a, int b) in _bonds) pool.Join(SiteOf(a), SiteOf(b));
        return _agents;

        int SiteOf(int site)
        {
            int m = 0;
            while (site >= _siteStart[m + 1]) m++;
            return pool.FirstSite[_agents[m]] + site - _siteStart[m];
        }
    }
}
