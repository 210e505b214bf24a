using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>What a fit knows of the constants it fitted: equally weighted draws from their joint posterior.</summary>
/// <param name="Draws">Points of the search, in prior SDs; one may be there several times.</param>
/// <param name="EffectiveSize">How many independent draws the weighted points were worth.</param>
/// <param name="Points">How many points were weighed.</param>
public sealed record Posterior(ImmutableArray<ImmutableArray<double>> Draws, double EffectiveSize, int Points);
