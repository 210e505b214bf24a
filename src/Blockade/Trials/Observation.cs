using Blockade.Simulation;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>One patient's watch for an endpoint, and why it ended.</summary>
/// <param name="FollowUp">How long, and whether with the event.</param>
/// <param name="End">Why it ended.</param>
public readonly record struct Observation(FollowUp FollowUp, ObservationEnd End)
{
    /// <summary>
    /// The watch as far as it is known. PFS without an event ends at the last scan before the cut or the dropout, as time to progression does; OS and PFS2 at the cut
    /// or the dropout. <see cref="CensoringRules"/> say which events of PFS and of time to progression do not count.
    /// </summary>
    /// <param name="design">The protocol.</param>
    /// <param name="row">The patient.</param>
    /// <param name="endpoint">What is watched for.</param>
    /// <param name="availableDays">Days from the patient's entry to the cut.</param>
    /// <exception cref="ArgumentException">The patient could not be simulated.</exception>
    public static Observation Of(TrialDesign design, SubjectRow row, Endpoint endpoint, double availableDays)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(row);
        DiseaseCourse disease = row.Disease ?? throw new ArgumentException($"Patient {row.Patient.Address.Subject} has no course: {row.Status}.", nameof(row));
        double seen = SeenDays(design, row, availableDays);
        ObservationEnd stopped = seen == row.DropoutDays ? ObservationEnd.Lost
            : seen == availableDays ? ObservationEnd.Cutoff
            : ObservationEnd.EndOfFollowUp;
        if (endpoint is Endpoint.OverallSurvival or Endpoint.SecondProgression)
        {
            int? second = endpoint == Endpoint.SecondProgression ? disease.SecondProgressionDay : null;
            return second <= seen ? new Observation(new FollowUp(Months(second.Value), true), ObservationEnd.Progression)
                : disease.DeathDay is int died && died <= seen ? new Observation(new FollowUp(Months(died), true), ObservationEnd.Death)
                : new Observation(new FollowUp(Months(seen), false), stopped);
        }

        int? progressed = endpoint == Endpoint.InvestigatorProgressionFreeSurvival ? disease.InvestigatorProgressionDay : disease.IndependentProgressionDay;
        double watched = design.Censoring.AtNewTherapy && disease.NextLineDay <= seen ? disease.NextLineDay.Value : seen;
        bool dead = disease.DeathDay <= watched;
        (int Day, ObservationEnd End)? ended = progressed <= watched ? (progressed.Value, ObservationEnd.Progression)
            : dead ? (disease.DeathDay!.Value, ObservationEnd.Death)
            : null;
        int last = disease.ScanDays.LastOrDefault(d => d <= watched && !(d >= progressed));   // the last without progression
        if (ended is (int day, ObservationEnd end))
        {
            if (design.Censoring.MissedScans is int most && MissedBefore(design, last, day, end) >= most) return Censored(ObservationEnd.MissedScans);
            bool counts = end == ObservationEnd.Progression || (endpoint != Endpoint.TimeToProgression && day - last <= design.Censoring.DeathWindowDays);
            return counts ? new Observation(new FollowUp(Months(day), true), end) : Censored(ObservationEnd.LateDeath);
        }

        return Censored(watched < seen ? ObservationEnd.NewTherapy : last == 0 ? ObservationEnd.NoScan : stopped);

        Observation Censored(ObservationEnd why) => new(new FollowUp(Months(Math.Max(last, 1)), false), why);
    }

    // scans that were due after the last one and before an event, and not made
    private static int MissedBefore(TrialDesign design, int lastScan, int day, ObservationEnd end) => end == ObservationEnd.Progression
        ? design.Scans.NumberOf(day) - design.Scans.NumberOf(lastScan) - 1
        : (day / design.Scans.IntervalDays) - design.Scans.NumberOf(lastScan);

    /// <summary>Days from entry on which the patient is still watched, at most: to the cut, the dropout, or the end of what the protocol follows.</summary>
    internal static double SeenDays(TrialDesign design, SubjectRow row, double availableDays) =>
        Math.Min(Math.Min(availableDays, row.DropoutDays), design.FollowUpDays);

    private static double Months(double days) => days / StudyTime.DaysPerMonth;
}
