using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>A SBML model as its file has it, with the defaults of its level filled in. Formulas have their functions written out.</summary>
internal sealed record SbmlModel
{
    public required string Id { get; init; }

    public required int Level { get; init; }

    public required int Version { get; init; }

    public required SourceSpan Span { get; init; }

    public string? ConversionFactor { get; init; }

    public ImmutableArray<SbmlCompartment> Compartments { get; init; } = [];

    public ImmutableArray<SbmlSpecies> Species { get; init; } = [];

    public ImmutableArray<SbmlParameter> Parameters { get; init; } = [];

    public ImmutableArray<SbmlAssignment> InitialAssignments { get; init; } = [];

    public ImmutableArray<SbmlRule> Rules { get; init; } = [];

    public ImmutableArray<SbmlReaction> Reactions { get; init; } = [];

    public ImmutableArray<SbmlEvent> Events { get; init; } = [];

    /// <summary>Names whose rates of change formulas ask for.</summary>
    public ImmutableArray<string> RatesAskedFor { get; init; } = [];
}

internal sealed record SbmlCompartment(string Id, double? Size, double Dimensions, bool IsConstant, SourceSpan Span);

internal sealed record SbmlSpecies(
    string Id, string Compartment, double? Amount, double? Concentration, bool IsAmount, bool IsBoundary, bool IsConstant, string? ConversionFactor, SourceSpan Span);

/// <summary>A parameter; one of a kinetic law is named after its reaction, <c>R.k</c>.</summary>
internal sealed record SbmlParameter(string Id, double? Value, bool IsConstant, bool IsLocal, SourceSpan Span);

internal sealed record SbmlAssignment(string Target, Expression Value, SourceSpan Span);

/// <summary>A rule: of the value of a variable, of its rate, or, without a variable, of a residual that is zero.</summary>
internal sealed record SbmlRule(string? Variable, bool IsRate, Expression Value, SourceSpan Span);

internal sealed record SbmlReaction(
    string Id, ImmutableArray<SbmlReference> Reactants, ImmutableArray<SbmlReference> Products, Expression? Rate, SourceSpan Span);

internal sealed record SbmlReference(string? Id, string Species, double? Stoichiometry, Expression? Math, bool IsConstant, SourceSpan Span);

internal sealed record SbmlEvent(
    string Name, Expression? Trigger, bool StartsTrue, bool IsPersistent, Expression? Delay, Expression? Priority, bool UsesTriggerValues,
    ImmutableArray<SbmlAssignment> Assignments, SourceSpan Span);
