using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A kind of molecule. Components with one name are interchangeable (an antibody's two arms).</summary>
public sealed record MoleculeType(string Name, ImmutableArray<ComponentType> Components, SourceSpan Span)
{
    /// <summary>Kept as a number and never as single molecules in a network-free or hybrid simulation.</summary>
    public bool IsPopulation { get; init; }
}
