using System.Collections.Immutable;
using Blockade.Populations;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>An arm against the control among some of the patients of one analysis.</summary>
/// <param name="Subgroup">Who.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Patients">How many are in both arms.</param>
/// <param name="Events">Events among them.</param>
/// <param name="HazardRatio">Cox, not stratified, Efron's ties, 95 % Wald limits; NaN where the fit has no answer.</param>
/// <param name="InteractionP">
/// How likely so unlike ratios between the factor's subgroups are if there is one ratio: likelihood-ratio test of the products of arm and subgroup beside both; NaN where a
/// fit has no answer.
/// </param>
public sealed record SubgroupResult(Subgroup Subgroup, string Arm, int Patients, int Events, Estimate HazardRatio, double InteractionP)
{
    /// <summary>Every arm but the control in every subgroup of an analysis. Cost: some tens of Cox fits.</summary>
    public static ImmutableArray<SubgroupResult> Of(TrialResult trial, AnalysisResult analysis)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(analysis);
        var results = ImmutableArray.CreateBuilder<SubgroupResult>();
        for (int a = 1; a < trial.Design.Arms.Length; a++)
        {
            int[] rows = [.. Enumerable.Range(0, analysis.Data.FollowUps.Length).Where(i => analysis.Data.Arms[i] == 0 || analysis.Data.Arms[i] == a)];
            foreach (IGrouping<string, Subgroup> factor in Subgroup.All.GroupBy(s => s.Factor))
            {
                Subgroup[] levels = [.. factor];
                double p = Interaction(trial, analysis.Data, rows, a, levels);
                foreach (Subgroup level in levels)
                {
                    int[] own = [.. rows.Where(i => level.Holds(Patient(trial, analysis.Data, i)))];
                    results.Add(new SubgroupResult(
                        level, trial.Design.Arms[a].Name, own.Length, own.Count(i => analysis.Data.FollowUps[i].HadEvent), Ratio(analysis.Data, own, a), p));
                }
            }
        }

        return results.ToImmutable();
    }

    /// <summary>The hazard ratio of the second arm and the control in a subgroup alone.</summary>
    public static Estimate Ratio(TrialResult trial, AnalysisResult analysis, Subgroup subgroup)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(subgroup);
        AnalysisData data = analysis.Data;
        return Ratio(data, [.. Enumerable.Range(0, data.FollowUps.Length).Where(i => data.Arms[i] is 0 or 1 && subgroup.Holds(Patient(trial, data, i)))], 1);
    }

    private static Estimate Ratio(AnalysisData data, int[] rows, int arm) =>
        Fit(data, rows, i => [data.Arms[i] == arm ? 1 : 0]) is CoxFit { Status: CoxStatus.Converged } fit ? fit.HazardRatio(0) : new Estimate(double.NaN, double.NaN, double.NaN);

    private static VirtualPatient Patient(TrialResult trial, AnalysisData data, int i) => trial.Subjects[data.Subjects[i]].Patient;

    private static double Interaction(TrialResult trial, AnalysisData data, int[] rows, int arm, Subgroup[] levels)
    {
        double[] Level(int i) => [.. levels.Skip(1).Select(l => l.Holds(Patient(trial, data, i)) ? 1.0 : 0)];
        double Arm(int i) => data.Arms[i] == arm ? 1 : 0;
        CoxFit? apart = Fit(data, rows, i => [Arm(i), .. Level(i), .. Level(i).Select(l => l * Arm(i))]), alike = Fit(data, rows, i => [Arm(i), .. Level(i)]);
        if (apart is null || alike is null) return double.NaN;
        return new ChiSquaredTest(Math.Max(0, 2 * (apart.LogLikelihood - alike.LogLikelihood)), levels.Length - 1).PValue;
    }

    // null where nothing can be compared
    private static CoxFit? Fit(AnalysisData data, int[] rows, Func<int, double[]> covariates)
    {
        if (rows.Length < 2) return null;
        FollowUp[] followUps = [.. rows.Select(i => data.FollowUps[i])];
        double[][] values = [.. rows.Select(covariates)];
        if (!followUps.Any(f => f.HadEvent) || Enumerable.Range(0, values[0].Length).Any(c => values.All(v => v[c] == values[0][c]))) return null;
        var matrix = new double[rows.Length, values[0].Length];
        for (int i = 0; i < rows.Length; i++) for (int c = 0; c < values[0].Length; c++) matrix[i, c] = values[i][c];
        CoxFit fit = Cox.Fit(followUps, matrix, new int[rows.Length], new CoxOptions { Ties = TieMethod.Efron });
        return fit.Status is CoxStatus.Converged or CoxStatus.MonotoneLikelihood ? fit : null;   // the likelihood of either may be compared
    }
}
