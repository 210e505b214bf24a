using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A reaction rule: wherever the reactant patterns embed, the match is rewritten into the products.</summary>
/// <param name="Name">As written, or <c>_R1</c>, <c>_R2</c> ... in order; the reverse of a reversible rule is its own rule, <c>_reverse_NAME</c>.</param>
/// <param name="Reactants">Empty for synthesis.</param>
/// <param name="Products">Empty for degradation.</param>
/// <param name="Rate">The rate law.</param>
/// <param name="Span">Where it stands.</param>
/// <remarks>Faeder, Blinov and Hlavacek (2009), Methods Mol. Biol. 500:113-167, doi:10.1007/978-1-59745-525-1_5.</remarks>
public sealed record Rule(
    string Name,
    ImmutableArray<Pattern> Reactants,
    ImmutableArray<Pattern> Products,
    RateLaw Rate,
    SourceSpan Span)
{
    /// <summary>
    /// Deleted molecules are cut out and the rest of their complex stays; without it, deleting every molecule of a reactant pattern
    /// deletes the whole matched species.
    /// </summary>
    public bool DeleteMolecules { get; init; }

    /// <summary>A molecule that changes its compartment takes along what it is bound to in there and the rule does not name.</summary>
    public bool MoveConnected { get; init; }

    /// <summary>The rate is that of all matches together, not of one.</summary>
    public bool TotalRate { get; init; }

    /// <summary>The way back of a reversible rule.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Where several rules make the same reaction, only those of the highest priority do.</summary>
    public int Priority { get; init; }

    /// <summary>Conditions on the reactants' species.</summary>
    public ImmutableArray<SpeciesFilter> ReactantFilters { get; init; } = [];

    /// <summary>Conditions on the products' species.</summary>
    public ImmutableArray<SpeciesFilter> ProductFilters { get; init; } = [];
}
