using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>One kind of event: its propensity is factor * rate * the ordered ways to pick the reactants, n (n - 1) for a pair of equals.</summary>
/// <param name="Reactants">Species numbers; one number twice for a pair of equals. Need not agree with the changes (a clamped species).</param>
/// <param name="Changes">What one firing does: each species at most once, no change zero.</param>
/// <param name="Rate">The number of its rate in the system's list.</param>
/// <param name="Factor">How often the rate applies to one ordered pick: 1/2 for A + A.</param>
public readonly record struct JumpReaction(
    ImmutableArray<int> Reactants, ImmutableArray<(int Species, int Change)> Changes, int Rate, double Factor);
