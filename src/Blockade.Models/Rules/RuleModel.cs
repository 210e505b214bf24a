using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>
/// A checked rule model. What holds: every name is declared once; every molecule, component, state and compartment in a pattern is
/// declared; every bond label of a pattern occurs exactly twice; seed species are complete; every symbol in an expression is known, and
/// neither parameters nor functions refer to themselves; reversible rules have been split. Immutable.
/// </summary>
public sealed record RuleModel(
    SourceText Source,
    ImmutableArray<Parameter> Parameters,
    ImmutableArray<MoleculeType> MoleculeTypes,
    ImmutableArray<SeedSpecies> Seeds,
    ImmutableArray<Observable> Observables,
    ImmutableArray<Function> Functions,
    ImmutableArray<Rule> Rules)
{
    /// <summary>Empty where the model has no compartments.</summary>
    public ImmutableArray<Compartment> Compartments { get; init; } = [];

    /// <summary>Free energies of what species contain.</summary>
    public ImmutableArray<EnergyPattern> EnergyPatterns { get; init; } = [];

    /// <summary>Species that a hybrid simulation keeps as numbers.</summary>
    public ImmutableArray<PopulationMap> PopulationMaps { get; init; } = [];

    /// <summary>The molecule types but those that a population map declares by naming them.</summary>
    public IEnumerable<MoleculeType> TypesOutsideMaps => MoleculeTypes.Where(t => !t.IsPopulation || !PopulationMaps.Any(m => t.Span.Start >= m.Span.Start && t.Span.End <= m.Span.End));

    /// <summary>What the file asks to be done, in order. Nothing of it is done on reading.</summary>
    public ImmutableArray<ModelAction> Actions { get; init; } = [];

    /// <summary>The block 'protocol': what a scan may ask to be done at each of its points.</summary>
    public ImmutableArray<ModelAction> Protocol { get; init; } = [];

    /// <summary>
    /// How many molecules one unit of quantity is (<c>setOption("NumberPerQuantityUnit", 6.02e23)</c>), where rate constants are per
    /// quantity and the model counts molecules; else null.
    /// </summary>
    public double? NumberPerQuantityUnit { get; init; }
}
