using System.Collections.Immutable;

namespace Blockade.Petab;

/// <summary>One course of the model: its periods in order.</summary>
/// <param name="Id">For messages and tables.</param>
/// <param name="Equilibration">What holds before the start, until nothing changes; or null.</param>
/// <param name="Start">The first time.</param>
/// <param name="Periods">The first begins at the start.</param>
public sealed record PetabExperiment(string Id, PetabPeriod? Equilibration, double Start, ImmutableArray<PetabPeriod> Periods);
