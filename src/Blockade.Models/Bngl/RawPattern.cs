using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>A component as written, before its molecule type is known.</summary>
internal sealed record RawComponent(string Name, string? State, BondKind Bond, ImmutableArray<int> BondLabels, string? Label, SourceSpan Span);

/// <summary>A molecule as written.</summary>
internal sealed record RawMolecule(string Name, ImmutableArray<RawComponent> Components, string? Label, RawName? Compartment, SourceSpan Span);

/// <summary>A name and where it stands.</summary>
internal sealed record RawName(string Text, SourceSpan Span);

/// <summary>A pattern as written; no molecules for <c>0</c>.</summary>
internal sealed record RawPattern(ImmutableArray<RawMolecule> Molecules, SourceSpan Span)
{
    public bool IsClamped { get; init; }

    public bool MatchOnce { get; init; }

    public RawName? Compartment { get; init; }

    public string? Label { get; init; }

    public BinaryOperator? Comparison { get; init; }

    public int Count { get; init; }
}

/// <summary>A rule as written, after a reversible one has been split.</summary>
internal sealed record RawRule(string Name, ImmutableArray<RawPattern> Reactants, ImmutableArray<RawPattern> Products, RateLaw Rate, SourceSpan Span)
{
    public bool DeleteMolecules { get; init; }

    public bool MoveConnected { get; init; }

    public bool TotalRate { get; init; }

    public bool IsReverse { get; init; }

    public int Priority { get; init; }

    public ImmutableArray<RawFilter> ReactantFilters { get; init; } = [];

    public ImmutableArray<RawFilter> ProductFilters { get; init; } = [];
}

/// <summary><c>include_reactants(1, A())</c> and its like as written; the place counts from 0.</summary>
internal sealed record RawFilter(int Place, bool IsExclusion, ImmutableArray<RawPattern> Patterns);
