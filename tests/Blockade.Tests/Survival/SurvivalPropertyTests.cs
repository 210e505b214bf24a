using Blockade.Survival;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Tests.Survival;

/// <summary>What must hold for any follow-ups, ties and all.</summary>
public class SurvivalPropertyTests
{
    // whole and half months, so that most times are tied; a fifth are on a grid too fine for ties, yet far coarser than the 1.5e-8
    // within which times count as equal
    private static readonly Gen<FollowUp> Subject = Gen
        .Frequency((4, Gen.Int[0, 30].Select(i => i / 2.0)), (1, Gen.Int[0, 400_000].Select(i => i / 1e4)))
        .Select(Gen.Frequency((3, Gen.Const(true)), (2, Gen.Const(false))), (months, hadEvent) => new FollowUp(months, hadEvent));

    private static readonly Gen<(FollowUp Time, int Arm, int Stratum)[]> Trial =
        Gen.Select(Subject, Gen.Int[0, 1], Gen.Int[1, 3]).Array[12, 120];

    private static readonly Gen<(int[] Months, double Tau)> Uncensored = Gen.Select(Gen.Int[0, 20].Array[1, 60], Gen.Double[0.5, 25]);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "S is a survival function; the limits enclose it")]
    public void A_curve_falls_from_one_between_its_limits() => Gen.Select(Subject.Array[1, 80], Gen.Int[0, 2]).Sample((group, scale) =>
    {
        SurvivalCurve curve = KaplanMeier.Estimate(group, (ConfidenceTransform)scale, 0.9);
        double before = 1;
        for (int i = 0; i < curve.Times.Length; i++)
        {
            Assert.InRange(curve.Survival[i], 0, before);
            Assert.Equal(curve.Events[i] > 0, curve.Survival[i] < before);
            if (!double.IsNaN(curve.Lower[i]))
            {
                // half an ulp or so in the power function, nothing else
                Assert.InRange(curve.Lower[i], 0, curve.Survival[i] + 1e-15);
                Assert.InRange(curve.Upper[i], curve.Survival[i] - 1e-15, 1);
            }

            before = curve.Survival[i];
        }

        Assert.Equal(group.Length, curve.AtRisk[0]);
        Assert.Equal(group.Length, curve.Events.Sum() + curve.Censored.Sum());
    });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without censoring, S is the share still to come and the restricted mean is the mean of min(T, tau)")]
    public void Without_censoring_the_curve_is_the_empirical_one() => Uncensored.Sample((months, tau) =>
    {
        SurvivalCurve curve = KaplanMeier.Estimate([.. months.Select(m => new FollowUp(m, true))]);

        // a product of at most 21 ratios, each within an ulp
        double at = Math.Min(tau, curve.Times[^1]);
        Assert.Equal(months.Count(m => m > at) / (double)months.Length, curve.At(at).Value, 1e-14);
        double mean = months.Average(m => Math.Min(m, tau));
        double variance = months.Average(m => Math.Pow(Math.Min(m, tau) - mean, 2)) / months.Length;
        Assert.Equal(mean, curve.RestrictedMean(tau), 1e-13 * tau);
        Assert.Equal(variance, Math.Pow(curve.RestrictedMeanStandardError(tau), 2), 1e-12 * tau * tau);
    });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "ranks are all that the test reads")]
    public void The_log_rank_test_reads_only_the_order_of_time() => Trial.Sample(trial =>
    {
        LogRankResult a = Test(trial, t => t);
        LogRankResult b = Test(trial, t => new(Math.Pow(t.Months + 1, 1.5), t.HadEvent));
        Assert.Equal(a.ChiSquared, b.ChiSquared);
        Assert.Equal(a.Z, b.Z);
        Assert.Equal(a.Expected, b.Expected);
    });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every stratum's expected events sum to its events")]
    public void Expected_events_sum_to_the_events() => Trial.Sample(trial =>
    {
        LogRankResult result = Test(trial, t => t);
        int events = trial.Count(s => s.Time.HadEvent);
        Assert.Equal(events, result.Observed.Sum());
        Assert.Equal(events, result.Expected.Sum(), 1e-12 * trial.Length);
    });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a hazard ratio's reciprocal is that of the other arm")]
    public void Swapping_the_arms_turns_the_sign_of_z_and_of_the_log_hazard_ratio() => Trial.Sample(trial =>
    {
        (FollowUp Time, int Arm, int Stratum)[] swapped = [.. trial.Select(s => (s.Time, 1 - s.Arm, s.Stratum))];
        (CoxFit fit, CoxFit mirrored) = (Fit(trial, s => [s.Arm]), Fit(swapped, s => [s.Arm]));
        Assert.Equal(fit.Status, mirrored.Status);
        Assert.Equal(Test(trial, t => t).Z, -Test(swapped, t => t).Z, 1e-9);
        if (fit.Status != CoxStatus.Converged) return;

        // both stop within 1e-9 standard errors of the maximum, and squared: far below this
        Assert.Equal(fit.Coefficients[0], -mirrored.Coefficients[0], 1e-9 * fit.StandardError(0));
        Assert.Equal(fit.StandardError(0), mirrored.StandardError(0), 1e-9 * fit.StandardError(0));
        Assert.Equal(fit.LogLikelihood, mirrored.LogLikelihood, 1e-10 * trial.Length);
    });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Breslow's score test of an arm at untied times is the log-rank test")]
    public void Without_ties_the_score_test_is_the_log_rank_test() => Trial.Sample(trial =>
    {
        (FollowUp Time, int Arm, int Stratum)[] untied =
            [.. trial.Select((s, i) => (s.Time with { Months = s.Time.Months + i * 1e-3 }, s.Arm, s.Stratum))];
        int distinct = untied.Select(s => Math.Round(s.Time.Months, 5)).Distinct().Count();
        if (distinct < untied.Length) return;
        double chiSquared = Test(untied, t => t).ChiSquared;
        Assert.Equal(chiSquared, Fit(untied, s => [s.Arm]).ScoreTest.Statistic, 1e-9 * (1 + chiSquared));
    });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a change of unit or origin of a covariate rescales its coefficient only")]
    public void Units_of_covariates_do_not_matter() => Gen.Select(Trial, Gen.Double[0, 90].Array[120]).Sample((trial, ages) =>
    {
        CoxFit a = Fit(trial, (s, i) => [s.Arm, ages[i]]);
        CoxFit b = Fit(trial, (s, i) => [s.Arm * 1e6 - 3, (ages[i] - 50) / 365.25]);
        Assert.Equal(a.Status, b.Status);
        if (a.Status != CoxStatus.Converged) return;

        // (age - 50) / 365.25 loses up to an ulp of 50, 1e-14 of a typical deviation
        Assert.Equal(a.Coefficients[0], b.Coefficients[0] * 1e6, 1e-8 * a.StandardError(0));
        Assert.Equal(a.Coefficients[1], b.Coefficients[1] / 365.25, 1e-8 * a.StandardError(1));
        Assert.Equal(a.ScoreTest.Statistic, b.ScoreTest.Statistic, 1e-8 * (1 + a.ScoreTest.Statistic));
    });

    private static LogRankResult Test((FollowUp Time, int Arm, int Stratum)[] trial, Func<FollowUp, FollowUp> time) =>
        LogRank.Test([.. trial.Select(s => time(s.Time))], [.. trial.Select(s => s.Arm)], [.. trial.Select(s => s.Stratum)]);

    private static CoxFit Fit((FollowUp Time, int Arm, int Stratum)[] trial, Func<(FollowUp Time, int Arm, int Stratum), double[]> row) =>
        Fit(trial, (s, _) => row(s));

    private static CoxFit Fit((FollowUp Time, int Arm, int Stratum)[] trial, Func<(FollowUp Time, int Arm, int Stratum), int, double[]> row)
    {
        double[,] x = new double[trial.Length, row(trial[0], 0).Length];
        for (int i = 0; i < trial.Length; i++)
        {
            double[] values = row(trial[i], i);
            for (int j = 0; j < values.Length; j++) x[i, j] = values[j];
        }

        return Cox.Fit([.. trial.Select(s => s.Time)], x, [.. trial.Select(s => s.Stratum)]);
    }
}
