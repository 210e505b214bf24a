using System.Collections.Immutable;
using Blockade.Models.Sbml;

namespace Blockade.Petab;

/// <summary>A parameter estimation problem: a model, what was done to it, what was measured, and what is not known.</summary>
/// <remarks>Schmiester et al. (2021), PLoS Comput. Biol. 17:e1008646, doi:10.1371/journal.pcbi.1008646; version 2.0.0 at petab.readthedocs.io.</remarks>
public sealed record PetabProblem
{
    /// <summary>The version of PEtab: 1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>The model.</summary>
    public required SbmlDocument Model { get; init; }

    /// <summary>The parameter table.</summary>
    public required ImmutableArray<PetabParameter> Parameters { get; init; }

    /// <summary>What is measured.</summary>
    public required ImmutableArray<PetabObservable> Observables { get; init; }

    /// <summary>The courses that measurements ask for.</summary>
    public required ImmutableArray<PetabExperiment> Experiments { get; init; }

    /// <summary>What was measured, in the order of the tables.</summary>
    public required ImmutableArray<PetabMeasurement> Measurements { get; init; }

    /// <summary>All files that were read, the problem's own first.</summary>
    public required ImmutableArray<PetabFile> Files { get; init; }

    /// <summary>The parameters that a fit changes.</summary>
    public ImmutableArray<PetabParameter> Estimated => [.. Parameters.Where(p => p.IsEstimated)];

    /// <summary>The nominal values, by <see cref="Parameters"/>.</summary>
    public double[] NominalValues() => [.. Parameters.Select(p => p.Nominal)];
}
