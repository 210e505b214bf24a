using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A named sum over the species that match any of its patterns.</summary>
public sealed record Observable(string Name, ObservableKind Kind, ImmutableArray<ObservedPattern> Patterns, SourceSpan Span)
{
    /// <summary>
    /// Of molecules, matches that differ by a symmetry of their pattern are one; of species, one that several patterns match counts once. Default false:
    /// every match counts (<c>setOption("MoleculesObservables", "CountUnique")</c>, <c>"SpeciesObservables"</c>).
    /// </summary>
    public bool CountsUnique { get; init; }
}
