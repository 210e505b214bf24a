using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>The trial's calendar: months of 365.25/12 days since the first patient entered.</summary>
public readonly record struct StudyTime(double Months) : IComparable<StudyTime>
{
    /// <summary>Days in a month.</summary>
    public const double DaysPerMonth = 365.25 / 12;

    /// <summary>The time that many days after the first patient entered.</summary>
    public static StudyTime FromDays(double days) => new(days / DaysPerMonth);

    /// <summary>A watch's length in days, to a microday: a whole day that was turned into months comes back as itself.</summary>
    public static double DaysOf(FollowUp followUp) => new StudyTime(followUp.Months).Days;

    /// <summary>Days since the first patient entered, to a microday: a whole day that was turned into months comes back as itself.</summary>
    public double Days => Math.Round(Months * DaysPerMonth, 6);

    /// <inheritdoc/>
    public int CompareTo(StudyTime other) => Months.CompareTo(other.Months);
}
