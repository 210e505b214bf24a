using System.Collections.Immutable;
using Blockade.Simulation;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>The data of one analysis after its cut: one follow-up for each patient who had entered by then.</summary>
/// <param name="Analysis">Which.</param>
/// <param name="At">When the data were cut.</param>
/// <param name="Subjects">Indices into the trial's rows.</param>
/// <param name="FollowUps">One for each of them.</param>
/// <param name="Arms">Arm of each.</param>
/// <param name="Strata">Stratum of each.</param>
public sealed record AnalysisData(
    Analysis Analysis, StudyTime At, ImmutableArray<int> Subjects, ImmutableArray<FollowUp> FollowUps, ImmutableArray<int> Arms, ImmutableArray<int> Strata)
{
    /// <summary>
    /// Cuts a trial's data. Patients whose simulation failed are left out and counted elsewhere. PFS without an event ends at the
    /// last scan before the cut or the dropout; OS at the cut or the dropout.
    /// </summary>
    public static AnalysisData Cut(TrialResult trial, Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(analysis);
        StudyTime at = analysis.Cutoff switch
        {
            Cutoff.ByDate date => date.At,
            Cutoff.ByEvents events => DateOfEvents(trial, analysis.Endpoint, events.Events),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var subjects = ImmutableArray.CreateBuilder<int>();
        var followUps = ImmutableArray.CreateBuilder<FollowUp>();
        for (int k = 0; k < trial.Subjects.Length; k++)
        {
            SubjectRow row = trial.Subjects[k];
            if (row.Disease is null || row.EntryDays >= at.Days) continue;
            subjects.Add(k);
            followUps.Add(FollowUpOf(trial.Design, row, row.Disease, analysis.Endpoint, at.Days - row.EntryDays));
        }

        return new AnalysisData(
            analysis, at, subjects.ToImmutable(), followUps.ToImmutable(),
            [.. subjects.Select(k => trial.Subjects[k].Arm)], [.. subjects.Select(k => trial.Subjects[k].Stratum)]);
    }

    /// <summary>The follow-ups of one arm.</summary>
    public ImmutableArray<FollowUp> OfArm(int arm) => [.. FollowUps.Where((_, i) => Arms[i] == arm)];

    private static FollowUp FollowUpOf(TrialDesign design, SubjectRow row, DiseaseCourse disease, Endpoint endpoint, double availableDays)
    {
        double seen = Math.Min(Math.Min(availableDays, row.DropoutDays), design.FollowUpDays);
        if (endpoint == Endpoint.OverallSurvival)
        {
            return disease.DeathDay is int died && died <= seen ? new FollowUp(Months(died), true) : new FollowUp(Months(seen), false);
        }

        int? progressed = endpoint == Endpoint.ProgressionFreeSurvival ? disease.IndependentProgressionDay : disease.InvestigatorProgressionDay;
        if (progressed is int p && p <= seen) return new FollowUp(Months(p), true);
        int lastScan = disease.ScanDays.LastOrDefault(d => d <= seen);
        if (disease.DeathDay is int death && death <= seen && death - lastScan <= design.DeathWindowDays) return new FollowUp(Months(death), true);
        return new FollowUp(Months(Math.Max(lastScan, 1)), false);
    }

    // The day on which the n-th event is known: entry plus the event's day, sorted over patients.
    private static StudyTime DateOfEvents(TrialResult trial, Endpoint endpoint, int events)
    {
        var dates = new List<double>();
        foreach (SubjectRow row in trial.Subjects)
        {
            if (row.Disease is null) continue;
            FollowUp all = FollowUpOf(trial.Design, row, row.Disease, endpoint, double.PositiveInfinity);
            if (all.HadEvent) dates.Add(row.EntryDays + new StudyTime(all.Months).Days);
        }

        if (events > dates.Count) return StudyTime.FromDays(trial.Design.FollowUpDays + (trial.Subjects.IsEmpty ? 0 : trial.Subjects.Max(r => r.EntryDays)));
        dates.Sort();
        return StudyTime.FromDays(Math.Ceiling(dates[events - 1]));
    }

    private static double Months(double days) => days / StudyTime.DaysPerMonth;
}
