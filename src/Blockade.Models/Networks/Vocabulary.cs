using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// The model's molecule types and compartments by number: what the graph algorithms need to know of names. A component is a site, and a
/// component that holds several bonds somewhere in the model is a site for its state followed by a slot for each bond.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _index = [];
    private readonly int[][] _siteOf;
    private readonly int[][] _componentOf;

    public Vocabulary(RuleModel model)
    {
        Types = [.. model.MoleculeTypes];
        Geography = new Geography(model.Compartments);
        Dictionary<(string, string), int> mostBonds = MostBonds(model);
        SiteClass = new int[Types.Length][];
        Slots = new int[Types.Length][];
        HasTwins = new bool[Types.Length];
        _siteOf = new int[Types.Length][];
        _componentOf = new int[Types.Length][];
        for (int t = 0; t < Types.Length; t++)
        {
            _index.Add(Types[t].Name, t);
            string[] names = [.. Types[t].Components.Select(c => c.Name)];
            _siteOf[t] = new int[names.Length];
            List<int> classes = [], slots = [], components = [];
            for (int c = 0; c < names.Length; c++)
            {
                int site = _siteOf[t][c] = classes.Count;
                int count = mostBonds.GetValueOrDefault((Types[t].Name, names[c]));
                classes.Add(_siteOf[t][Array.IndexOf(names, names[c])]);
                classes.AddRange(Enumerable.Repeat(classes[site] + 1, count));
                slots.Add(count);
                slots.AddRange(Enumerable.Repeat(0, count));
                components.AddRange(Enumerable.Repeat(c, 1 + count));
            }

            (SiteClass[t], Slots[t], _componentOf[t]) = ([.. classes], [.. slots], [.. components]);
            HasTwins[t] = classes.Where((c, i) => c != i).Any();
            HasEqualHubs |= names.GroupBy(n => n).Any(n => n.Count() > 1 && mostBonds.ContainsKey((Types[t].Name, n.Key)));
        }

        HasSlots = mostBonds.Count > 0;
    }

    public MoleculeType[] Types { get; }

    public Geography Geography { get; }

    /// <summary>For each site of each type, the first site with the same name: equal classes are interchangeable.</summary>
    public int[][] SiteClass { get; }

    /// <summary>For each site of each type, how many slots for bonds follow it; 0 where the site itself is what binds.</summary>
    public int[][] Slots { get; }

    /// <summary>Some component holds several bonds.</summary>
    public bool HasSlots { get; }

    /// <summary>Some molecule has equal components that hold several bonds.</summary>
    public bool HasEqualHubs { get; }

    /// <summary>Types that have interchangeable sites.</summary>
    public bool[] HasTwins { get; }

    public int IndexOf(MoleculeType type) => _index[type.Name];

    /// <summary>The site of a component.</summary>
    public int SiteOf(int type, int component) => _siteOf[type][component];

    /// <summary>The component that a site belongs to.</summary>
    public ComponentType ComponentOf(int type, int site) => Types[type].Components[_componentOf[type][site]];

    /// <summary>The first site of a type with a component's name.</summary>
    public int ClassOf(int type, string component)
    {
        for (int i = 0; ; i++)
        {
            if (Types[type].Components[i].Name == component) return _siteOf[type][i];
        }
    }

    /// <summary>The number of a state of a site, -1 for null.</summary>
    public int StateIndex(int type, int site, string? state) => state is null ? -1 : ComponentOf(type, site).States.IndexOf(state);

    // Bonds are only made as rules and seeds write them, so no component ever holds more.
    private static Dictionary<(string Type, string Component), int> MostBonds(RuleModel model)
    {
        var most = new Dictionary<(string, string), int>();
        IEnumerable<Pattern> patterns = model.Seeds.Select(s => s.Species)
            .Concat(model.Rules.SelectMany(r => r.Reactants.Concat(r.Products).Concat(r.ReactantFilters.Concat(r.ProductFilters).SelectMany(f => f.Patterns))))
            .Concat(model.Observables.SelectMany(o => o.Patterns.Select(p => p.Pattern))).Concat(model.EnergyPatterns.Select(e => e.Pattern))
            .Concat(model.PopulationMaps.Select(m => m.Species));
        foreach (PatternMolecule molecule in patterns.SelectMany(p => p.Molecules))
        {
            foreach (PatternComponent component in molecule.Components.Where(c => c.FurtherBonds.Length > 0))
            {
                (string, string) key = (molecule.Type.Name, component.Name);
                most[key] = Math.Max(most.GetValueOrDefault(key), 1 + component.FurtherBonds.Length);
            }
        }

        return most;
    }
}
