using Blockade.Simulation;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>One patient's watch for an endpoint, and why it ended.</summary>
/// <param name="FollowUp">How long, and whether with the event.</param>
/// <param name="End">Why it ended.</param>
public readonly record struct Observation(FollowUp FollowUp, ObservationEnd End)
{
    /// <summary>
    /// The watch as far as it is known. PFS without an event ends at the last scan before the cut or the dropout; OS at the cut or the dropout.
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
        if (endpoint == Endpoint.OverallSurvival)
        {
            return disease.DeathDay is int died && died <= seen
                ? new Observation(new FollowUp(Months(died), true), ObservationEnd.Death)
                : new Observation(new FollowUp(Months(seen), false), stopped);
        }

        int? progressed = endpoint == Endpoint.ProgressionFreeSurvival ? disease.IndependentProgressionDay : disease.InvestigatorProgressionDay;
        if (progressed is int p && p <= seen) return new Observation(new FollowUp(Months(p), true), ObservationEnd.Progression);
        int lastScan = disease.ScanDays.LastOrDefault(d => d <= seen);
        bool dead = disease.DeathDay <= seen;
        if (dead && disease.DeathDay is int death && death - lastScan <= design.DeathWindowDays) return new Observation(new FollowUp(Months(death), true), ObservationEnd.Death);
        return new Observation(
            new FollowUp(Months(Math.Max(lastScan, 1)), false),
            dead ? ObservationEnd.LateDeath : lastScan == 0 ? ObservationEnd.NoScan : stopped);
    }

    /// <summary>Days from entry on which the patient is still watched, at most: to the cut, the dropout, or the end of what the protocol follows.</summary>
    internal static double SeenDays(TrialDesign design, SubjectRow row, double availableDays) =>
        Math.Min(Math.Min(availableDays, row.DropoutDays), design.FollowUpDays);

    private static double Months(double days) => days / StudyTime.DaysPerMonth;
}
