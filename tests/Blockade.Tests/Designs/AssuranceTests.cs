using System.Collections.Immutable;
using Blockade.Designs;
using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Designs;

public class AssuranceTests
{
    private static readonly AnalyticTrial Trial = new()
    {
        Patients = 150,
        Arms = [new("control", SurvivalLaw.OfMedian(10)), new("new", SurvivalLaw.OfMedian(10).Times(0.65))],
        Accrual = Accrual.Even(12),
    };

    private static readonly PlannedTest Test = PlannedTest.Of("one look", Endpoint.OverallSurvival, [100], BoundaryShape.OBrienFleming, 0.025, BoundarySides.Upper);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "z is normal around -log HR sqrt(d)/2 with variance 1, the log HR normal: assurance Phi((m - c)/sqrt(1 + s^2 d/4)); power between effects by its own integral")]
    public void The_chance_of_success_and_its_spread_are_the_normal_ones()
    {
        const double Deviation = 0.2;
        double drift = -Math.Log(0.65) * 5, spread = Deviation * 5, c = Test.Plan.Critical[0];
        double expected = Normal.CDF(0, 1, (drift - c) / Math.Sqrt(1 + (spread * spread)));
        double[] powers = [.. Enumerable.Range(0, 2000).Select(i => Normal.CDF(0, 1, drift - c + (spread * Normal.InvCDF(0, 1, (i + 0.5) / 2000))))];
        double between = powers.Average(p => p * p) - (expected * expected);

        Assurance found = Assurance.Run(Trial, Test, Deviation, new RandomSource(3), 400, 25, 4, TestContext.Current.CancellationToken);

        Assert.Equal(expected, found.Success.Value, (4 * found.Success.StandardError) + 0.01);   // 0.01: what 100 events leave of normality
        Assert.Equal(between, found.BetweenVariance, (4 * between * Math.Sqrt(2.0 / 400)) + 0.005);
        Assert.Equal(powers.Average(p => p * (1 - p) / 25), found.WithinVariance, 0.2 * found.WithinVariance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same share from every effect: nothing is between, and its observed variance of zero is less than the noise")]
    public void Variances_are_told_apart()
    {
        Assurance found = Assurance.Of([5, 5, 5], 10);

        Assert.Equal((0.5, 0.0), (found.Success.Value, found.BetweenVariance));
        Assert.Equal(0.25 / 9, found.WithinVariance, 1e-15);
        Assert.Throws<ArgumentException>(() => Assurance.Of([1], 10));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, anova(lm(y ~ draw + replicate)): mean squares 1/3, 1/2 and 1/6; the components and the error of the mean are sums of these")]
    public void Draws_that_meet_the_same_patients_are_told_apart_as_in_an_analysis_of_variance()
    {
        Assurance found = Assurance.Crossed(Rows("11010", "10010", "11110", "01000"));

        Assert.Equal(0.5, found.Success.Value, 1e-15);
        Assert.Equal((1.0 / 3 - 1.0 / 6) / 5, found.BetweenVariance, 1e-15);
        Assert.Equal((1.0 / 2 - 1.0 / 6) / 4, found.SharedVariance, 1e-15);
        Assert.Equal(Math.Sqrt((1.0 / 3 + 1.0 / 2 - 1.0 / 6) / 20), found.Success.StandardError, 1e-15);
        Assert.Equal((0.24 + 0.24 + 0.16 + 0.16) / 4 / 4, found.WithinVariance, 1e-15);   // p (1 - p) of 3, 2, 4 and 1 of 5
        Assert.Equal(found.Success.StandardError, Math.Sqrt((found.ErrorOfEffects * found.ErrorOfEffects) + (found.ErrorOfReplicates * found.ErrorOfReplicates)), 1e-15);
        Assert.Throws<ArgumentException>(() => Assurance.Crossed(Rows("10", "1")));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "success where a sum of three standard normals, of the draw, of the patients and of both, is positive: two trials that share one of them both succeed with 1/4 + asin(1/3)/(2 pi) (Sheppard 1898)")]
    public void Components_and_limits_are_those_of_a_model_whose_own_are_known()
    {
        const int Experiments = 300, Draws = 20, Replicates = 15;
        double truth = Math.Asin(1.0 / 3) / (2 * Math.PI);
        var random = new RandomSource(8);
        Assurance[] found =
        [
            .. Enumerable.Range(0, Experiments).Select(e =>
            {
                RandomSequence draw = random.Sequence(1, (uint)e);
                double[] ofDraw = [.. Enumerable.Range(0, Draws).Select(_ => draw.NextNormal())], ofPatients = [.. Enumerable.Range(0, Replicates).Select(_ => draw.NextNormal())];
                return Assurance.Crossed([.. ofDraw.Select(a => ofPatients.Select(b => a + b + draw.NextNormal() > 0).ToImmutableArray())]);
            }),
        ];

        MonteCarlo between = MonteCarlo.Mean(found.Select(f => f.BetweenVariance)), shared = MonteCarlo.Mean(found.Select(f => f.SharedVariance));
        Assert.Equal(truth, between.Value, 4 * between.StandardError);
        Assert.Equal(truth, shared.Value, 4 * shared.StandardError);

        // 95 % limits that treat the estimated error as known hold somewhat less with 15 and 20 of them; 88 % of 300 is 5.5 standard errors below 95 %
        Assert.InRange(found.Count(f => f.Limits.Lower <= 0.5 && 0.5 <= f.Limits.Upper), (int)(0.88 * Experiments), Experiments);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "all succeed: Wilson's limits of as many trials as there are draws or sets of patients, whichever are fewer")]
    public void Limits_of_a_share_of_one_do_not_claim_more_than_the_fewer_of_both()
    {
        Assert.Equal(Proportion.Wilson(3, 3), Assurance.Crossed(Rows("1111", "1111", "1111")).Limits);
        Assert.Equal(Proportion.Wilson(0.5, 3.0), Assurance.Crossed(Rows("10", "01", "10", "01")).Limits);   // the rest's mean square is 8/4/3, over 8: (1/4)/(1/12) is 3
    }

    private static ImmutableArray<ImmutableArray<bool>> Rows(params string[] rows) => [.. rows.Select(r => r.Select(c => c == '1').ToImmutableArray())];
}
