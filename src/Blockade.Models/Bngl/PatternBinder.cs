using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Resolves the molecule types, components, states, bonds and compartments of patterns.</summary>
internal sealed class PatternBinder(BnglFile file, Dictionary<string, MoleculeType> types, Dictionary<string, Compartment> compartments)
{
    private const int LargestPattern = 2_000;   // a search goes as deep

    public ImmutableArray<Pattern> Bind(ImmutableArray<RawPattern> patterns) => [.. patterns.Select(Bind).OfType<Pattern>()];

    public ImmutableArray<SpeciesFilter> Bind(ImmutableArray<RawFilter> filters) =>
        [.. filters.Select(f => new SpeciesFilter(f.Place, f.IsExclusion, Bind(f.Patterns)))];

    /// <summary>A pattern that is looked for. Its size is limited, that of a species is not.</summary>
    public Pattern? Bind(RawPattern raw)
    {
        int size = raw.Molecules.Length + raw.Molecules.Sum(m => m.Components.Length);
        if (size <= LargestPattern) return BindSpecies(raw);
        file.Error("BNG1102", raw.Span, $"a pattern has more than {LargestPattern:N0} molecules and components: {size:N0}", "write less of the molecules around what matters");
        return null;
    }

    /// <summary>A species to begin with.</summary>
    public Pattern? BindSpecies(RawPattern raw)
    {
        var molecules = ImmutableArray.CreateBuilder<PatternMolecule>();
        bool sound = true;
        var bonds = new Dictionary<int, List<SourceSpan>>();
        foreach (RawMolecule molecule in raw.Molecules)
        {
            if (BindMolecule(molecule, bonds) is { } bound) molecules.Add(bound);
            else sound = false;
        }

        foreach (List<SourceSpan> ends in bonds.Values.Where(e => sound && e.Count != 2))
        {
            file.Error("BNG2007", ends[0], $"a bond has two ends; this label is written {(ends.Count == 1 ? "once" : $"{ends.Count} times")} in the pattern", "!+ means bound to anything");
            sound = false;
        }

        Compartment? compartment = BindCompartment(raw.Compartment, ref sound);
        return sound ? new Pattern(molecules.ToImmutable(), raw.Span) { Compartment = compartment, Label = raw.Label, MatchOnce = raw.MatchOnce, IsHeld = raw.IsClamped } : null;
    }

    /// <summary>Whether a seed species leaves nothing open; what is missing is an error.</summary>
    public bool CheckComplete(Pattern pattern)
    {
        bool complete = true;
        foreach (PatternMolecule molecule in pattern.Molecules)
        {
            if (compartments.Count > 0 && molecule.Compartment is null && pattern.Compartment is null)
            {
                file.Error("BNG2008", molecule.Span, $"a seed species is in a compartment; that of '{molecule.Type.Name}' is missing", $"write {molecule.Type.Name}(...)@ and one of {string.Join(", ", compartments.Keys)}");
                complete = false;
            }

            foreach (IGrouping<string, ComponentType> group in molecule.Type.Components.GroupBy(c => c.Name))
            {
                PatternComponent[] written = [.. molecule.Components.Where(c => c.Name == group.Key)];
                if (written.Length < group.Count())
                {
                    file.Error("BNG2008", molecule.Span, $"a seed species names every component; '{group.Key}' of '{molecule.Type.Name}' is missing");
                    complete = false;
                }

                foreach (PatternComponent component in written)
                {
                    bool needsState = component.State is null && group.First().States.Length > 0;
                    if (!needsState && component.Bond is not (BondKind.Any or BondKind.Bound)) continue;
                    file.Error("BNG2008", component.Span, $"a seed species leaves nothing open; '{group.Key}' of '{molecule.Type.Name}' needs a {(needsState ? "state" : "definite bond")}");
                    complete = false;
                }
            }
        }

        return complete;
    }

    private Compartment? BindCompartment(RawName? name, ref bool sound)
    {
        if (name is null) return null;
        if (compartments.TryGetValue(name.Text, out Compartment? compartment)) return compartment;
        sound = false;
        if (!file.BrokenNames.Contains(name.Text))
        {
            file.Error("BNG2017", name.Span, $"there is no compartment '{name.Text}'", NearestName.Hint(name.Text, compartments.Keys) ?? (compartments.Count == 0 ? "declare it in the block 'compartments'" : null));
        }

        return null;
    }

    private PatternMolecule? BindMolecule(RawMolecule molecule, Dictionary<int, List<SourceSpan>> bonds)
    {
        if (!types.TryGetValue(molecule.Name, out MoleculeType? type))
        {
            if (!file.BrokenNames.Contains(molecule.Name))
            {
                file.Error("BNG2003", new SourceSpan(molecule.Span.Start, molecule.Name.Length), $"there is no molecule type '{molecule.Name}'", NearestName.Hint(molecule.Name, types.Keys));
            }

            return null;
        }

        bool sound = true;
        var components = ImmutableArray.CreateBuilder<PatternComponent>();
        foreach (RawComponent component in molecule.Components)
        {
            int declared = type.Components.Count(c => c.Name == component.Name);
            if (declared == 0)
            {
                file.Error("BNG2005", component.Span, $"'{type.Name}' has no component '{component.Name}'", NearestName.Hint(component.Name, type.Components.Select(c => c.Name)) ?? $"declared: {string.Join(", ", type.Components.Select(c => c.Name))}");
                sound = false;
                continue;
            }

            if (molecule.Components.Count(c => c.Name == component.Name) > declared)
            {
                file.Error("BNG2006", component.Span, $"'{type.Name}' has {declared} component{(declared == 1 ? "" : "s")} '{component.Name}', and more are written");
                sound = false;
                continue;
            }

            ComponentType componentType = type.Components.First(c => c.Name == component.Name);
            if (component.State is { } state && !componentType.States.Contains(state))
            {
                file.Error("BNG2004", component.Span, $"component '{component.Name}' of '{type.Name}' has no state '{state}'", componentType.States.Length == 0 ? "it has no states" : $"declared: {string.Join(", ", componentType.States)}");
                sound = false;
            }

            foreach (int label in component.BondLabels)
            {
                if (!bonds.TryGetValue(label, out List<SourceSpan>? ends)) bonds.Add(label, ends = []);
                ends.Add(component.Span);
            }

            components.Add(new PatternComponent(component.Name, component.State, component.Bond, component.BondLabels.FirstOrDefault(), component.Span)
            {
                Label = component.Label, FurtherBonds = [.. component.BondLabels.Skip(1)],
            });
        }

        Compartment? compartment = BindCompartment(molecule.Compartment, ref sound);
        return sound ? new PatternMolecule(type, components.ToImmutable(), molecule.Label, molecule.Span) { Compartment = compartment } : null;
    }
}
