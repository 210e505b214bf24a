using System.Collections.Immutable;
using Blockade.Survival;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What the independent reader found in one arm by a cut: best responses, how soon they came and how long they lasted.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Patients">Patients who had entered and could be simulated.</param>
/// <param name="Measurable">Those of them with measurable disease.</param>
/// <param name="Best">How many of them have each best confirmed response.</param>
/// <param name="Objective">Share with a complete or partial one, of those whom the criteria count, Wilson's limits.</param>
/// <param name="Benefit">Share with a response, or with disease that is stable for as long as the criteria ask, Wilson's limits.</param>
/// <param name="MedianToResponse">Median months from randomisation to the first scan of the response, of those who have one; NaN without any.</param>
/// <param name="Duration">Kaplan-Meier estimate from that scan to progression or death, under the rules of PFS; null without a response.</param>
public sealed record ResponseSummary(
    string Arm, int Patients, int Measurable, ImmutableDictionary<Response, int> Best, Estimate Objective, Estimate Benefit, double MedianToResponse, SurvivalCurve? Duration)
{
    /// <summary>Reads every patient's scans up to a cut, arm by arm in the protocol's order. Cost: O(scans).</summary>
    public static ImmutableArray<ResponseSummary> Of(TrialResult trial, StudyTime at)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return [.. trial.Design.Arms.Select((arm, a) => Of(trial, at, arm.Name, a))];
    }

    /// <summary>The watch over a response: that for progression-free survival from the day on which the response began, a day at least.</summary>
    /// <param name="watched">The watch for progression-free survival.</param>
    /// <param name="responseDay">Days from randomisation to the first scan of the response.</param>
    public static FollowUp DurationOf(FollowUp watched, int responseDay) =>
        new(Math.Max(StudyTime.DaysOf(watched) - responseDay, 1) / StudyTime.DaysPerMonth, watched.HadEvent);

    private static ResponseSummary Of(TrialResult trial, StudyTime at, string name, int arm)
    {
        double benefitDays = trial.Design.Scans.Criteria.BenefitDays;
        var best = Enum.GetValues<Response>().ToDictionary(r => r, _ => 0);
        var toResponse = new List<double>();
        var durations = new List<FollowUp>();
        int patients = 0, measurable = 0, counted = 0, responders = 0, benefits = 0;
        foreach (SubjectRow row in trial.Subjects.Where(r => r.Arm == arm && r.Disease is not null && r.EntryDays < at.Days))
        {
            double available = at.Days - row.EntryDays;
            TumourRecord record = TumourRecord.Of(trial.Design, row, available);
            patients++;
            best[record.Best]++;
            if (row.Disease!.HasMeasurableDisease) measurable++;
            if (row.Disease.CountsForResponse)
            {
                counted++;
                if (record.Best >= Response.Partial) responders++;
            }

            if (record.Best >= Response.Partial || record.Scans.Any(s => s.Day >= benefitDays && s.Response >= Response.Stable)) benefits++;
            if (record.ResponseDay is not int day) continue;
            FollowUp watched = Observation.Of(trial.Design, row, Endpoint.ProgressionFreeSurvival, available).FollowUp;
            toResponse.Add(day / StudyTime.DaysPerMonth);
            durations.Add(DurationOf(watched, day));
        }

        double[] sorted = [.. toResponse.Order()];
        int half = sorted.Length / 2;
        double median = sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new ResponseSummary(
            name, patients, measurable, best.ToImmutableDictionary(), Share(responders, counted), Share(benefits, patients), median,
            durations.Count == 0 ? null : KaplanMeier.Estimate(durations.ToArray()));

        static Estimate Share(int count, int of) => of == 0 ? new Estimate(double.NaN, double.NaN, double.NaN) : Proportion.Wilson(count, of);
    }
}
