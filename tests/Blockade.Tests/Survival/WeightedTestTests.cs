using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace Blockade.Tests.Survival;

/// <summary>Weights of events, and the largest of several weighted tests.</summary>
public class WeightedTestTests
{
    private static readonly FollowUp[] Eight =
        [new(1, true), new(2, true), new(2, true), new(3, false), new(4, true), new(5, true), new(5, false), new(6, true)];

    private static readonly int[] Arms = [0, 1, 0, 1, 0, 1, 0, 1];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "at risk 8, 7, 4, 3, 1 with 1, 2, 1, 1, 1 events: Peto's S is 8/9, 8/9 6/8, times 4/5, times 3/4, times 1/2")]
    public void Peto_weighs_by_his_own_estimate_of_survival()
    {
        // observed and at risk in arm 1 at the five times: 0, 1, 0, 1, 1 and 4, 4, 2, 2, 1
        double[] weights = [8 / 9.0, 2 / 3.0, 8 / 15.0, 2 / 5.0, 1 / 5.0];
        LogRankResult result = LogRank.Test(Eight, Arms, weight: new LogRankWeight.Peto());

        Assert.Equal(weights[1] + weights[3] + weights[4], result.Observed[1], 1e-14);
        Assert.Equal(
            (weights[0] * 4 / 8) + (weights[1] * 2 * 4 / 7) + (weights[2] * 2 / 4) + (weights[3] * 2 / 3) + weights[4], result.Expected[1], 1e-14);
        Assert.Equal(
            (weights[0] * weights[0] / 4) + (weights[1] * weights[1] * (2 * 5 / 6.0) * (4 * 3 / 49.0)) + (weights[2] * weights[2] / 4) + (weights[3] * weights[3] * 2 / 9),
            result.Covariance(1, 1), 1e-14);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one weight alone is that test; a weight twice says nothing new; a scaled weight is the same test")]
    public void Combining_one_test_is_that_test()
    {
        LogRankResult logRank = LogRank.Test(Eight, Arms);
        MaxComboResult one = MaxCombo.Test(Eight, Arms, weights: [LogRankWeight.None]);
        MaxComboResult twice = MaxCombo.Test(Eight, Arms, weights: [LogRankWeight.None, new LogRankWeight.FlemingHarrington(0, 0)]);

        Assert.Equal(logRank.Z, one.Z[0], 1e-14);
        Assert.Equal(logRank.PValue, one.PValue, 1e-14);
        Assert.Equal(logRank.PValue, twice.PValue, 1e-14);
    }

    [Theory, InlineData(0.3), InlineData(0.8), InlineData(0.99), InlineData(-0.5)]
    [Evidence(EvidenceKind.Analytic, "two normals of correlation r: P(both within c) is the integral of phi(y) times the other's chance given y")]
    public void The_chance_of_leaving_a_square_is_a_single_integral(double r)
    {
        foreach (double c in new[] { 0.5, 1.96, 3.5 })
        {
            double Given(double y) => Normal.PDF(0, 1, y)
                * (Normal.CDF(0, 1, (c - (r * y)) / Math.Sqrt(1 - (r * r))) - Normal.CDF(0, 1, (-c - (r * y)) / Math.Sqrt(1 - (r * r))));
            double inside = Enumerable.Range(0, 200).Sum(k => GaussLegendreRule.Integrate(Given, -c + (k * c / 100), -c + ((k + 1) * c / 100), 16));

            Assert.Equal(1 - inside, NormalBox.Outside(new[,] { { 1, r }, { r, 1 } }, c), 1e-6);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "independent normals: 1 - (1 - p)^m; and three of equal correlation 1/2 about a limit of zero width")]
    public void Independent_normals_leave_a_cube_independently()
    {
        double p = 2 * Normal.CDF(0, 1, -2.2);
        double[,] three = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        double[,] four = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };

        Assert.Equal(1 - Math.Pow(1 - p, 3), NormalBox.Outside(three, 2.2), 1e-9);
        Assert.Equal(1 - Math.Pow(1 - p, 4), NormalBox.Outside(four, 2.2), 1e-9);
        Assert.Equal(1, NormalBox.Outside(four, 0), 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "identical arms: rejected at 5 % in 5 % of replicates, within four binomial standard errors and what 60 events leave of normality")]
    public void The_largest_of_four_keeps_its_level()
    {
        const int Replicates = 600;
        int rejected = 0;
        Parallel.For(0, Replicates, r =>
        {
            RandomSequence random = new RandomSource(7).Sequence(4, (uint)r, 0);
            FollowUp[] all = new FollowUp[80];
            for (int i = 0; i < all.Length; i++)
            {
                (double at, double cut) = (random.NextExponential(), 3 * random.NextUniform());
                all[i] = new(Math.Min(at, cut), at <= cut);
            }

            if (MaxCombo.Test(all, [.. Enumerable.Range(0, 80).Select(i => i % 2)]).PValue < 0.05) Interlocked.Increment(ref rejected);
        });

        Assert.Equal(0.05, rejected / (double)Replicates, (4 * Math.Sqrt(0.05 * 0.95 / Replicates)) + 0.005);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a late difference: the weight of late events is the largest, and the joint p-value lies between its own and the sum of four")]
    public void A_late_difference_is_found_by_the_late_weight()
    {
        // nobody differs before month 10; after it one arm dies twice as slowly
        RandomSequence random = new RandomSource(11).Sequence(4, 0, 0);
        FollowUp[] all = new FollowUp[400];
        for (int i = 0; i < all.Length; i++)
        {
            double at = 12 * random.NextExponential();
            if (i % 2 == 1 && at > 10) at = 10 + (2 * (at - 10));
            all[i] = new(Math.Min(at, 36), at <= 36);
        }

        MaxComboResult result = MaxCombo.Test(all, [.. Enumerable.Range(0, 400).Select(i => i % 2)]);
        double own = 2 * Normal.CDF(0, 1, -result.Statistic);

        Assert.Equal(2, Enumerable.Range(0, 4).MaxBy(i => Math.Abs(result.Z[i])));
        Assert.True(result.Z[2] < 0);
        Assert.InRange(result.PValue, own, 4 * own);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the caller's mistakes, and nothing to compare")]
    public void What_cannot_be_combined_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MaxCombo.Test(Eight, [0, 1, 2, 0, 1, 2, 0, 1]));
        Assert.Throws<ArgumentException>(() => MaxCombo.Test(Eight, Arms, weights: []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogRankWeight.FlemingHarrington(-1, 0));
        Assert.Equal(double.NaN, MaxCombo.Test([new(1, false), new(2, false)], [0, 1]).PValue);
    }
}
