using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>The model's molecule types and compartments by number: what the graph algorithms need to know of names.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _index = [];

    public Vocabulary(RuleModel model)
    {
        Types = [.. model.MoleculeTypes];
        Geography = new Geography(model.Compartments);
        SiteClass = new int[Types.Length][];
        HasTwins = new bool[Types.Length];
        for (int t = 0; t < Types.Length; t++)
        {
            _index.Add(Types[t].Name, t);
            string[] names = [.. Types[t].Components.Select(c => c.Name)];
            SiteClass[t] = [.. names.Select(n => Array.IndexOf(names, n))];
            HasTwins[t] = names.Distinct().Count() < names.Length;
        }
    }

    public MoleculeType[] Types { get; }

    public Geography Geography { get; }

    /// <summary>For each site of each type, the first site with the same name: equal classes are interchangeable.</summary>
    public int[][] SiteClass { get; }

    /// <summary>Types that have interchangeable sites.</summary>
    public bool[] HasTwins { get; }

    public int IndexOf(MoleculeType type) => _index[type.Name];

    /// <summary>The first site of a type with a component's name.</summary>
    public int ClassOf(int type, string component)
    {
        for (int i = 0; ; i++)
        {
            if (Types[type].Components[i].Name == component) return i;
        }
    }

    /// <summary>The number of a state of a site, -1 for null.</summary>
    public int StateIndex(int type, int site, string? state) => state is null ? -1 : Types[type].Components[site].States.IndexOf(state);
}
