using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Trials;

/// <summary>The tests that a trial ends with, under a null that holds: cheap follow-ups from one law in both arms, stratified and censored.</summary>
public class TypeOneErrorTests
{
    private const int Replicates = 10_000;
    private const int Patients = 120;

    private static readonly Lazy<(double LogRank, double Wald, bool Covered)[]> Nulls = new(() =>
    {
        var results = new (double, double, bool)[Replicates];
        Parallel.For(0, Replicates, r => results[r] = Null((uint)r));
        return results;
    });

    [Theory, InlineData(0.01), InlineData(0.05), InlineData(0.2), InlineData(0.5)]
    [Evidence(EvidenceKind.Analytic, "identical arms: p-values below alpha in a share alpha of replicates, within four binomial standard errors")]
    public void Identical_arms_reject_at_the_nominal_rate(double alpha)
    {
        double monteCarlo = 4 * Math.Sqrt(alpha * (1 - alpha) / Replicates);

        // the normal approximation of a statistic of some 90 events errs by about 1/(4 events) of the tail's height: below 0.003 everywhere
        Assert.Equal(alpha, Nulls.Value.Count(n => n.LogRank < alpha) / (double)Replicates, monteCarlo + 0.003);
        Assert.Equal(alpha, Nulls.Value.Count(n => n.Wald < alpha) / (double)Replicates, monteCarlo + 0.003);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "p-values under the null are uniform: Kolmogorov's statistic")]
    public void P_values_of_identical_arms_are_uniform() =>
        Assert.True(Ecdf.Distance(Nulls.Value.Select(n => n.LogRank), p => p) < (2.23 / Math.Sqrt(Replicates)) + 0.003);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a 95 % interval of the hazard ratio holds 1 in 95 % of trials whose arms are identical")]
    public void The_interval_of_the_hazard_ratio_covers_one() =>
        Assert.Equal(0.95, Nulls.Value.Count(n => n.Covered) / (double)Replicates, (4 * Math.Sqrt(0.95 * 0.05 / Replicates)) + 0.003);

    private static (double LogRank, double Wald, bool Covered) Null(uint replicate)
    {
        RandomSequence random = new RandomSource(99).Sequence(4, replicate, 0);
        var followUps = new FollowUp[Patients];
        var arms = new int[Patients];
        var strata = new int[Patients];
        var covariate = new double[Patients, 1];
        for (int k = 0; k < Patients; k++)
        {
            strata[k] = random.NextInt32(3);
            arms[k] = k % 2;
            covariate[k, 0] = arms[k];
            double at = 12 * (strata[k] + 1) * random.NextExponential();   // a hazard of its own in every stratum
            double cut = 40 * random.NextUniform();
            followUps[k] = new FollowUp(Math.Min(at, cut), at <= cut);
        }

        CoxFit fit = Cox.Fit(followUps, covariate, strata);
        Estimate ratio = fit.HazardRatio(0);
        return (LogRank.Test(followUps, arms, strata).PValue, fit.PValue(0), ratio.Lower <= 1 && ratio.Upper >= 1);
    }
}
