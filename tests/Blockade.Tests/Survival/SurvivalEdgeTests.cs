using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>Nobody, nothing, everything at once.</summary>
[Evidence(EvidenceKind.Analytic, "what the definitions leave undefined is NaN or a status; what they define is that number")]
public class SurvivalEdgeTests
{
    private static readonly Estimate Unknown = new(double.NaN, double.NaN, double.NaN);

    [Theory, InlineData(-1e-9), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_follow_up_is_valid_by_construction(double months)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FollowUp(months, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FollowUp(1, true) with { Months = months });
    }

    [Fact]
    public void Nobody_gives_an_empty_curve_no_test_and_no_fit()
    {
        SurvivalCurve curve = KaplanMeier.Estimate([]);
        Assert.Empty(curve.Times);
        Assert.Equal((Unknown, Unknown), (curve.Median, curve.At(0)));
        Assert.Equal((double.NaN, double.NaN), (curve.RestrictedMean(1), curve.RestrictedMeanStandardError(1)));

        LogRankResult test = LogRank.Test([], [], []);
        Assert.Equal((0, 0, 0), (test.Arms.Length, test.ChiSquared, test.DegreesOfFreedom));
        Assert.Equal((double.NaN, double.NaN), (test.PValue, test.Z));

        Assert.Equal(CoxStatus.NoEvents, Cox.Fit([], new double[0, 2]).Status);
    }

    [Fact]
    public void Without_events_the_curve_stays_at_one_and_nothing_can_be_compared()
    {
        FollowUp[] all = [new(3, false), new(5, false), new(5, false), new(8, false)];
        SurvivalCurve curve = KaplanMeier.Estimate(all, ConfidenceTransform.Log);
        Assert.Equal([1.0, 1, 1], curve.Survival);
        Assert.Equal([0.0, 0, 0], curve.StandardError);
        Assert.Equal((new(1, 1, 1), Unknown, Unknown), (curve.At(8), curve.At(8.1), curve.Median));
        Assert.Equal((7, 0), (curve.RestrictedMean(7), curve.RestrictedMeanStandardError(7)));

        LogRankResult test = LogRank.Test(all, [0, 1, 0, 1]);
        Assert.Equal((0, 0, double.NaN, double.NaN), (test.ChiSquared, test.DegreesOfFreedom, test.PValue, test.Z));

        CoxFit fit = Cox.Fit(all, new double[,] { { 0 }, { 1 }, { 0 }, { 1 } });
        Assert.Equal((CoxStatus.NoEvents, 0, double.NaN), (fit.Status, fit.LogLikelihood, fit.Coefficients[0]));
    }

    [Fact]
    public void All_events_at_one_time_drop_the_curve_to_zero_and_compare_nothing()
    {
        FollowUp[] all = [.. Enumerable.Repeat(new FollowUp(4, true), 6)];
        SurvivalCurve curve = KaplanMeier.Estimate(all);
        Assert.Equal((4, 0), (curve.Median.Value, curve.At(4).Value));
        Assert.Equal((0, double.NaN), (curve.At(99).Value, curve.At(99).Upper));
        Assert.Equal((3, 4), (curve.RestrictedMean(3), curve.RestrictedMean(100)));

        // the hypergeometric variance of "all of them" is zero; Efron's score has some, and no direction
        LogRankResult test = LogRank.Test(all, [0, 0, 0, 1, 1, 1]);
        Assert.Equal((0, double.NaN), (test.DegreesOfFreedom, test.PValue));
        double[,] arm = { { 0 }, { 0 }, { 0 }, { 1 }, { 1 }, { 1 } };
        CoxFit fit = Cox.Fit(all, arm);
        Assert.Equal(CoxStatus.Converged, fit.Status);
        Assert.Equal(0, fit.Coefficients[0], 1e-12);
    }

    [Fact]
    public void One_subject_is_a_step_and_no_comparison()
    {
        FollowUp[] one = [new(4, true)];
        SurvivalCurve curve = KaplanMeier.Estimate(one);
        Assert.Equal([4.0], curve.Times);
        Assert.Equal([0.0], curve.Survival);
        Assert.Equal((4, 1), (curve.Median.Value, curve.At(3.9).Value));
        Assert.Equal((0, double.NaN), (LogRank.Test(one, [1]).DegreesOfFreedom, LogRank.Test(one, [1]).PValue));
        Assert.Equal(double.NaN, KaplanMeier.Estimate([new FollowUp(4, false)]).Median.Value);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential times of rates 0.1 and 0.1 e^-0.4, kept to a tenth, so that there are ties at every time: medians ln 2 / rate, hazard ratio e^-0.4, within five standard errors and the rounding")]
    public void A_million_subjects_with_ties_at_every_time_are_estimated()
    {
        const int n = 1_000_000;
        RandomSequence random = new RandomSource(12).Sequence(1, 0);
        var all = new FollowUp[n];
        var arm = new int[n];
        var covariate = new double[n, 1];
        for (int i = 0; i < n; i++)
        {
            covariate[i, 0] = arm[i] = i % 2;
            double time = random.NextExponential() / (0.1 * Math.Exp(-0.4 * arm[i])), lost = 40 * random.NextUniform();
            all[i] = new FollowUp(0.1 * (Math.Floor(Math.Min(time, lost) * 10) + 1), time <= lost);
        }

        // a median's variance is S^2 / (n f^2) at least, with f = rate / 2 and half the subjects in an arm; a time is late by a twentieth on average, a tenth at most
        SurvivalCurve control = KaplanMeier.Estimate([.. all.Where((_, i) => i % 2 == 0)]);
        Assert.Equal(Math.Log(2) / 0.1, control.Median.Value, 0.1 + (5 * 2 * 10 / Math.Sqrt(n / 2)));
        Assert.True(control.Times.Length <= 401);
        CoxFit fit = Cox.Fit(all, covariate);
        Assert.Equal(CoxStatus.Converged, fit.Status);
        Assert.Equal(-0.4, fit.Coefficients[0], (5 * fit.StandardError(0)) + 1e-3);   // Efron's ties in intervals of a hundredth of the mean
        Assert.InRange(LogRank.Test(all, arm).ChiSquared, 1e4, 1e6);
    }

    [Fact]
    public void One_arm_alone_has_nothing_to_compare()
    {
        FollowUp[] all = [new(1, true), new(2, false), new(3, true)];
        LogRankResult test = LogRank.Test(all, [7, 7, 7]);
        Assert.Equal((7, 3, 2), (test.Arms[0], test.Subjects[0], test.Observed[0]));
        Assert.Equal((0, double.NaN, double.NaN), (test.DegreesOfFreedom, test.PValue, test.Z));

        CoxFit fit = Cox.Fit(all, new double[,] { { 0.1 }, { 0.1 }, { 0.1 } });
        Assert.Equal((CoxStatus.Aliased, double.NaN, 0), (fit.Status, fit.Coefficients[0], fit.ScoreTest.DegreesOfFreedom));
        Assert.Equal(fit.NullLogLikelihood, fit.LogLikelihood);
    }

    [Fact]
    public void An_arm_without_events_is_a_monotone_likelihood_and_not_an_exception()
    {
        FollowUp[] all = [new(1, true), new(2, true), new(3, true), new(4, true), new(2, false), new(3, false), new(5, false), new(6, false)];
        double[,] arm = { { 0 }, { 0 }, { 0 }, { 0 }, { 1 }, { 1 }, { 1 }, { 1 } };
        CoxFit fit = Cox.Fit(all, arm);
        Assert.Equal(CoxStatus.MonotoneLikelihood, fit.Status);
        Assert.True(fit.Coefficients[0] < -10, $"{fit.Coefficients[0]}");
        Assert.True(fit.LikelihoodRatioTest.Statistic > 0 && fit.ScoreTest.PValue < 0.1);

        // the supremum: only the first arm's risk sets count, 4 3 2 1 of them
        Assert.Equal(-Math.Log(24), fit.LogLikelihood, 1e-6);
    }

    [Fact]
    public void One_covariate_runs_away_and_the_other_is_still_estimated()
    {
        FollowUp[] all = [.. Enumerable.Range(0, 40).Select(i => new FollowUp(1 + (i * 7 % 40), i % 8 != 0 && i % 3 != 0))];
        double[,] x = new double[40, 2];
        for (int i = 0; i < 40; i++) (x[i, 0], x[i, 1]) = (i % 8 == 0 ? 1 : 0, i * 13 % 17);
        CoxFit fit = Cox.Fit(all, x);

        FollowUp[] rest = [.. all.Where((_, i) => i % 8 != 0)];
        double[,] y = new double[35, 1];
        for (int i = 0, k = 0; i < 40; i++)
        {
            if (i % 8 != 0) y[k++, 0] = x[i, 1];
        }

        CoxFit alone = Cox.Fit(rest, y);
        Assert.Equal((CoxStatus.MonotoneLikelihood, CoxStatus.Converged), (fit.Status, alone.Status));
        Assert.Equal(alone.Coefficients[0], fit.Coefficients[1], 1e-4 * alone.StandardError(0));
    }

    [Fact]
    public void A_combination_of_other_covariates_is_left_out_by_name()
    {
        FollowUp[] all = [.. Enumerable.Range(0, 30).Select(i => new FollowUp(1 + (i * 11 % 30), i % 3 != 0))];
        double[,] x = new double[30, 4];
        double[,] kept = new double[30, 2];
        for (int i = 0; i < 30; i++)
        {
            (kept[i, 0], kept[i, 1]) = (i % 2, i * 7 % 13);
            (x[i, 0], x[i, 1], x[i, 2], x[i, 3]) = (5, kept[i, 0], kept[i, 1], 3 * kept[i, 0] - 0.7 * kept[i, 1] + 11);
        }

        (CoxFit fit, CoxFit reduced) = (Cox.Fit(all, x), Cox.Fit(all, kept));
        Assert.Equal((CoxStatus.Aliased, CoxStatus.Converged), (fit.Status, reduced.Status));
        Assert.Equal([true, false, false, true], fit.Coefficients.Select(double.IsNaN));
        Assert.Equal(reduced.Coefficients[1], fit.Coefficients[2], 1e-10);
        Assert.Equal(reduced.Covariance(0, 1), fit.Covariance(1, 2), 1e-10);
        Assert.Equal((2, reduced.LogLikelihood), (fit.WaldTest.DegreesOfFreedom, Math.Round(fit.LogLikelihood, 15)), Close);
    }

    [Fact]
    public void A_stratum_that_splits_the_arms_leaves_fewer_degrees_of_freedom()
    {
        // arms 1 and 2 meet in stratum 1, arms 3 and 4 in stratum 2: two comparisons among four arms
        FollowUp[] all = [.. Enumerable.Range(0, 40).Select(i => new FollowUp(1 + (i * 11 % 40), i % 5 != 0))];
        int[] arms = [.. Enumerable.Range(0, 40).Select(i => 1 + i % 4)];
        int[] strata = [.. arms.Select(a => a <= 2 ? 1 : 2)];
        double[] parts = [.. new[] { 1, 2 }.Select(s => LogRank.Test(
            [.. all.Where((_, i) => strata[i] == s)], [.. arms.Where((_, i) => strata[i] == s)]).ChiSquared)];

        LogRankResult together = LogRank.Test(all, arms, strata);

        Assert.Equal(2, together.DegreesOfFreedom);
        Assert.Equal(parts.Sum(), together.ChiSquared, 1e-10);
    }

    [Fact]
    public void An_iteration_limit_is_a_status()
    {
        FollowUp[] all = [new(1, true), new(2, true), new(3, false), new(4, true), new(5, true)];
        double[,] x = { { 3 }, { 1 }, { 4 }, { 1 }, { 5 } };
        Assert.Equal(CoxStatus.NotConverged, Cox.Fit(all, x, [], new CoxOptions { MaxIterations = 1 }).Status);
    }

    [Fact]
    public void Drift_is_tested_only_where_there_is_time_and_a_coefficient()
    {
        FollowUp[] all = [new(0, true), new(2, true), new(3, false), new(4, true), new(5, true)];
        double[,] x = { { 3, 1 }, { 1, 1 }, { 4, 1 }, { 1, 1 }, { 5, 1 } };
        CoxFit fit = Cox.Fit(all, x);

        ProportionalHazardsTest test = Schoenfeld.Test(all, x, [], fit);
        Assert.Equal((1, 0, 1), (test.Covariates[0].DegreesOfFreedom, test.Covariates[1].DegreesOfFreedom, test.Global.DegreesOfFreedom));
        Assert.Equal(test.Covariates[0].Statistic, test.Global.Statistic, 1e-12);
        Assert.Equal(double.NaN, Schoenfeld.Test(all, x, [], fit, TimeScale.Logarithm).Global.PValue);

        FollowUp[] atOnce = [.. all.Select(f => f with { Months = 4 })];
        Assert.Equal(0, Schoenfeld.Test(atOnce, x, [], Cox.Fit(atOnce, x)).Global.DegreesOfFreedom);
        Assert.Equal("fit", Assert.Throws<ArgumentException>(() => Schoenfeld.Test(all.AsSpan(1), x, [], fit)).ParamName);
    }

    [Fact]
    public void Callers_mistakes_are_named()
    {
        FollowUp[] two = [new(1, true), new(2, true)];
        Assert.Equal("arms", Assert.Throws<ArgumentException>(() => LogRank.Test(two, [1])).ParamName);
        Assert.Equal("strata", Assert.Throws<ArgumentException>(() => LogRank.Test(two, [1, 2], [1])).ParamName);
        Assert.Equal("covariates", Assert.Throws<ArgumentException>(() => Cox.Fit(two, new double[3, 1])).ParamName);
        Assert.Equal("covariates", Assert.Throws<ArgumentException>(() => Cox.Fit(two, new[,] { { 1 }, { double.NaN } })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Estimate(two, level: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Estimate(two).Quantile(1.5));
    }

    private static bool Close((int Degrees, double LogLikelihood) a, (int Degrees, double LogLikelihood) b) =>
        a.Degrees == b.Degrees && Math.Abs(a.LogLikelihood - b.LogLikelihood) < 1e-10;
}
