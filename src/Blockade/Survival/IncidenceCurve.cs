using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>The share of subjects who have had one of several events by a time. Made by <see cref="AalenJohansen.Estimate"/>.</summary>
/// <param name="Cause">The event.</param>
/// <param name="Times">Times at which any event happened, months, ascending.</param>
/// <param name="Incidence">The share with this event by each of them.</param>
/// <param name="StandardError">Its standard error.</param>
public sealed record IncidenceCurve(int Cause, ImmutableArray<double> Times, ImmutableArray<double> Incidence, ImmutableArray<double> StandardError)
{
    /// <summary>The share by a time, with plain limits cut to 0 and 1; zero before the first event. Cost O(log n).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="months"/> is negative or NaN, or the level not inside (0, 1).</exception>
    public Estimate At(double months, double level = 0.95)
    {
        if (!(months >= 0)) throw new ArgumentOutOfRangeException(nameof(months), months, "A time is not negative.");
        double z = Tail.HalfWidth(level);
        int found = Times.BinarySearch(months);
        int step = found >= 0 ? found : ~found - 1;
        if (step < 0) return new Estimate(0, 0, 0);
        (double share, double half) = (Incidence[step], z * StandardError[step]);
        return new Estimate(share, Math.Max(0, share - half), Math.Min(1, share + half));
    }
}
