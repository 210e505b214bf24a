using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A molecule in a pattern, with the sites the pattern mentions, in the order written.</summary>
/// <param name="Type">The molecule's type.</param>
/// <param name="Components">The sites mentioned; in a species all of them.</param>
/// <param name="Label">The label that maps it between the two sides of a rule (<c>A%x()</c>), or null.</param>
/// <param name="Span">Where it stands.</param>
public sealed record PatternMolecule(MoleculeType Type, ImmutableArray<PatternComponent> Components, string? Label, SourceSpan Span)
{
    /// <summary>Where the molecule is (<c>A()@C</c>), or null for anywhere.</summary>
    public Compartment? Compartment { get; init; }
}
