using Blockade.Designs;
using Blockade.Numerics.Random;
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
}
