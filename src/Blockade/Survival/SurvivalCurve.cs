using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>
/// A Kaplan-Meier curve: a right-continuous step function that starts at one, with what is needed to draw and to read it. All arrays
/// have one entry for every distinct time, event or censoring, ascending. Made by <see cref="KaplanMeier.Estimate"/>.
/// </summary>
public sealed class SurvivalCurve
{
    // 1 - S = p up to rounding counts as flat at p; the square root of the spacing of doubles at one, as in R
    private const double FlatTolerance = 1.4901161193847656e-8;

    internal SurvivalCurve(ConfidenceTransform transform, double level) => (Transform, Level) = (transform, level);

    /// <summary>The scale of the confidence limits.</summary>
    public ConfidenceTransform Transform { get; }

    /// <summary>The confidence level of the limits.</summary>
    public double Level { get; }

    /// <summary>The distinct times, in months.</summary>
    public required ImmutableArray<double> Times { get; init; }

    /// <summary>Subjects under observation just before each time.</summary>
    public required ImmutableArray<int> AtRisk { get; init; }

    /// <summary>Events at each time.</summary>
    public required ImmutableArray<int> Events { get; init; }

    /// <summary>Censorings at each time; they count as later than the events there.</summary>
    public required ImmutableArray<int> Censored { get; init; }

    /// <summary>The estimated probability of being free of the event past each time.</summary>
    public required ImmutableArray<double> Survival { get; init; }

    /// <summary>Greenwood's standard error of <see cref="Survival"/>; NaN where that is zero.</summary>
    public required ImmutableArray<double> StandardError { get; init; }

    /// <summary>Nelson and Aalen's cumulative hazard past each time: the sum of events over subjects at risk.</summary>
    public required ImmutableArray<double> CumulativeHazard { get; init; }

    /// <summary>Aalen's standard error of <see cref="CumulativeHazard"/>: the root of the sum of events over subjects at risk squared.</summary>
    public required ImmutableArray<double> CumulativeHazardStandardError { get; init; }

    /// <summary>
    /// Peto's standard error of <see cref="Survival"/>: S sqrt((1 - S)/n) with n the subjects at risk. Never below Greenwood's without late
    /// entry, and defined where few are left; zero where S is zero.
    /// </summary>
    /// <remarks>Peto et al. (1977), Br. J. Cancer 35:1-39, statistical note 6.</remarks>
    public ImmutableArray<double> PetoStandardError => [.. Survival.Select((s, i) => s * Math.Sqrt((1 - s) / AtRisk[i]))];

    /// <summary>Lower confidence limits; NaN where the scale leaves them undefined (S = 0; on the log-log, logit and arc-sine scales also S = 1).</summary>
    public required ImmutableArray<double> Lower { get; init; }

    /// <summary>Upper confidence limits; NaN where the scale leaves them undefined (S = 0; on the log-log, logit and arc-sine scales also S = 1).</summary>
    public required ImmutableArray<double> Upper { get; init; }

    /// <summary>The median time to the event, in months: <see cref="Quantile"/> at one half.</summary>
    public Estimate Median => Quantile(0.5);

    /// <summary>Survival past a time, with its limits. Cost O(log n).</summary>
    /// <param name="months">The time; not NaN.</param>
    /// <returns>
    /// Exactly one, with limits of one, before the first time; the step's values from then on; NaN after the last follow-up, unless the
    /// curve has come down to zero, where it stays.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="months"/> is negative or NaN.</exception>
    public Estimate At(double months)
    {
        if (!(months >= 0)) throw new ArgumentOutOfRangeException(nameof(months), months, "A time is not negative.");
        if (Times.IsEmpty) return new(double.NaN, double.NaN, double.NaN);
        int step = Step(months);
        if (step < 0) return new(1, 1, 1);
        return months > Times[^1] && Survival[^1] > 0
            ? new(double.NaN, double.NaN, double.NaN)
            : new(Survival[step], Lower[step], Upper[step]);
    }

    /// <summary>The time by which the fraction <paramref name="p"/> has had the event, in months. Cost O(n log n).</summary>
    /// <param name="p">The fraction, from 0 to 1; at 0 the answer is time zero.</param>
    /// <returns>
    /// The first time at which 1 - S reaches p; if the curve is flat at that height (within 1.5e-8), the middle between that time and the
    /// next drop, or the last time if there is none. The limits are the same reading of the curve's two limits (Brookmeyer and Crowley
    /// 1982 inverted on the curve's scale). NaN where the height is never reached.
    /// </returns>
    /// <remarks>
    /// The convention of <c>quantile</c> for <c>survfit</c> in R survival 3.5, down to its habit of reading limits that are not
    /// monotone in ascending order of height. Brookmeyer and Crowley (1982), Biometrics 38:29-41, doi:10.2307/2530286.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public Estimate Quantile(double p)
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A fraction lies in 0 .. 1.");
        return new(TimeOfFall(Survival, p), TimeOfFall(Lower, p), TimeOfFall(Upper, p));
    }

    /// <summary>
    /// The numbers at risk at some times, with events and censorings between them. A time belongs to the interval that begins with it: without late entry, those at risk, the
    /// events before and the censored before add up to all subjects in every row. Cost O(n).
    /// </summary>
    /// <param name="starts">Starts of the intervals, ascending, not negative.</param>
    /// <remarks>The table that Morris et al. (2019), BMJ Open 9:e030215, ask to stand below every curve. R's <c>summary(survfit, times)</c> has the same numbers at risk, and counts
    /// events up to and with each time.</remarks>
    /// <exception cref="ArgumentException">The times do not ascend, or one is negative or NaN.</exception>
    public ImmutableArray<RiskInterval> RiskTable(ReadOnlySpan<double> starts)
    {
        var rows = ImmutableArray.CreateBuilder<RiskInterval>(starts.Length);
        int i = 0;
        int events = 0, censored = 0;
        while (i < Times.Length && starts.Length > 0 && Times[i] < starts[0]) Pass();
        for (int k = 0; k < starts.Length; k++)
        {
            if (!(starts[k] >= 0) || (k > 0 && !(starts[k] > starts[k - 1]))) throw new ArgumentException($"Times ascend and are not negative; {starts[k]} is number {k + 1}.", nameof(starts));
            double to = k + 1 < starts.Length ? starts[k + 1] : double.PositiveInfinity;
            int atRisk = i < Times.Length ? AtRisk[i] : 0;
            (int eventsBefore, int censoredBefore) = (events, censored);
            while (i < Times.Length && Times[i] < to) Pass();
            rows.Add(new RiskInterval(starts[k], to, atRisk, events - eventsBefore, censored - censoredBefore, eventsBefore, censoredBefore));
        }

        return rows.MoveToImmutable();

        void Pass() => (events, censored, i) = (events + Events[i], censored + Censored[i], i + 1);
    }

    /// <summary>The restricted mean: the area under the curve from zero to <paramref name="tau"/>, in months. Cost O(n).</summary>
    /// <param name="tau">The horizon, positive and finite. Past the last follow-up the curve is carried on at its last height.</param>
    /// <returns>The area; NaN for a curve without subjects.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tau"/> is not positive and finite.</exception>
    public double RestrictedMean(double tau) => Area(tau).Mean;

    /// <summary>The standard error of <see cref="RestrictedMean"/>, in months, without small-sample correction. Cost O(n).</summary>
    /// <param name="tau">The horizon, positive and finite.</param>
    /// <returns>The root of the sum over events of (area still to come)^2 d / (n (n - d)); NaN for a curve without subjects.</returns>
    /// <remarks>Klein and Moeschberger (2003), Survival Analysis, section 4.5. A drop to zero adds nothing: no area follows it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tau"/> is not positive and finite.</exception>
    public double RestrictedMeanStandardError(double tau) => Area(tau).StandardError;

    private (double Mean, double StandardError) Area(double tau)
    {
        if (!(tau > 0 && double.IsFinite(tau))) throw new ArgumentOutOfRangeException(nameof(tau), tau, "A horizon is positive and finite.");
        if (Times.IsEmpty) return (double.NaN, double.NaN);
        (double area, double variance, double right) = (0, 0, tau);
        for (int i = Step(tau); i >= 0; i--)   // from the right, so that the area still to come is at hand
        {
            area += Survival[i] * (right - Times[i]);
            right = Times[i];
            if (AtRisk[i] > Events[i]) variance += area * area * Events[i] / ((double)AtRisk[i] * (AtRisk[i] - Events[i]));
        }

        return (area + right, Math.Sqrt(variance));
    }

    // the last step at or before a time, -1 before the first
    private int Step(double months)
    {
        int found = Times.BinarySearch(months);
        return found >= 0 ? found : ~found - 1;
    }

    private double TimeOfFall(ImmutableArray<double> curve, double p)
    {
        if (Times.IsEmpty) return double.NaN;
        if (p == 0) return 0;

        // each height with the time it is first reached; heights that are undefined reach nothing
        var first = new Dictionary<double, double> { [0] = 0 };
        (double newest, bool sawUndefined) = (0, false);
        for (int i = 0; i < curve.Length; i++)
        {
            double height = 1 - curve[i];
            bool isNew = double.IsNaN(height) ? !sawUndefined : first.TryAdd(height, Times[i]);
            sawUndefined |= double.IsNaN(height);
            if (isNew) newest = height;
        }

        (double reached, double passed) = (double.PositiveInfinity, double.PositiveInfinity);
        (double reachedAt, double passedAt) = (double.NaN, double.NaN);
        foreach ((double height, double time) in first)
        {
            if (height + FlatTolerance >= p && height < reached) (reached, reachedAt) = (height, time);
            if (height - FlatTolerance >= p && height < passed) (passed, passedAt) = (height, time);
        }

        // a curve that ends flat at p itself has no next drop: the end of follow-up stands in for it
        if (Math.Abs(newest - p) < FlatTolerance) passedAt = Times[^1];
        return (reachedAt + passedAt) / 2;
    }
}
