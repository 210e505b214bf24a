using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Antibodies;

/// <summary>Changes of patterns and rules, each a new value.</summary>
internal static class PatternEdits
{
    /// <summary>Every molecule of the patterns in order.</summary>
    public static IEnumerable<PatternMolecule> Molecules(this IEnumerable<Pattern> side) => side.SelectMany(p => p.Molecules);

    /// <summary>Whether a molecule of a type is in a rule.</summary>
    public static bool Mentions(this Rule rule, string type) => rule.Reactants.Concat(rule.Products).Molecules().Any(m => m.Type.Name == type);

    /// <summary>What a molecule says of a component, or null where it says nothing.</summary>
    public static PatternComponent? Site(this PatternMolecule molecule, string component) => molecule.Components.FirstOrDefault(c => c.Name == component);

    /// <summary>The molecule with one site said otherwise, or said at all.</summary>
    public static PatternMolecule With(this PatternMolecule molecule, string component, BondKind bond, int label = 0)
    {
        var site = new PatternComponent(component, molecule.Site(component)?.State, bond, label, molecule.Span);
        return molecule.Site(component) is { } old
            ? molecule with { Components = molecule.Components.Replace(old, site) }
            : molecule with { Components = [.. molecule.Components, site] };
    }

    /// <summary>A side of which every molecule is changed or kept.</summary>
    public static ImmutableArray<Pattern> Each(this ImmutableArray<Pattern> side, Func<PatternMolecule, PatternMolecule> change) =>
        [.. side.Select(p => p with { Molecules = [.. p.Molecules.Select(change)] })];

    /// <summary>A side of which those molecules of a type are changed whose ordinal number among them is chosen.</summary>
    public static ImmutableArray<Pattern> Each(this ImmutableArray<Pattern> side, string type, Func<int, bool> chosen, Func<PatternMolecule, PatternMolecule> change)
    {
        int ordinal = 0;
        return side.Each(m => m.Type.Name == type && chosen(ordinal++) ? change(m) : m);
    }

    /// <summary>A bond label that no pattern uses.</summary>
    public static int FreeLabel(params IEnumerable<Pattern> patterns) => 1 + patterns.Molecules().SelectMany(m => m.Components).SelectMany(c => c.BondLabels).Append(0).Max();
}
