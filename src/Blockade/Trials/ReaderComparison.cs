using System.Collections.Immutable;
using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>How the investigator's progressions of one arm stand to the independent reader's, by a cut.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="SameDay">Patients whom both called progressed at the same scan.</param>
/// <param name="InvestigatorLater">Whom both did, the investigator at a later one.</param>
/// <param name="InvestigatorEarlier">Whom both did, the investigator at an earlier one.</param>
/// <param name="InvestigatorOnly">Whom the investigator alone did.</param>
/// <param name="IndependentOnly">Whom the independent reader alone did.</param>
/// <param name="Neither">Whom neither did.</param>
/// <remarks>Amit et al. (2011), Eur. J. Cancer 47:1772-1778: rates of early and late discrepancy; an investigator who is biased for an arm has other rates in it.</remarks>
public sealed record ReaderComparison(string Arm, int SameDay, int InvestigatorLater, int InvestigatorEarlier, int InvestigatorOnly, int IndependentOnly, int Neither)
{
    /// <summary>Patients read by both.</summary>
    public int Patients => SameDay + InvestigatorLater + InvestigatorEarlier + InvestigatorOnly + IndependentOnly + Neither;

    /// <summary>Of the investigator's progressions, the share that the independent reader did not call, or later; NaN without any.</summary>
    public double EarlyDiscrepancy => (InvestigatorOnly + InvestigatorEarlier) / (double)(SameDay + InvestigatorLater + InvestigatorEarlier + InvestigatorOnly);

    /// <summary>Of all that the readers differ on, the share in which the investigator was later or called none; NaN where they never differ.</summary>
    public double LateDiscrepancy => (IndependentOnly + InvestigatorLater) / (double)(InvestigatorOnly + IndependentOnly + InvestigatorEarlier + InvestigatorLater);

    /// <summary>Sets the readers beside each other, arm by arm in the protocol's order: scans up to the cut, the dropout and death. Cost: O(patients).</summary>
    public static ImmutableArray<ReaderComparison> Of(TrialResult trial, StudyTime at)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return [.. trial.Design.Arms.Select((arm, a) => Of(arm.Name, trial.Subjects
            .Where(r => r.Arm == a && r.Disease is not null && r.EntryDays < at.Days)
            .Select(r => Days(r.Disease!, Observation.SeenDays(trial.Design, r, at.Days - r.EntryDays)))))];
    }

    private static (int? Investigator, int? Independent) Days(DiseaseCourse disease, double seen) => (
        disease.InvestigatorProgressionDay <= seen ? disease.InvestigatorProgressionDay : null,
        disease.IndependentProgressionDay <= seen ? disease.IndependentProgressionDay : null);

    private static ReaderComparison Of(string arm, IEnumerable<(int? Investigator, int? Independent)> calls)
    {
        var counts = new int[6];
        foreach ((int? investigator, int? independent) in calls)
        {
            int kind = (investigator, independent) switch
            {
                (int i, int r) => i == r ? 0 : i > r ? 1 : 2,
                (not null, null) => 3,
                (null, not null) => 4,
                _ => 5,
            };
            counts[kind]++;
        }

        return new ReaderComparison(arm, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }
}
