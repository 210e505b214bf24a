using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Rules;

namespace Blockade.Models.SbmlMulti;

/// <summary>A pattern as a species: its molecules in an order of their own, so that one written in two ways is one species, and what is said of their sites.</summary>
internal sealed class MultiSpecies
{
    public MultiSpecies(Pattern pattern, IReadOnlyDictionary<string, MultiMolecule> types)
    {
        PatternMolecule[] written = [.. pattern.Molecules];
        int[] order = [.. Enumerable.Range(0, written.Length).OrderBy(m => written[m].Type.Name, StringComparer.Ordinal).ThenBy(m => Bare(written[m]), StringComparer.Ordinal)];
        Place = new int[written.Length];
        for (int k = 0; k < order.Length; k++) Place[order[k]] = k;
        Molecules = [.. order.Select(m => types[written[m].Type.Name])];
        Components = [.. order.Select((m, k) => Molecules[k].Places(written[m]).Zip(written[m].Components, (place, component) => (place, component)).OrderBy(c => c.place).ToImmutableArray())];
        var ends = new Dictionary<int, (int Molecule, int Component)>();
        var bonds = ImmutableArray.CreateBuilder<((int, int), (int, int))>();
        for (int k = 0; k < order.Length; k++)
        {
            foreach ((int place, PatternComponent component) in Components[k].Where(c => c.Component.Bond == BondKind.Labelled))
            {
                if (ends.Remove(component.BondLabel, out (int, int) other)) bonds.Add((other, (k, place)));
                else ends.Add(component.BondLabel, (k, place));
            }
        }

        Bonds = bonds.ToImmutable();
        Compartment = (pattern.Compartment ?? pattern.Molecules.Select(m => m.Compartment).FirstOrDefault(c => c is not null))?.Name;
        Name = PatternText.Write(pattern with { Label = null, Molecules = [.. order.Select(m => written[m] with { Label = null, Components = [.. written[m].Components.Select(c => c with { Label = null })] })] });
        Skeleton = string.Join('.', Molecules.Select(m => m.Id)) + string.Concat(Bonds.Select(b => string.Create(CultureInfo.InvariantCulture, $" {b}")));
        Key = $"{Compartment}:{Skeleton}:{string.Join('.', Components.Select(m => string.Join(',', m.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Place}~{c.Component.State}!{c.Component.Bond}")))))}";
    }

    public ImmutableArray<MultiMolecule> Molecules { get; }

    /// <summary>What is said of each molecule's components, by their place in its type.</summary>
    public ImmutableArray<ImmutableArray<(int Place, PatternComponent Component)>> Components { get; }

    public ImmutableArray<((int Molecule, int Component) A, (int Molecule, int Component) B)> Bonds { get; }

    /// <summary>The compartment asked for, or null for any.</summary>
    public string? Compartment { get; }

    public string Name { get; }

    /// <summary>Its molecules and bonds: equal for species of one type.</summary>
    public string Skeleton { get; }

    /// <summary>All that it asks for: equal for equal patterns.</summary>
    public string Key { get; }

    /// <summary>Where each molecule of the pattern, as written, stands in the species.</summary>
    public int[] Place { get; }

    // what a molecule asks for without the names of its bonds
    private static string Bare(PatternMolecule molecule) => string.Join(',', molecule.Components.Select(c => $"{c.Name}~{c.State}!{c.Bond}").Order(StringComparer.Ordinal));
}
