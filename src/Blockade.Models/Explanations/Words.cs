using Blockade.Models.Graphs;
using Blockade.Models.Rules;

namespace Blockade.Models.Explanations;

/// <summary>Patterns and changes in words.</summary>
internal sealed class Words
{
    private readonly HashSet<SiteName> _binding;   // sites that some rule or seed bonds; the others are never bound, and it need not be said

    public Words(RuleModel model, IEnumerable<RuleAnatomy?> rules)
    {
        _binding = [.. rules.SelectMany(r => r?.Changes ?? []).SelectMany(c => c switch
        {
            RuleChange.BondMade m => [m.A, m.B],
            RuleChange.BondBroken b => [b.A, b.B],
            _ => Array.Empty<SiteName>(),
        })];
        _binding.UnionWith(model.Seeds.SelectMany(s => s.Species.Molecules).SelectMany(m => m.Components.Where(c => c.Bond == BondKind.Labelled).Select(c => new SiteName(m.Type.Name, c.Name))));
    }

    /// <summary><c>a, b and c</c></summary>
    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    /// <summary>A pattern as a noun: <c>H2 with jm free and loc in state s</c>.</summary>
    public string Of(Pattern pattern)
    {
        if (pattern.Molecules.Length == 0) return "nothing";
        string[] molecules = [.. pattern.Molecules.Select((_, m) => Molecule(pattern, m))];
        string text = molecules.Length == 1 ? molecules[0] : $"a complex of {string.Join("; and ", molecules)}";
        return pattern.Compartment is { } place ? $"{text}, in compartment {place.Name}" : text;
    }

    public static string Of(RuleChange change) => change switch
    {
        RuleChange.BondMade b => $"a bond begins between {Site(b.A)} and {Site(b.B)}",
        RuleChange.BondBroken b => $"the bond between {Site(b.A)} and {Site(b.B)} ends",
        RuleChange.StateSet s => $"{Site(s.Site)} goes {(s.From is { } from ? $"from state {from} " : "")}to state {s.To}",
        RuleChange.MoleculeMade m => $"a new {m.Type.Name} appears{(m.Compartment is { } place ? $" in {place.Name}" : "")}",
        RuleChange.MoleculeDestroyed { WithSpecies: true } d => $"{d.Type.Name} disappears with all that it is bound to",
        RuleChange.MoleculeDestroyed d => $"{d.Type.Name} disappears; what it was bound to stays",
        RuleChange.MoleculeMoved m => $"{m.Type.Name} moves to {m.To.Name}",
        RuleChange.SpeciesMoved m => $"the whole complex moves from {m.From.Name} to {m.To.Name}",
        _ => change.ToString(),
    };

    private static string Site(SiteName site) => $"{site.Component} of {site.Molecule}";

    private string Molecule(Pattern pattern, int number)
    {
        PatternMolecule molecule = pattern.Molecules[number];
        List<string> sites = [];
        foreach (PatternComponent site in molecule.Components)
        {
            string? bond = Bond(pattern, number, site);
            string? state = site.State is { } s ? $"in state {s}" : null;
            if (state is null && bond is null) continue;
            sites.Add($"{site.Name} {string.Join(" and ", new[] { state, bond }.OfType<string>())}");
        }

        string text = sites.Count == 0 ? molecule.Type.Name : $"{molecule.Type.Name} with {List(sites)}";
        return molecule.Compartment is { } place ? $"{text} in {place.Name}" : text;
    }

    private string? Bond(Pattern pattern, int number, PatternComponent site)
    {
        switch (site.Bond)
        {
            case BondKind.Bound:
                return "bound to anything";
            case BondKind.Any:
                return site.State is null ? "bound or free" : null;
            case BondKind.Free:
                return _binding.Contains(new SiteName(pattern.Molecules[number].Type.Name, site.Name)) || site.State is null ? "free" : null;
            default:
                string[] partners = [.. site.BondLabels.Select(label => Partner(pattern, number, site, label))];
                return $"bound to {List(partners)}";
        }
    }

    private static string Partner(Pattern pattern, int number, PatternComponent site, int label)
    {
        for (int m = 0; m < pattern.Molecules.Length; m++)
        {
            foreach (PatternComponent other in pattern.Molecules[m].Components)
            {
                if (ReferenceEquals(other, site) || !other.BondLabels.Contains(label)) continue;
                return $"{other.Name} of {(m == number ? "itself" : pattern.Molecules[m].Type == pattern.Molecules[number].Type ? $"the other {pattern.Molecules[m].Type.Name}" : pattern.Molecules[m].Type.Name)}";
            }
        }

        return "a site";
    }
}
