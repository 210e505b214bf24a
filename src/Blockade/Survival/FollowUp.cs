namespace Blockade.Survival;

/// <summary>One subject's clock: how long it was watched, and whether the event ended the watch. <c>default</c> is censored at zero.</summary>
/// <param name="Months">Time from the subject's own start (not the trial's calendar), in months; finite and not negative.</param>
/// <param name="HadEvent">True: the event happened at <paramref name="Months"/>. False: it had not happened by then.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Months"/> is negative, infinite or NaN.</exception>
public readonly record struct FollowUp(double Months, bool HadEvent)
{
    /// <summary>Time from the subject's own start, in months; finite and not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public double Months { get; init => field = Valid(value); } = Valid(Months);

    private static double Valid(double months) => double.IsFinite(months) && months >= 0
        ? months
        : throw new ArgumentOutOfRangeException(nameof(months), months, "A follow-up is finite and not negative.");
}
