using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>
/// When an interim look stops a trial because it is not going to succeed. No rule binds: the limits for success are those of a trial that would
/// go on, so that its error is kept whether or not anybody obeys.
/// </summary>
public abstract record FutilityRule
{
    private FutilityRule() { }

    /// <summary>The estimated hazard ratio is this or more.</summary>
    public sealed record HazardRatio(double AtLeast) : FutilityRule;

    /// <summary>
    /// The chance to cross the last limit, given the statistic so far and that what comes is like it, is below this.
    /// </summary>
    /// <remarks>Lan and Wittes (1988), Biometrics 44:579-585, with the trend of the data; later interim looks are not counted.</remarks>
    public sealed record ConditionalPower(double Below) : FutilityRule;

    /// <summary>The statistic, positive where the arm does better, falls below the limit of its look.</summary>
    /// <param name="Limits">One a look, as <see cref="GroupSequentialPlan.FutilityFor"/> finds them; the last is not used.</param>
    public sealed record BelowLimits(ImmutableArray<double> Limits) : FutilityRule;
}
