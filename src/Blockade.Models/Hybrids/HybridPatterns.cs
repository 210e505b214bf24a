using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>Turns rewritten molecules into patterns again, and labels those that would else be taken for others.</summary>
internal static class HybridPatterns
{
    /// <summary>
    /// A product as a pattern: molecules that stay come first, in their order and with their sites in theirs, so that they correspond; the others
    /// in an order of their own, which alike products share.
    /// </summary>
    public static Pattern Of(List<HybridMolecule> molecules, Pattern? like)
    {
        var bonds = new Dictionary<HybridSite, int>();
        int next = 0;
        var written = ImmutableArray.CreateBuilder<PatternMolecule>();
        foreach (HybridMolecule molecule in molecules)
        {
            var components = ImmutableArray.CreateBuilder<PatternComponent>();
            foreach (HybridSite site in molecule.Sites)
            {
                int label = 0;
                if (site.Partner is { } partner && !bonds.TryGetValue(site, out label)) bonds[partner] = label = ++next;
                components.Add(new PatternComponent(site.Name, site.State, site.Bond, label, default) { Label = site.Label });
            }

            written.Add(new PatternMolecule(molecule.Type, components.ToImmutable(), null, default));
        }

        return new Pattern(written.ToImmutable(), like?.Span ?? default) { Label = like?.Label };
    }

    /// <summary>Both sides, with labels where order alone would not tell which molecule becomes which.</summary>
    /// <param name="left">The reactants, each with the number of its first molecule, or -1 for a population.</param>
    /// <param name="right">The products with their molecules, none for a population.</param>
    public static (ImmutableArray<Pattern> Left, ImmutableArray<Pattern> Right) Labelled(List<(Pattern Pattern, int First)> left, List<(Pattern Pattern, List<HybridMolecule> Molecules)> right)
    {
        (PatternMolecule Molecule, int Number)[] before = [.. left.SelectMany(p => p.Pattern.Molecules.Select((m, i) => (m, p.First < 0 ? -1 : p.First + i)))];
        (PatternMolecule Molecule, int Number)[] after = [.. right.SelectMany(r => r.Pattern.Molecules.Select((m, i) => (m, r.Molecules.Count > 0 ? r.Molecules[i].Left : -1)))];
        if (Pairs(before, after)) return ([.. left.Select(p => p.Pattern)], [.. right.Select(r => r.Pattern)]);
        string[] used = [.. before.Select(b => b.Molecule.Label).OfType<string>()];
        Dictionary<int, string> labels = before.Where(b => b.Number >= 0).ToDictionary(
            b => b.Number, b => b.Molecule.Label ?? Enumerable.Range(0, int.MaxValue).Select(i => string.Create(CultureInfo.InvariantCulture, $"m{b.Number}{new string('x', i)}")).First(n => !used.Contains(n)));
        int at = 0, end = 0;
        ImmutableArray<Pattern> labelledLeft = [.. left.Select(p => p.Pattern with { Molecules = [.. p.Pattern.Molecules.Select(m => With(m, before[at++].Number))] })];
        ImmutableArray<Pattern> labelledRight = [.. right.Select(r => r.Pattern with { Molecules = [.. r.Pattern.Molecules.Select(m => With(m, after[end++].Number))] })];
        return (labelledLeft, labelledRight);

        PatternMolecule With(PatternMolecule molecule, int number) => number < 0 ? molecule : molecule with { Label = labels[number] };
    }

    // whether a reader that pairs equal molecules in order finds the right ones
    private static bool Pairs((PatternMolecule Molecule, int Number)[] before, (PatternMolecule Molecule, int Number)[] after)
    {
        if (before.Any(b => b.Molecule.Label is not null)) return false;
        var taken = new bool[before.Length];
        foreach ((PatternMolecule molecule, int wanted) in after)
        {
            int found = 0;
            while (found < before.Length && (taken[found] || before[found].Molecule.Type != molecule.Type || Signature(before[found].Molecule) != Signature(molecule))) found++;
            if (found == before.Length && wanted < 0) continue;
            if (found == before.Length || before[found].Number != wanted) return false;
            taken[found] = true;
        }

        return true;
    }

    private static string Signature(PatternMolecule molecule) =>
        string.Join(',', molecule.Components.Select(c => c.Label is null ? c.Name : "%" + c.Label).Order(StringComparer.Ordinal));
}
