using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>A rule by numbers: what it looks for and what it does to a match. Shared by threads.</summary>
internal sealed class CompiledRule
{
    private CompiledRule(Rule rule, CompiledPattern[] reactants, RuleEdits edits, Vocabulary vocabulary)
    {
        Rule = rule;
        Reactants = reactants;
        Edits = edits;
        Centres = [.. Enumerable.Range(0, reactants.Length).Select(edits.CentreOf)];
        for (int r = 0; r < reactants.Length; r++)
        {
            IEnumerable<int> named = edits.InheritedStates.Select(i => i.From - edits.SiteStart[r]);
            reactants[r].TellApart([.. Centres[r].Sites, .. named]);
        }

        Symmetry = RuleSymmetry.Count(reactants, edits, Centres, vocabulary);
        HeldReactants = [.. Enumerable.Range(0, rule.Reactants.Length).Where(r => rule.Reactants[r].IsHeld)];
        ProductCompartments = [.. rule.Products.Select(p => vocabulary.Geography.IndexOf(p.Compartment))];
        ReactantFilters = Compile(rule.ReactantFilters);
        ProductFilters = Compile(rule.ProductFilters);

        ImmutableArray<(int, bool, CompiledPattern[])> Compile(ImmutableArray<SpeciesFilter> filters) =>
            [.. filters.Select(f => (f.Place, f.IsExclusion, f.Patterns.Select(p => new CompiledPattern(p, vocabulary)).ToArray()))];
    }

    public Rule Rule { get; }

    public CompiledPattern[] Reactants { get; }

    public RuleEdits Edits { get; }

    /// <summary>How many relabellings of the rule move its centre and leave it the same rule: matches are counted this many times over.</summary>
    public double Symmetry { get; }

    /// <summary>For each reactant pattern, the molecules and sites that the rule changes. Matches with the same centre are one.</summary>
    public (int[] Molecules, int[] Sites)[] Centres { get; }

    /// <summary>The compartment asked for each product's species, -1 for any.</summary>
    public int[] ProductCompartments { get; }

    /// <summary>Reactants whose species are products too.</summary>
    public ImmutableArray<int> HeldReactants { get; }

    public ImmutableArray<(int Place, bool IsExclusion, CompiledPattern[] Patterns)> ReactantFilters { get; }

    public ImmutableArray<(int Place, bool IsExclusion, CompiledPattern[] Patterns)> ProductFilters { get; }

    public static CompiledRule? Compile(Rule rule, Vocabulary vocabulary, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        int before = diagnostics.Count(d => d.Severity == Severity.Error);
        CompiledPattern[] reactants = [.. rule.Reactants.Select(p => new CompiledPattern(p, vocabulary))];
        RuleEdits edits = RuleMapping.Find(rule, reactants, vocabulary, source, diagnostics);
        return diagnostics.Count(d => d.Severity == Severity.Error) > before ? null : new CompiledRule(rule, reactants, edits, vocabulary);
    }

    /// <summary>Whether a product is made and not counted. Products beyond the rule's own are counted.</summary>
    public bool IsHeldProduct(int product) => product < Rule.Products.Length && Rule.Products[product].IsHeld;

    /// <summary>Whether a species may stand at a place.</summary>
    public static bool Passes(
        ImmutableArray<(int Place, bool IsExclusion, CompiledPattern[] Patterns)> filters, int place, PatternSearch search, SpeciesGraph graph, int compartment)
    {
        bool included = true, anyInclusion = false;
        foreach ((int at, bool isExclusion, CompiledPattern[] patterns) in filters)
        {
            if (at != place) continue;
            bool matches = Array.Exists(patterns, p => search.Matches(p, graph, compartment));
            if (isExclusion && matches) return false;
            if (isExclusion) continue;
            included = (anyInclusion && included) || matches;
            anyInclusion = true;
        }

        return included;
    }
}
