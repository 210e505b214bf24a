using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>The model's molecule types by number: what the graph algorithms need to know of names.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _index = [];

    public Vocabulary(IEnumerable<MoleculeType> types)
    {
        Types = [.. types];
        SiteClass = new int[Types.Length][];
        for (int t = 0; t < Types.Length; t++)
        {
            _index.Add(Types[t].Name, t);
            SiteClass[t] = [.. Types[t].Components.Select(c => Types[t].Components.ToList().FindIndex(other => other.Name == c.Name))];
        }
    }

    public MoleculeType[] Types { get; }

    /// <summary>For each site of each type, the first site with the same name: equal classes are interchangeable.</summary>
    public int[][] SiteClass { get; }

    public int IndexOf(MoleculeType type) => _index[type.Name];

    /// <summary>The number of a state of a site, -1 for null.</summary>
    public int StateIndex(int type, int site, string? state) => state is null ? -1 : Types[type].Components[site].States.IndexOf(state);
}
