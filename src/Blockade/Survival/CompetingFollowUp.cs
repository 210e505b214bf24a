namespace Blockade.Survival;

/// <summary>One subject's clock where several events end it: how long it was watched, and which of them did. <c>default</c> is censored at zero.</summary>
/// <param name="Months">Time from the subject's own start, in months; finite and not negative.</param>
/// <param name="Cause">The event, from 1; 0 is censored.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Months"/> is negative, infinite or NaN, or <paramref name="Cause"/> negative.</exception>
public readonly record struct CompetingFollowUp(double Months, int Cause)
{
    /// <summary>Time from the subject's own start, in months.</summary>
    public double Months { get; } = new FollowUp(Months, false).Months;

    /// <summary>The event, from 1; 0 is censored.</summary>
    public int Cause { get; } = Cause >= 0 ? Cause : throw new ArgumentOutOfRangeException(nameof(Cause), Cause, "A cause is 0 for censored or a number from 1.");
}
