using System.Collections.Immutable;

namespace Blockade.Synergy;

/// <summary>A plate against one null. Cells in the order of the <see cref="DoseMatrix"/>; NaN where a well that the null needs is missing.</summary>
/// <param name="Null">The null.</param>
/// <param name="Effect">What is compared: what was seen, or for zero interaction potency the fitted surface.</param>
/// <param name="Expected">What the null expects. Without one of the drugs it is what was seen.</param>
/// <param name="Excess"><paramref name="Effect"/> less <paramref name="Expected"/>: above 0 the pair does more than the null. 0 without one of the drugs.</param>
/// <param name="Mean">Mean excess over the cells with both drugs that have one.</param>
public sealed record NullScore(
    NullModel Null, ImmutableArray<double> Effect, ImmutableArray<double> Expected, ImmutableArray<double> Excess, double Mean);
