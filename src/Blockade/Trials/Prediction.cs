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

    private static Estimate? Value(TrialResult trial, ImmutableArray<AnalysisResult> analyses, PublishedResult published)
    {
        (string quantity, double month) = published.Quantity.Split('@') is [string q, string at]
            ? (q, double.Parse(at, CultureInfo.InvariantCulture))
            : (published.Quantity, double.NaN);
        AnalysisResult? pfs = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.ProgressionFreeSurvival);
        AnalysisResult? investigator = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.InvestigatorProgressionFreeSurvival);
        AnalysisResult? os = analyses.FirstOrDefault(a => a.Data.Analysis.Endpoint == Endpoint.OverallSurvival);
        return quantity switch
        {
            "median-pfs" => Arm(pfs, published.Arm)?.Median,
            "median-os" => Arm(os, published.Arm)?.Median,
            "survival-pfs" => Arm(investigator ?? pfs, published.Arm)?.Curve.At(month),
            "survival-os" => Arm(os, published.Arm)?.Curve.At(month),
            "hazard-ratio-pfs" => pfs?.Comparisons.FirstOrDefault()?.HazardRatio,
            "hazard-ratio-pfs-final" => investigator?.Comparisons.FirstOrDefault()?.HazardRatio,
            "hazard-ratio-os" => os?.Comparisons.FirstOrDefault()?.HazardRatio,
            "orr" => Share(trial, published.Arm, r => r.Disease is null ? null : r.Disease.Best >= Response.Partial),
            "total-pcr" => Share(trial, published.Arm, r => r.PathologicallyComplete),
            _ => null,
        };
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
