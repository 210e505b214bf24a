using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>A rule ready to be carried out on agents: where its reactants are counted, what changes, and who has to be counted anew.</summary>
internal sealed class AgentRule
{
    public AgentRule(CompiledRule rule, IReadOnlyList<MatchPlan> plans, Vocabulary vocabulary)
    {
        Name = rule.Rule.Name;
        Edits = rule.Edits;
        ProductCount = rule.Rule.Products.Length;
        DeletesMolecules = rule.Rule.DeleteMolecules;
        IsTotal = rule.Rule.TotalRate && rule.Reactants.Length > 0;
        Symmetry = rule.Symmetry;
        (Cuts, Joins, Removed, RemovedWhole, Added, InheritedStates) = ([.. Edits.Cuts.Select(c => c.A)], [.. Edits.Joins], [.. Edits.Removed], [.. Edits.RemovedWhole], [.. Edits.Added], [.. Edits.InheritedStates]);
        NewStates = [.. Edits.NewStates.Select(n => (n.Site, n.State, StepOf(rule, n.Site, n.State, vocabulary)))];
        MatchesOnce = [.. plans.Select((p, r) => p.MatchesOnce || rule.Reactants[r].MatchOnce)];
        RootTypes = [.. plans.Select(p => p.RootType)];
        ProductPlaces = [.. rule.ProductCompartments];
        ChecksMeeting = IsTotal && vocabulary.Geography.IsUsed;
        Moves = Edits.Moves.Count + Edits.SpeciesMoves.Count > 0;
        MovesConnected = rule.Rule.MoveConnected;
        Priority = rule.Rule.Priority;
        HeldReactants = [.. rule.HeldReactants];
        HeldProducts = [.. Enumerable.Range(0, ProductCount).Where(rule.IsHeldProduct)];
        KeepsPieces = Edits.Cuts.Count == 0 && Edits.Removed.Count == 0 && ProductsArePieces(rule);
    }

    /// <summary>The name in the model.</summary>
    public string Name { get; }

    public RuleEdits Edits { get; }

    /// <summary>The edits, in arrays for the loop that carries them out: one end of each bond that opens, ...</summary>
    public int[] Cuts { get; }

    public (int A, int B)[] Joins { get; }

    public int[] Removed { get; }

    public int[] RemovedWhole { get; }

    public (int Type, int Compartment, int FirstSite, int Sites)[] Added { get; }

    public (int Site, int From)[] InheritedStates { get; }

    /// <summary>States set. Where a step is given, in place of the state the one that the step has for the state before; -1 is none.</summary>
    public (int Site, int State, int[]? Step)[] NewStates { get; }

    public int ProductCount { get; }

    /// <summary>Among rules that make the same reaction.</summary>
    public int Priority { get; }

    /// <summary>Reactants whose complexes are still there afterwards.</summary>
    public int[] HeldReactants { get; }

    /// <summary>Products that are made and are not there afterwards.</summary>
    public int[] HeldProducts { get; }

    /// <summary>Some rule has a higher priority.</summary>
    public required bool IsOutranked { get; init; }

    public bool DeletesMolecules { get; }

    /// <summary>The rate is that of all matches together.</summary>
    public bool IsTotal { get; }

    /// <summary>By reactant: a complex counts once, however often it matches.</summary>
    public bool[] MatchesOnce { get; }

    /// <summary>By reactant: the type of the molecule that it is counted at.</summary>
    public int[] RootTypes { get; }

    /// <summary>By product: the compartment asked for its complex, -1 for any.</summary>
    public int[] ProductPlaces { get; }

    /// <summary>Reactants are drawn wherever they are, so whether they can meet has to be looked at.</summary>
    public bool ChecksMeeting { get; }

    /// <summary>Molecules or complexes change their compartment.</summary>
    public bool Moves { get; }

    /// <summary>What a molecule that moves is bound to goes along.</summary>
    public bool MovesConnected { get; }

    /// <summary>Ordered matches for one event.</summary>
    public double Symmetry { get; }

    /// <summary>Whatever the match, the products hang together as the rule says: nothing has to be searched.</summary>
    public bool KeepsPieces { get; }

    /// <summary>By reactant: the match set it is counted in.</summary>
    public required int[] Sets { get; init; }

    /// <summary>Molecules changed, each with what has to be counted anew around it.</summary>
    public required ImmutableArray<(int Molecule, Watch[] Affected)> Touched { get; init; }

    /// <summary>Sets over whole complexes that have to be counted anew.</summary>
    public required int[] ScatteredSets { get; init; }

    /// <summary>The factor of the rate that all matches share, over the simulator's slots.</summary>
    public required CompiledExpression Rate { get; init; }

    /// <summary>In place of that factor, a rate that depends on all reactants together; else null.</summary>
    public required TupleLaw? Law { get; init; }

    /// <summary>That factor depends on time, not only on observables.</summary>
    public required bool VariesInTime { get; init; }

    /// <summary>Observables the rate depends on, those of a label left out.</summary>
    public required ImmutableArray<int> RateObservables { get; init; }

    /// <summary>By reactant: conditions on its complex; null where there are none.</summary>
    public required (bool IsExclusion, MatchPlan[] Plans)[]?[] ReactantFilters { get; init; }

    /// <summary>By product: the same.</summary>
    public required (bool IsExclusion, MatchPlan[] Plans)[]?[] ProductFilters
    {
        get;
        init
        {
            field = value;
            FiltersProducts = Array.Exists(value, f => f is not null) || Array.Exists(ProductPlaces, p => p >= 0);
        }
    }

    /// <summary>There are conditions on products.</summary>
    public bool FiltersProducts { get; private init; }

    // NFsim's counters: PLUS and MINUS beside states that are whole numbers are one more and one less.
    private static int[]? StepOf(CompiledRule rule, int site, int state, Vocabulary vocabulary)
    {
        int r = 0;
        if (site >= rule.Edits.SiteCount) return null;
        while (site >= rule.Edits.SiteStart[r + 1]) r++;
        CompiledPattern.Site changed = rule.Reactants[r].Sites[site - rule.Edits.SiteStart[r]];
        ImmutableArray<string> states = vocabulary.ComponentOf(rule.Reactants[r].Types[changed.Molecule], changed.Class).States;
        int by = states[state] switch { "PLUS" => 1, "MINUS" => -1, _ => 0 };
        if (by == 0 || !states.All(s => s is "PLUS" or "MINUS" || int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out _))) return null;
        return [.. states.Select(s => s is "PLUS" or "MINUS" ? -1 : states.IndexOf((int.Parse(s, CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture)))];
    }

    // Bonds made join patterns into pieces; the products are right for every match when each piece is one product and each product one piece.
    private bool ProductsArePieces(CompiledRule rule)
    {
        int[] piece = [.. rule.Reactants.SelectMany((p, i) => p.Types.Select(_ => i)), .. Edits.Added.Select((_, a) => rule.Reactants.Length + a)];
        int[] owner =
        [
            .. rule.Reactants.SelectMany((p, i) => p.Sites.Select(s => Edits.MoleculeStart[i] + s.Molecule)),
            .. Edits.Added.SelectMany((added, a) => Enumerable.Repeat(Edits.MoleculeCount + a, added.Sites)),
        ];
        foreach ((int a, int b) in Edits.Joins)
        {
            (int kept, int lost) = (piece[owner[a]], piece[owner[b]]);
            for (int m = 0; m < piece.Length; m++)
            {
                if (piece[m] == lost) piece[m] = kept;
            }
        }

        (int Piece, int Product)[] pairs = [.. piece.Zip(Edits.ProductOf).Where(p => p.Second >= 0).Distinct()];
        return pairs.Length == ProductCount && pairs.Select(p => p.Piece).Distinct().Count() == pairs.Length
            && pairs.Select(p => p.Product).Distinct().Count() == pairs.Length;
    }
}
