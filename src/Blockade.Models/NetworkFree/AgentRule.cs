using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>A rule ready to be carried out on agents: where its reactants are counted, what changes, and who has to be counted anew.</summary>
internal sealed class AgentRule
{
    public AgentRule(CompiledRule rule, IReadOnlyList<MatchPlan> plans)
    {
        Edits = rule.Edits;
        ProductCount = rule.Rule.Products.Length;
        DeletesMolecules = rule.Rule.DeleteMolecules;
        Symmetry = rule.Symmetry;
        MatchesOnce = [.. plans.Select(p => p.MatchesOnce)];
        KeepsPieces = Edits.Cuts.Count == 0 && Edits.Removed.Count == 0 && ProductsArePieces(rule);
    }

    public RuleEdits Edits { get; }

    public int ProductCount { get; }

    public bool DeletesMolecules { get; }

    /// <summary>By reactant: a complex counts once, however often it matches.</summary>
    public bool[] MatchesOnce { get; }

    /// <summary>Ordered matches for one event.</summary>
    public int Symmetry { get; }

    /// <summary>Whatever the match, the products hang together as the rule says: nothing has to be searched.</summary>
    public bool KeepsPieces { get; }

    /// <summary>By reactant: the match set it is counted in.</summary>
    public required int[] Sets { get; init; }

    /// <summary>Molecules changed, each with the sets, and its place in their patterns, that have to be counted anew.</summary>
    public required ImmutableArray<(int Molecule, (int Set, int Place)[] Affected)> Touched { get; init; }

    /// <summary>Sets over whole complexes that have to be counted anew.</summary>
    public required int[] ScatteredSets { get; init; }

    /// <summary>The rate's formula over the simulator's slots.</summary>
    public required CompiledExpression Rate { get; init; }

    /// <summary>Observables the rate depends on.</summary>
    public required ImmutableArray<int> RateObservables { get; init; }

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
