using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A named sum over the species that match any of its patterns.</summary>
public sealed record Observable(string Name, ObservableKind Kind, ImmutableArray<ObservedPattern> Patterns, SourceSpan Span);
