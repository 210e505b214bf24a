using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>
/// The nonparametric estimate of a distribution from intervals: where the chance lies, and how much. Inside an interval nothing is known, so
/// that survival there lies between two values. Made by <see cref="Turnbull.Estimate"/>.
/// </summary>
/// <param name="Intervals">The innermost intervals that hold any chance, ascending.</param>
/// <param name="Mass">The chance of each; they add up to one.</param>
/// <param name="LogLikelihood">Log-likelihood of the estimate.</param>
/// <param name="Gap">By how much the largest log-likelihood there is can exceed it, a bound from the Kuhn-Tucker conditions.</param>
/// <param name="HasConverged">Whether that bound is negligible.</param>
public sealed record TurnbullEstimate(
    ImmutableArray<CensoredInterval> Intervals, ImmutableArray<double> Mass, double LogLikelihood, double Gap, bool HasConverged)
{
    /// <summary>Survival past a time: the least and the most it can be. They are equal outside the intervals. Cost O(intervals).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    public (double Least, double Most) At(double months)
    {
        if (!(months >= 0)) throw new ArgumentOutOfRangeException(nameof(months), months, "A time is not negative.");
        (double least, double most) = (1, 1);
        for (int j = 0; j < Intervals.Length; j++)
        {
            CensoredInterval interval = Intervals[j];
            if (interval.NotAfter <= months) most -= Mass[j];
            if (interval.IsExact ? interval.After <= months : interval.After < months) least -= Mass[j];
        }

        return (Math.Max(0, least), Math.Max(0, most));
    }
}
