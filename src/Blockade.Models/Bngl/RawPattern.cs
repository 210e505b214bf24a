using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>A component as written, before its molecule type is known.</summary>
internal sealed record RawComponent(string Name, string? State, BondKind Bond, int BondLabel, SourceSpan Span);

/// <summary>A molecule as written.</summary>
internal sealed record RawMolecule(string Name, ImmutableArray<RawComponent> Components, string? Label, SourceSpan Span);

/// <summary>A pattern as written; no molecules for <c>0</c>.</summary>
internal sealed record RawPattern(ImmutableArray<RawMolecule> Molecules, bool IsClamped, SourceSpan Span);
