using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>Writes one rule anew for each way in which its reactants can be mapped species.</summary>
internal sealed class HybridRules(Vocabulary vocabulary, SpeciesNames names, ImmutableArray<MappedSpecies> mapped, HybridRates rates, bool isSafe)
{
    private readonly PatternSearch _search = new(vocabulary);

    /// <summary>Why a rule cannot be written so, or null.</summary>
    public string? Objection(CompiledRule rule)
    {
        bool isMapped = Enumerable.Range(0, rule.Reactants.Length).Any(r => Matches(rule, r).Count > 0);
        if (!isMapped) return null;
        if (rule.Rule.TotalRate && Expand(rule).Count > 1) return $"rule '{rule.Rule.Name}' has a total rate, and a reactant that a population stands for and molecules too: two rules would share the rate";
        return rule.Edits.InheritedStates.Count > 0 ? $"rule '{rule.Rule.Name}' hands a state to a new molecule, and has a reactant that a population stands for" : null;
    }

    /// <summary>The rules, and what the rate constant of each is to be multiplied by.</summary>
    public List<(Rule Rule, double Factor)> Expand(CompiledRule rule)
    {
        var choices = new List<(int Map, int[] Match)?>[rule.Reactants.Length];
        for (int r = 0; r < choices.Length; r++)
        {
            choices[r] = [.. Matches(rule, r).Select(m => ((int, int[])?)m)];
            Pattern pattern = rule.Rule.Reactants[r];
            bool isMapped = !isSafe && IsComplete(pattern) && names.Of(pattern) is string name && mapped.Any(m => m.Name == name);
            if (!isMapped) choices[r].Insert(0, null);
        }

        var children = new List<(Rule Rule, int Count)>();
        var known = new Dictionary<string, int>();
        var chosen = new (int Map, int[] Match)?[choices.Length];
        Choose(0);
        return [.. children.Select(c => (c.Rule, c.Count * Symmetry(c.Rule) / rule.Symmetry))];

        void Choose(int r)
        {
            if (r < choices.Length)
            {
                foreach ((int, int[])? choice in choices[r])
                {
                    chosen[r] = choice;
                    Choose(r + 1);
                }

                return;
            }

            if (new HybridMatch(rule, vocabulary, mapped, chosen).Rewrite() is not { } products) return;
            Rule child = Child(rule, chosen, products, children.Count + 1);
            if (!PassesFilters(rule, products)) return;
            string key = $"{string.Join('+', child.Reactants.Concat(child.Products).Select(p => new CompiledPattern(p, vocabulary).Describe()))} {string.Join(' ', child.Rate.Parts().Select(p => p.Write()))}";
            if (known.TryGetValue(key, out int same))
            {
                children[same] = (children[same].Rule, children[same].Count + 1);
                return;
            }

            known.Add(key, children.Count);
            children.Add((child, 1));
        }
    }

    private double Symmetry(Rule child)
    {
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostics.Diagnostic>();
        return CompiledRule.Compile(child, vocabulary, new Diagnostics.SourceText("hybrid", ""), diagnostics)?.Symmetry ?? throw new InvalidOperationException(diagnostics[0].Message);
    }

    // in one species, matches that change the same are one
    private List<(int Map, int[] Match)> Matches(CompiledRule rule, int reactant)
    {
        var found = new List<(int, int[])>();
        CompiledPattern pattern = rule.Reactants[reactant];
        (int[] molecules, int[] sites) = rule.Centres[reactant];
        for (int m = 0; m < mapped.Length; m++)
        {
            if (!CompiledRule.Passes(rule.ReactantFilters, reactant, new PatternSearch(vocabulary), mapped[m].Graph, -1)) continue;
            var centres = new HashSet<string>();
            int map = m;
            _search.Run(pattern, mapped[m].Graph, -1, found: () =>
            {
                string centre = string.Join(',', molecules.Select(c => _search.Molecules[c])) + ";" + string.Join(',', sites.Select(c => _search.Sites[c]));
                if (centres.Add(centre)) found.Add((map, [.. _search.Molecules[..pattern.Types.Length], .. _search.Sites[..pattern.Sites.Length]]));
            });
        }

        return found;
    }

    private Rule Child(CompiledRule rule, (int Map, int[] Match)?[] chosen, List<List<HybridMolecule>> products, int number)
    {
        Rule parent = rule.Rule;
        var left = new List<(Pattern, int)>();
        for (int r = 0; r < chosen.Length; r++)
        {
            left.Add(chosen[r] is { } choice ? (mapped[choice.Map].Population with { Label = parent.Reactants[r].Label }, -1) : (parent.Reactants[r], rule.Edits.MoleculeStart[r]));
        }

        var right = new List<(Pattern Pattern, List<HybridMolecule> Molecules)>();
        var made = new List<MappedSpecies>();
        for (int p = 0; p < products.Count; p++)
        {
            Pattern pattern = HybridPatterns.Of(products[p], p < parent.Products.Length ? parent.Products[p] : null);
            MappedSpecies? population = products[p].TrueForAll(m => m.IsComplete) && names.Of(pattern) is string name ? mapped.FirstOrDefault(m => m.Name == name) : null;
            if (population is not null) made.Add(population);
            right.Add(population is null ? (pattern, products[p]) : (population.Population with { Label = pattern.Label }, []));
        }

        (ImmutableArray<Pattern> reactants, ImmutableArray<Pattern> labelled) = HybridPatterns.Labelled(left, right);
        bool[] stays = new bool[rule.Edits.MoleculeCount];
        foreach (HybridMolecule molecule in right.SelectMany(r => r.Molecules).Where(m => m.Left >= 0)) stays[molecule.Left] = true;
        bool cutsOut = Enumerable.Range(0, chosen.Length).Any(r => chosen[r] is null
            && stays[rule.Edits.MoleculeStart[r]..rule.Edits.MoleculeStart[r + 1]] is var members && members.Contains(true) && members.Contains(false));
        return parent with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{parent.Name}_v{number}"), Reactants = reactants, Products = labelled, Rate = rates.Of(parent, chosen, made), IsReverse = false, DeleteMolecules = parent.DeleteMolecules || cutsOut,
            ReactantFilters = [.. parent.ReactantFilters.Where(f => chosen[f.Place] is null)], ProductFilters = [.. parent.ProductFilters.Where(f => right[f.Place].Molecules.Count > 0)],
        };
    }

    // a product that is a mapped species is looked at now, because its population shows nothing
    private bool PassesFilters(CompiledRule rule, List<List<HybridMolecule>> products)
    {
        for (int p = 0; p < rule.Rule.Products.Length; p++)
        {
            if (!products[p].TrueForAll(m => m.IsComplete)) continue;
            Pattern pattern = HybridPatterns.Of(products[p], null);
            if (names.Of(pattern) is not null && !CompiledRule.Passes(rule.ProductFilters, p, _search, SeedGraph.Of(pattern, vocabulary), -1)) return false;
        }

        return true;
    }

    private static bool IsComplete(Pattern pattern) => pattern.Molecules.All(m =>
        m.Components.Length == m.Type.Components.Length
        && m.Components.All(c => c.Bond is BondKind.Free or BondKind.Labelled && (c.State is not null || m.Type.Components.First(t => t.Name == c.Name).States.IsEmpty)));
}
