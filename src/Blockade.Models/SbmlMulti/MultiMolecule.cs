using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.SbmlMulti;

/// <summary>A molecule type as a species type: what binds is a part with a type of its own, what has states is a feature.</summary>
internal sealed class MultiMolecule
{
    public MultiMolecule(MoleculeType type, string id, Func<string, bool> binds, MultiIds ids)
    {
        (Type, Id) = (type, id);
        var siteTypes = new Dictionary<string, string>();
        var features = new Dictionary<string, string>();
        Sites = new string?[type.Components.Length];
        for (int c = 0; c < type.Components.Length; c++)
        {
            ComponentType component = type.Components[c];
            if (binds(component.Name) || component.States.IsEmpty)
            {
                if (!siteTypes.ContainsKey(component.Name)) siteTypes.Add(component.Name, ids.Of($"{id}_{component.Name}"));
                Sites[c] = ids.Of($"{id}_C", c);
            }

            if (!component.States.IsEmpty && !features.ContainsKey(component.Name)) features.Add(component.Name, ids.Of($"{id}_{component.Name}_state"));
        }

        (SiteTypes, Features) = (siteTypes, features);
        Values = features.Keys.SelectMany(name => type.Components.First(c => c.Name == name).States.Select(state => (name, state)))
            .ToImmutableDictionary(v => v, v => ids.Of($"{features[v.name]}_{(v.state == "?" ? "any" : v.state)}"));
    }

    public MoleculeType Type { get; }

    public string Id { get; }

    /// <summary>The type of the sites of each name that binds.</summary>
    public IReadOnlyDictionary<string, string> SiteTypes { get; }

    /// <summary>The type of the states of each name that has them.</summary>
    public IReadOnlyDictionary<string, string> Features { get; }

    /// <summary>The identifier of a state, by its site's name and its own.</summary>
    public ImmutableDictionary<(string Site, string State), string> Values { get; }

    /// <summary>Each component as a part of the molecule; null for one that does not bind.</summary>
    public string?[] Sites { get; }

    /// <summary>Which of the type's components a pattern's components are: of equal ones, in the order written.</summary>
    public int[] Places(PatternMolecule molecule)
    {
        var used = new bool[Sites.Length];
        var places = new int[molecule.Components.Length];
        for (int c = 0; c < places.Length; c++)
        {
            places[c] = Enumerable.Range(0, used.Length).First(i => !used[i] && Type.Components[i].Name == molecule.Components[c].Name);
            used[places[c]] = true;
        }

        return places;
    }
}
