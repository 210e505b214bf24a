using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>What a pattern says about one site.</summary>
/// <param name="Name">The component's name in its molecule type.</param>
/// <param name="State">The internal state asked for, or null where any will do (or the site has none).</param>
/// <param name="Bond">What is asked of the bond.</param>
/// <param name="BondLabel">The label when <paramref name="Bond"/> is Labelled; each label occurs exactly twice in a pattern. Else 0.</param>
/// <param name="Span">Where it stands.</param>
public sealed record PatternComponent(string Name, string? State, BondKind Bond, int BondLabel, SourceSpan Span)
{
    /// <summary>The label that maps it between the two sides of a rule (<c>A(b%x)</c>), or null.</summary>
    public string? Label { get; init; }

    /// <summary>The labels beyond the first of a site that holds several bonds: <c>DNA(p!1!2)</c>. It then holds just as many as are written.</summary>
    public ImmutableArray<int> FurtherBonds { get; init; } = [];

    /// <summary>The labels of all its bonds.</summary>
    public IEnumerable<int> BondLabels => Bond == BondKind.Labelled ? FurtherBonds.Prepend(BondLabel) : [];
}
