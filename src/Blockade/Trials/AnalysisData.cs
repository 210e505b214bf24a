using System.Collections.Immutable;
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
    /// Cuts a trial's data; <see cref="Observation"/> has the rules. Patients whose simulation failed are left out and counted elsewhere.
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
            followUps.Add(Observation.Of(trial.Design, row, analysis.Endpoint, at.Days - row.EntryDays).FollowUp);
        }

        return new AnalysisData(
            analysis, at, subjects.ToImmutable(), followUps.ToImmutable(),
            [.. subjects.Select(k => trial.Subjects[k].Arm)], [.. subjects.Select(k => trial.Subjects[k].Stratum)]);
    }

    /// <summary>The follow-ups of one arm.</summary>
    public ImmutableArray<FollowUp> OfArm(int arm) => [.. FollowUps.Where((_, i) => Arms[i] == arm)];

    // The day on which the n-th event is known: entry plus the event's day, sorted over patients.
    private static StudyTime DateOfEvents(TrialResult trial, Endpoint endpoint, int events)
    {
        var dates = new List<double>();
        foreach (SubjectRow row in trial.Subjects)
        {
            if (row.Disease is null) continue;
            FollowUp all = Observation.Of(trial.Design, row, endpoint, double.PositiveInfinity).FollowUp;
            if (all.HadEvent) dates.Add(row.EntryDays + new StudyTime(all.Months).Days);
        }

        if (events > dates.Count) return StudyTime.FromDays(trial.Design.FollowUpDays + (trial.Subjects.IsEmpty ? 0 : trial.Subjects.Max(r => r.EntryDays)));
        dates.Sort();
        return StudyTime.FromDays(Math.Ceiling(dates[events - 1]));
    }
}
