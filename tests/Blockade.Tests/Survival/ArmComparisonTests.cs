using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>What is sorted and counted once for two arms is what every method says by itself.</summary>
public class ArmComparisonTests
{
    [Theory, InlineData(TieMethod.Efron), InlineData(TieMethod.Breslow), InlineData(TieMethod.Exact)]
    [Evidence(EvidenceKind.Metamorphic, "the test and the model by themselves, with ties, strata and labels that are not 0 and 1")]
    public void Both_together_are_each_alone(TieMethod ties)
    {
        (FollowUp[] all, int[] arms, int[] strata) = Draw(300, 12);
        int[] labels = [.. arms.Select(a => a == 0 ? 7 : -2)];
        double[,] x = new double[all.Length, 1];
        for (int i = 0; i < all.Length; i++) x[i, 0] = 1 - arms[i];   // one in the arm with the higher label
        var options = new CoxOptions { Ties = ties };

        ArmComparison found = ArmComparison.Of(all, labels, strata, options);
        LogRankResult test = LogRank.Test(all, labels, strata);
        CoxFit fit = Cox.Fit(all, x, strata, options);

        Assert.Equal((test.ChiSquared, test.Z, fit.Status, fit.Iterations), (found.Test.ChiSquared, found.Test.Z, found.Fit.Status, found.Fit.Iterations));
        Assert.Equal(fit.LogLikelihood, found.Fit.LogLikelihood, 1e-10);   // the arms may be counted in another order
        Assert.Equal(fit.Coefficients[0], found.Fit.Coefficients[0], 1e-12);
        Assert.Equal(fit.Covariance(0, 0), found.Fit.Covariance(0, 0), 1e-12);
    }

    [Theory, InlineData(TieMethod.Efron), InlineData(TieMethod.Breslow)]
    [Evidence(EvidenceKind.Metamorphic, "subjects who share their covariates are counted; with a weight of one each they are gone through: the same likelihood, fit and Schoenfeld test")]
    public void Patterns_of_covariates_are_the_subjects_who_have_them(TieMethod ties)
    {
        (FollowUp[] all, int[] arms, int[] strata) = Draw(250, 15);
        foreach (int columns in new[] { 1, 2 })
        {
            double[,] x = new double[all.Length, columns];
            for (int i = 0; i < all.Length; i++)
            {
                x[i, 0] = 100 + (arms[i] * 3);
                if (columns == 2) x[i, 1] = i % 3 == 0 ? 0.001 : 0;
            }

            CoxFit counted = Cox.Fit(all, x, strata, new CoxOptions { Ties = ties });
            CoxFit each = Cox.Fit(all, x, strata, new CoxOptions { Ties = ties, Weights = [.. all.Select(_ => 1.0)] });

            Assert.Equal((each.Status, each.Events), (counted.Status, counted.Events));
            Assert.Equal(each.NullLogLikelihood, counted.NullLogLikelihood, 1e-9);   // some 150 logarithms
            Assert.Equal(each.LogLikelihood, counted.LogLikelihood, 1e-9);
            Assert.Equal(each.ScoreTest.Statistic, counted.ScoreTest.Statistic, 1e-9);
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(1, counted.Coefficients[j] / each.Coefficients[j], 1e-8);   // where the iteration stops
                Assert.Equal(1, counted.Covariance(j, 0) / each.Covariance(j, 0), 1e-8);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract: two arms, no late entry; an arm without events has no finite coefficient")]
    public void What_cannot_be_compared_is_refused()
    {
        FollowUp[] four = [new(1, true), new(2, false), new(3, true), new(4, false)];

        Assert.Throws<ArgumentException>(() => ArmComparison.Of(four, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => ArmComparison.Of(four, [0, 1, 2, 0]));
        Assert.Throws<ArgumentException>(() => ArmComparison.Of(four, [0, 1, 0]));
        Assert.Throws<ArgumentException>(() => ArmComparison.Of(four, [0, 1, 0, 1], options: new CoxOptions { Entries = [0, 0, 0, 0] }));
        Assert.Equal(CoxStatus.MonotoneLikelihood, ArmComparison.Of(four, [0, 1, 0, 1]).Fit.Status);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "against the framework's stable sort: ties in their order, zero with either sign, the smallest and the largest doubles, and whole numbers that share most of their digits")]
    public void Times_are_sorted_by_their_digits()
    {
        RandomSequence draw = new RandomSource(2).Sequence(1, 0);
        double[] special = [0, -0.0, double.Epsilon, double.MaxValue, 1, 1 + 1e-15, 1e-300, 1e300];
        foreach (int n in new[] { 0, 1, 30, 48, 1000, 70_000 })
        {
            double[] times = [.. Enumerable.Range(0, n).Select(i => i % 3 == 0 ? special[draw.NextInt32(special.Length)] : i % 3 == 1 ? draw.NextInt32(50) : draw.NextExponential())];
            int[] items = [.. Enumerable.Range(0, n)];
            int[] expected = [.. items.OrderBy(i => times[i])];
            double[] sorted = [.. times];

            TimeSort.Sort(sorted, items);

            Assert.Equal(expected.Select(i => times[i]), sorted);
            if (n >= 48) Assert.Equal(expected, items);   // fewer are sorted by comparison, in which equal times have no order
        }
    }

    // two arms, three strata, whole months with several events each
    private static (FollowUp[] All, int[] Arms, int[] Strata) Draw(int n, double mean)
    {
        RandomSequence draw = new RandomSource(20261126).Sequence(7, (uint)n);
        var all = new FollowUp[n];
        int[] arms = new int[n], strata = new int[n];
        for (int i = 0; i < n; i++)
        {
            (arms[i], strata[i]) = (draw.NextInt32(2), draw.NextInt32(3));
            double time = draw.NextExponential() * mean * (1 + (0.5 * arms[i])), end = 5 + (25 * draw.NextUniform());
            all[i] = new FollowUp(Math.Ceiling(Math.Min(time, end)), time <= end);
        }

        return (all, arms, strata);
    }
}
