using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>One analysis of a trial, arm by arm and against the control.</summary>
/// <param name="Data">The data after the cut.</param>
/// <param name="Arms">The arms, in the protocol's order.</param>
/// <param name="Comparisons">Every arm but the control against it.</param>
public sealed record AnalysisResult(AnalysisData Data, ImmutableArray<ArmSummary> Arms, ImmutableArray<Comparison> Comparisons)
{
    /// <summary>
    /// Estimates what the protocol asks for: Kaplan-Meier with log-log limits, the stratified log-rank test, and a stratified Cox
    /// model with the tie method given.
    /// </summary>
    public static AnalysisResult Of(TrialResult trial, Analysis analysis, TieMethod ties = TieMethod.Efron)
    {
        ArgumentNullException.ThrowIfNull(trial);
        AnalysisData data = AnalysisData.Cut(trial, analysis);
        ImmutableArray<Arm> arms = trial.Design.Arms;
        var summaries = ImmutableArray.CreateBuilder<ArmSummary>();
        var comparisons = ImmutableArray.CreateBuilder<Comparison>();
        for (int a = 0; a < arms.Length; a++)
        {
            ImmutableArray<FollowUp> own = data.OfArm(a);
            SurvivalCurve curve = KaplanMeier.Estimate(own.AsSpan());
            summaries.Add(new ArmSummary(arms[a].Name, own.Length, own.Count(f => f.HadEvent), curve.Median, curve));
            if (a > 0) comparisons.Add(Compare(data, arms[a].Name, a, arms[0].Name, ties));
        }

        return new AnalysisResult(data, summaries.ToImmutable(), comparisons.ToImmutable());
    }

    /// <summary>Compares one arm with the control, arm 0: stratified Cox model and log-rank test.</summary>
    internal static Comparison Compare(AnalysisData data, string arm, int index, string control, TieMethod ties)
    {
        int[] rows = [.. Enumerable.Range(0, data.FollowUps.Length).Where(i => data.Arms[i] == 0 || data.Arms[i] == index)];
        FollowUp[] followUps = [.. rows.Select(i => data.FollowUps[i])];
        int[] arms = [.. rows.Select(i => data.Arms[i] == 0 ? 0 : 1)];
        int[] strata = [.. rows.Select(i => data.Strata[i])];
        bool comparable = followUps.Any(f => f.HadEvent) && arms.Distinct().Count() == 2;
        if (!comparable) return new Comparison(arm, control, new Estimate(double.NaN, double.NaN, double.NaN), CoxStatus.NoEvents, null);
        ArmComparison found = ArmComparison.Of(followUps, arms, strata, new CoxOptions { Ties = ties });
        return new Comparison(arm, control, found.Fit.HazardRatio(0), found.Fit.Status, found.Test);
    }
}
