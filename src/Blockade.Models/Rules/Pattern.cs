using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>
/// A connected-in-the-match set of molecules to look for in a species: <c>A(b!1).B(a!1)</c>. The dot says "in one complex";
/// bonds need not be written out. An empty pattern is the null species (<c>0</c>).
/// </summary>
public sealed record Pattern(ImmutableArray<PatternMolecule> Molecules, SourceSpan Span)
{
    /// <summary>The species' compartment (<c>@C:A()</c>), or null for any.</summary>
    public Compartment? Compartment { get; init; }

    /// <summary>The label of the whole complex (<c>%x:A()</c>), or null.</summary>
    public string? Label { get; init; }

    /// <summary><c>{MatchOnce}</c>: a species that matches counts as one match.</summary>
    public bool MatchOnce { get; init; }

    /// <summary><c>$A()</c> on a side of a rule: a reactant that stays what it is beside what comes of it, a product that is not kept.</summary>
    public bool IsHeld { get; init; }
}
