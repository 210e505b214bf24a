using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Survival;
using Blockade.Synergy;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>
/// Synergy of two antibodies on patients' times: progression and death of virtual patients on both, against what nulls expect of the same patients on each. The parts are
/// trastuzumab, with docetaxel or without, and pertuzumab alone.
/// </summary>
public static class TrialSynergy
{
    /// <summary>Scores a cohort: with and without docetaxel, progression and death, two nulls, patients' own pairs of times and pairs of a given correlation.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="tumour">The tumour's constants.</param>
    /// <param name="draws">Draws of what is not known of them; may be empty.</param>
    /// <param name="correlation">The correlation of the second pairing.</param>
    /// <param name="random">Random numbers of that pairing.</param>
    /// <param name="cancellation">Stops it between draws.</param>
    public static ImmutableArray<TrialExcess> Of(
        FactorialCohort cohort, TumourParameters tumour, ImmutableArray<TumourParameters> draws, ResponseCorrelation correlation, RandomSource random,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(correlation);
        ImmutableArray<TrialExcess> rows = Once(cohort, tumour, correlation, random);
        var means = rows.Select(_ => ImmutableArray.CreateBuilder<double>(draws.Length)).ToArray();
        foreach (TumourParameters draw in draws)
        {
            cancellation.ThrowIfCancellationRequested();
            ImmutableArray<TrialExcess> drawn = Once(cohort, draw, correlation, random);
            for (int i = 0; i < means.Length; i++) means[i].Add(drawn[i].Excess.Mean);
        }

        return [.. rows.Select((r, i) => r with { Excess = r.Excess with { Draws = means[i].ToImmutable() } })];
    }

    /// <summary>
    /// Gives the second times to other patients, so that their ranks are correlated with the first's as wanted. As Hwangbo et al. (2023) do: pairs of correlated normal
    /// scores, whose ranks the times take over. Ties keep the order of the patients.
    /// </summary>
    public static double[] Repair(double[] first, double[] second, ResponseCorrelation correlation, RandomSequence random)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(correlation);
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, first.Length);
        var scores = new (double First, double Second)[first.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = correlation.Draw(ref random);
        int[] byFirst = [.. Enumerable.Range(0, first.Length).OrderBy(i => scores[i].First)];
        int[] bySecond = [.. Enumerable.Range(0, first.Length).OrderBy(i => scores[i].Second)];
        int[] patients = [.. Enumerable.Range(0, first.Length).OrderBy(k => first[k])];
        double[] times = [.. second.Order()];
        var rank = new int[first.Length];
        for (int r = 0; r < rank.Length; r++) rank[bySecond[r]] = r;
        var given = new double[first.Length];
        for (int r = 0; r < given.Length; r++) given[patients[r]] = times[rank[byFirst[r]]];
        return given;
    }

    /// <summary>Spearman's rank correlation, ties at their middle rank.</summary>
    public static double RankCorrelation(double[] first, double[] second)
    {
        double[] a = Ranks(first), b = Ranks(second);
        double mean = (a.Length - 1) / 2.0, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }

        return ab / Math.Sqrt(aa * bb);
    }

    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        var ranks = new double[values.Length];
        for (int from = 0; from < order.Length;)
        {
            int to = from;
            while (to < order.Length && values[order[to]] == values[order[from]]) to++;
            for (int i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2.0;
            from = to;
        }

        return ranks;
    }

    private static ImmutableArray<TrialExcess> Once(FactorialCohort cohort, TumourParameters tumour, ResponseCorrelation correlation, RandomSource random)
    {
        double end = cohort.Design.FollowUpDays / StudyTime.DaysPerMonth;
        double firstScan = cohort.Design.Scans.IntervalDays / StudyTime.DaysPerMonth;
        DiseaseCourse[] untreated = cohort.Diseases(tumour, AntibodyPair.Neither, false), alone = cohort.Diseases(tumour, AntibodyPair.Pertuzumab, false);
        var rows = ImmutableArray.CreateBuilder<TrialExcess>();
        foreach (bool docetaxel in new[] { false, true })
        {
            DiseaseCourse[] trastuzumab = cohort.Diseases(tumour, AntibodyPair.Trastuzumab, docetaxel), both = cohort.Diseases(tumour, AntibodyPair.Both, docetaxel);
            foreach (Endpoint endpoint in new[] { Endpoint.ProgressionFreeSurvival, Endpoint.OverallSurvival })
            {
                double[] a = Times(trastuzumab, endpoint), b = Times(alone, endpoint), pair = Times(both, endpoint);
                double[] without = endpoint == Endpoint.OverallSurvival ? Times(untreated, endpoint) : [.. Enumerable.Repeat(firstScan, a.Length)];
                double own = RankCorrelation(a, b);
                foreach (double? wanted in new[] { (double?)null, correlation.Spearman })
                {
                    double[] other = wanted is null ? b : Repair(a, b, correlation, random.Sequence((ushort)DrawPurpose.Nulls, uint.MaxValue, (uint)endpoint));
                    foreach (ClinicalNull model in Enum.GetValues<ClinicalNull>())
                    {
                        double[] expected = [.. a.Select((t, k) => Math.Min(end, model == ClinicalNull.IndependentAction
                            ? ClinicalNulls.IndependentAction(t, other[k])
                            : ClinicalNulls.Additivity(t, other[k], without[k])))];
                        rows.Add(new TrialExcess(
                            docetaxel, endpoint, model, wanted, own, Median(pair), Median(expected), Ratio(pair, expected),
                            PairedExcess.Of([.. pair.Select((t, k) => t - expected[k])], [])));
                    }
                }
            }
        }

        return rows.ToImmutable();

        double[] Times(DiseaseCourse[] diseases, Endpoint endpoint) =>
        [
            .. diseases.Select(d => Math.Min(end, Math.Min(
                endpoint == Endpoint.OverallSurvival ? double.PositiveInfinity : d.IndependentProgressionDay ?? double.PositiveInfinity, d.DeathDay ?? double.PositiveInfinity) / StudyTime.DaysPerMonth)),
        ];

        ImmutableArray<FollowUp> FollowUps(double[] times) => [.. times.Select(t => new FollowUp(t, t < end))];

        double Median(double[] times) => KaplanMeier.Estimate(FollowUps(times).AsSpan()).Median.Value;

        double Ratio(double[] pair, double[] expected)
        {
            FollowUp[] all = [.. FollowUps(pair), .. FollowUps(expected)];
            if (!all.Any(f => f.HadEvent)) return double.NaN;
            var arm = new double[all.Length, 1];
            for (int i = 0; i < pair.Length; i++) arm[i, 0] = 1;
            return Cox.Fit(all, arm, new int[all.Length], new CoxOptions { Ties = TieMethod.Efron }).HazardRatio(0).Value;
        }
    }
}
