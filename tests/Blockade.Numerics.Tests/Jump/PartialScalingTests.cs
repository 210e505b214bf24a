using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class PartialScalingTests
{
    // run_network of BioNetGen 2.9.3, method psa, seeds 1 to 1400: mean and deviation of each species at times 5, 10, 15 and 20
    private const int PeerRuns = 1400;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "immigration and death by threes: a third as many groups die of age, so that a third of the molecules is Binomial + Poisson, and the variance three times that of singles")]
    public void Immigration_and_death_keep_their_mean_and_have_the_groups_times_their_variance()
    {
        // at rest 3500 with a deviation of sqrt(3 * 3500) = 102, which stays within 3000 to 4000, five deviations off, where the level of 1000 makes groups of three
        const double Mean = 3500, First = 3501, Group = 3;
        double[] times = [0, 0.1, 0.5, 1, 2, 4];
        EnsembleResult result = Run(new MassActionSystem(1, ([], [(0, 1)], Mean), ([0], [(0, -1)], 1)), [First], 1000, 4000, times, kept: 50);

        MomentCheck.Passes(result, 0, [.. times.Select(t => (Mean + ((First - Mean) * Math.Exp(-t)), Math.Sqrt(Group * (1 - Math.Exp(-t)) * (Mean + (First * Math.Exp(-t))))))]);
        for (int r = 0; r < 50; r++) Assert.Equal(0, result.Value(r, 5, 0) % Group);
        Assert.Equal(4000 * 4 * 2 * Mean / Group, result.Statistics.Events, 0.01 * 4000 * 4 * 2 * Mean / Group);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "where nothing reaches twice the level, every event is a single one: the same draws as the direct method's")]
    public void Below_twice_the_level_it_is_the_direct_method()
    {
        var system = new MassActionSystem(4, ([0, 0], [(0, -2), (1, 1)], 0.005), ([1], [(0, 2), (1, -1)], 0.3), ([0, 1], [(0, -1), (1, -1), (2, 1)], 0.01), ([2], [(2, -1), (3, 1)], 0.1), ([], [(0, 1)], 1));
        var scaled = new JumpSolver(system, new JumpOptions { Method = JumpMethod.PartialScaling, ScalingLevel = 200 });
        var direct = new JumpSolver(system, new JumpOptions { Method = JumpMethod.Direct });
        scaled.Start(0, [250, 0, 0, 0], new RandomSource(4).Sequence(0, 0));
        direct.Start(0, [250, 0, 0, 0], new RandomSource(4).Sequence(0, 0));

        for (int k = 1; k <= 20; k++)
        {
            Assert.Equal(JumpStatus.Completed, scaled.Advance(k, TestContext.Current.CancellationToken));
            Assert.Equal(JumpStatus.Completed, direct.Advance(k, TestContext.Current.CancellationToken));
            Assert.Equal(direct.Populations.ToArray(), scaled.Populations.ToArray());
        }

        Assert.True(direct.Statistics.Events > 300);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "run_network of BioNetGen 2.9.3, psa with poplevel 100")]
    public void Dimers_have_the_means_and_deviations_of_BioNetGen() => Agrees(
        new MassActionSystem(3, ([0, 0], [(0, -2), (1, 1)], 2e-5), ([1], [(0, 2), (1, -1)], 0.1), ([1], [(1, -1), (2, 1)], 0.05), ([2], [(2, -1), (0, 1)], 0.02)),
        [20_000, 2000, 0], 100,
        [
            [(9304.87, 618.99), (6063.07, 296.11), (1255.78, 90.37)],
            [(8002.26, 591.84), (5362.93, 302.51), (2511.64, 177.86)],
            [(7407.76, 517.31), (4574.96, 279.74), (3444.67, 225.97)],
            [(6913.07, 459.20), (3960.96, 277.99), (4114.01, 269.79)],
        ]);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "run_network of BioNetGen 2.9.3, psa with poplevel 20")]
    public void An_enzyme_of_few_has_the_means_and_deviations_of_BioNetGen() => Agrees(
        new MassActionSystem(
            4, ([0, 1], [(0, -1), (1, -1), (2, 1)], 1e-4), ([2], [(0, 1), (1, 1), (2, -1)], 0.5), ([2], [(0, 1), (2, -1), (3, 1)], 0.3), ([3, 3], [(1, 1), (3, -2)], 2e-5), ([3], [(1, 1), (3, -1)], 0.05)),
        [150, 5000, 0, 0], 20,
        [
            [(93.12, 8.86), (4878.18, 12.66), (56.88, 8.86), (64.86, 9.86)],
            [(93.65, 9.53), (4818.34, 18.70), (56.35, 9.53), (124.77, 16.85)],
            [(94.63, 8.83), (4771.82, 24.56), (55.37, 8.83), (171.20, 23.39)],
            [(93.98, 8.59), (4736.17, 28.48), (56.02, 8.59), (204.54, 27.58)],
        ]);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a population is a count, and what reactions keep is kept")]
    public void No_population_is_ever_negative_and_sums_are_kept()
    {
        // at the least level a group would take three halves of what there is, were it not for the three that one firing takes
        var system = new MassActionSystem(2, ([0, 0, 0], [(0, -3), (1, 1)], 1e-4), ([1], [(0, 3), (1, -1)], 1));
        var solver = new JumpSolver(system, new JumpOptions { Method = JumpMethod.PartialScaling, ScalingLevel = 2 });
        for (uint run = 0; run < 200; run++)
        {
            solver.Start(0, [1000, 0], new RandomSource(3).Sequence(0, run));
            for (int k = 1; k <= 10; k++)
            {
                Assert.Equal(JumpStatus.Completed, solver.Advance(0.2 * k, TestContext.Current.CancellationToken));
                foreach (double x in solver.Populations) Assert.True(x >= 0 && x == Math.Floor(x), $"{x}");
                Assert.Equal(1000, solver.Populations[0] + (3 * solver.Populations[1]));
            }
        }
    }

    [Theory, InlineData(1), InlineData(0), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    [Evidence(EvidenceKind.Analytic, "contract of JumpOptions.ScalingLevel")]
    public void A_level_is_two_or_more(double level) => Assert.Throws<ArgumentOutOfRangeException>(() => new JumpOptions { ScalingLevel = level });

    // the difference of two means has the sum of their variances over their runs, a deviation a relative error of 1 / sqrt(2 n) where it is about normal: of up to 32 figures
    // one leaves 4.5 by chance once in 4000
    private static void Agrees(JumpSystem system, double[] start, double level, (double Mean, double Deviation)[][] peer)
    {
        const int Runs = 2000;
        EnsembleResult result = Run(system, start, level, Runs, [0, 5, 10, 15, 20]);
        for (int k = 0; k < peer.Length; k++)
        {
            for (int s = 0; s < start.Length; s++)
            {
                (double mean, double deviation) = peer[k][s];
                Assert.Equal(mean, result.Mean(k + 1, s), 4.5 * deviation * Math.Sqrt((1.0 / Runs) + (1.0 / PeerRuns)));
                Assert.Equal(1, result.StandardDeviation(k + 1, s) / deviation, 4.5 * Math.Sqrt((0.5 / Runs) + (0.5 / PeerRuns)));
            }
        }
    }

    private static EnsembleResult Run(JumpSystem system, double[] start, double level, int runs, double[] times, int kept = 0) => JumpEnsemble.Run(
        () => system, start, times,
        new EnsembleOptions { Runs = runs, KeptRuns = kept, Random = new RandomSource(5), Solver = new JumpOptions { Method = JumpMethod.PartialScaling, ScalingLevel = level } },
        cancellation: TestContext.Current.CancellationToken);
}
