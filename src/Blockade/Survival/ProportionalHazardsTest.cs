using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>Tests that log hazard ratios do not drift with time. Made by <see cref="Schoenfeld.Test"/>.</summary>
/// <param name="Covariates">One test a covariate, with one degree of freedom; none for a covariate that was left out of the fit.</param>
/// <param name="Global">The test of all covariates together.</param>
public sealed record ProportionalHazardsTest(ImmutableArray<ChiSquaredTest> Covariates, ChiSquaredTest Global);
