using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Survival;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>A published result beside what a run says of the same quantity.</summary>
/// <param name="Published">The published result, with its role.</param>
/// <param name="Predicted">The run's value with its 95 % interval, which is the Monte Carlo error of one trial of this size; NaN where not reached.</param>
public sealed record Prediction(PublishedResult Published, Estimate Predicted)
{
    /// <summary>Every published result of the trial that this run can be compared with, in the order of the file.</summary>
    public static ImmutableArray<Prediction> Of(TrialResult trial, ImmutableArray<AnalysisResult> analyses, PublishedResults published)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(published);
        return
        [
            .. published.Rows.Where(p => p.Trial == trial.Design.Name)
                .Select(p => (p, Value(trial, analyses, p)))
                .Where(x => x.Item2 is not null)
                .Select(x => new Prediction(x.p, x.Item2!.Value)),
        ];
    }

    // A quantity is a name, then a subgroup in brackets or a month or months after @, such as median-pfs[Asia], survival-os@24 or hazard-ratio-pfs-final@6-12.
    private static Estimate? Value(TrialResult trial, ImmutableArray<AnalysisResult> analyses, PublishedResult published)
    {
        string[] whole = published.Quantity.Split('@'), named = whole[0].Split('[', ']');
        string quantity = named[0];
        AnalysisResult? pfs = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.ProgressionFreeSurvival);
        AnalysisResult? investigator = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.InvestigatorProgressionFreeSurvival);
        AnalysisResult? os = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.OverallSurvival);
        if (named.Length > 1) return Subgroup.Named(named[1]) is Subgroup subgroup ? Among(trial, pfs, published.Arm, quantity, subgroup) : null;
        if (quantity.StartsWith("hazard-ratio", StringComparison.Ordinal))
        {
            AnalysisResult? compared = quantity switch { "hazard-ratio-pfs" => pfs, "hazard-ratio-pfs-final" => investigator, "hazard-ratio-os" => os, _ => null };
            return compared is null || compared.Comparisons.IsEmpty ? null
                : whole.Length == 1 ? compared.Comparisons[0].HazardRatio
                : Window(compared.Data, whole[1].Split('-') is [string from, string to] && to.Length > 0 ? (Month(from), Month(to)) : (Month(whole[1].TrimEnd('-')), double.PositiveInfinity));
        }

        return quantity switch
        {
            "median-pfs" => Arm(pfs, published.Arm)?.Median,
            "median-os" => Arm(os, published.Arm)?.Median,
            "median-pfs-after-switch" => AfterCrossover(trial, published.Arm),
            "survival-pfs" => Arm(investigator ?? pfs, published.Arm)?.Curve.At(Month(whole[1])),
            "survival-os" => Arm(os, published.Arm)?.Curve.At(Month(whole[1])),
            "orr" => Share(trial, published.Arm, r => r.Disease?.Responds),
            "clinical-benefit" => Benefit(trial, published.Arm),
            "total-pcr" => Share(trial, published.Arm, r => r.PathologicallyComplete),
            _ => null,
        };
    }

    private static double Month(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // of some patients: both arms together where the row is about the whole trial
    private static Estimate? Among(TrialResult trial, AnalysisResult? pfs, string arm, string quantity, Subgroup subgroup)
    {
        switch (quantity)
        {
            case "median-pfs" when pfs is not null:
                AnalysisData data = pfs.Data;
                FollowUp[] own = [.. data.FollowUps.Where((_, i) => trial.Design.Arms[data.Arms[i]].Name == arm && subgroup.Holds(trial.Subjects[data.Subjects[i]].Patient))];
                return own.Length == 0 ? null : KaplanMeier.Estimate(own).Median;
            case "hazard-ratio-pfs" when pfs is not null && trial.Design.Arms.Length > 1:
                return SubgroupResult.Ratio(trial, pfs, subgroup);
            case "docetaxel-below-75":
                return Counted(r => r.Docetaxel.Doses.Any(d => d.Milligrams / r.Patient.BodySurfaceSquareMetres < 75 - 1e-6));
            case "febrile-neutropenia":
                return Counted(r => r.Docetaxel.FebrileNeutropenia);
            default:
                return null;
        }

        Estimate? Counted(Func<SubjectRow, bool> holds)
        {
            SubjectRow[] of = [.. trial.Subjects.Where(r => subgroup.Holds(r.Patient))];
            return of.Length == 0 ? null : Proportion.Wilson(of.Count(holds), of.Length);
        }
    }

    // the second arm against the control among those still watched after a month, up to another; not stratified
    private static Estimate? Window(AnalysisData data, (double From, double To) months)
    {
        int[] rows = [.. Enumerable.Range(0, data.FollowUps.Length).Where(i => data.Arms[i] is 0 or 1 && data.FollowUps[i].Months > months.From)];
        FollowUp[] within = [.. rows.Select(i => data.FollowUps[i]).Select(f => f.Months > months.To ? new FollowUp(months.To, false) : f)];
        if (!within.Any(f => f.HadEvent) || rows.Select(i => data.Arms[i]).Distinct().Count() < 2) return null;
        var arm = new double[rows.Length, 1];
        for (int i = 0; i < rows.Length; i++) arm[i, 0] = data.Arms[rows[i]];
        return Cox.Fit(within, arm, new int[rows.Length], new CoxOptions { Ties = TieMethod.Efron }).HazardRatio(0);
    }

    private static Estimate? Benefit(TrialResult trial, string arm)
    {
        ResponseSummary? found = ResponseSummary.Of(trial, StudyTime.FromDays(trial.Design.FollowUpDays + trial.Subjects.Max(r => r.EntryDays) + 1)).FirstOrDefault(r => r.Arm == arm);
        return found is { Patients: > 0 } ? found.Benefit : null;
    }

    // months from the crossover to the second progression or death
    private static Estimate? AfterCrossover(TrialResult trial, string arm)
    {
        FollowUp[] watched =
        [
            .. from row in trial.Subjects
               where trial.Design.Arms[row.Arm].Name == arm && row.Disease is { CrossoverDay: not null }
               let end = Observation.Of(trial.Design, row, Endpoint.SecondProgression, double.PositiveInfinity).FollowUp
               let months = (StudyTime.DaysOf(end) - row.Disease!.CrossoverDay!.Value) / StudyTime.DaysPerMonth
               where months > 0
               select new FollowUp(months, end.HadEvent),
        ];
        return watched.Length == 0 ? null : KaplanMeier.Estimate(watched).Median;
    }

    private static ArmSummary? Arm(AnalysisResult? analysis, string arm) => analysis?.Arms.FirstOrDefault(a => a.Arm == arm);

    /// <summary>The share of an arm for which something holds, with Wilson's 95 % interval; null where it applies to nobody.</summary>
    public static Estimate? Share(TrialResult trial, string arm, Func<SubjectRow, bool?> holds)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(holds);
        bool[] answers = [.. trial.Subjects.Where(r => trial.Design.Arms[r.Arm].Name == arm).Select(holds).Where(a => a is not null).Select(a => a!.Value)];
        if (answers.Length == 0) return null;
        return Proportion.Wilson(answers.Count(a => a), answers.Length);
    }
}
