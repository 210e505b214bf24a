using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class HybridTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "a gene that switches and its product: mean p k / d, variance p k / d + (k / d)^2 p (1 - p) d / (d + on + off) (Peccoud and Ycart 1995)")]
    public void A_gene_that_switches_makes_its_product_in_bursts()
    {
        // off (0) and on (1); made at k while on, lost at d: up to 50,000 copies beside one gene
        const double On = 0.5, Off = 1, K = 50_000, D = 1;
        const int Runs = 3000;
        var system = new MassActionSystem(
            3, ([0], [(0, -1), (1, 1)], On), ([1], [(0, 1), (1, -1)], Off), ([1], [(2, 1)], K), ([2], [(2, -1)], D));

        EnsembleResult result = Run(system, [1, 0, 0], Runs, [0, 30]);

        double p = On / (On + Off);
        double mean = p * K / D;
        double variance = (K / D) * (K / D) * p * (1 - p) * D / (D + On + Off);   // the rest, p k / d, is the product's own noise: 1e-4 of it
        Assert.Equal(mean, result.Mean(1, 2), 4 * Math.Sqrt(variance / Runs));
        Assert.Equal(p, result.Mean(1, 1), 4 * Math.Sqrt(p * (1 - p) / Runs));

        // the law lies between 0 and k / d, where the fourth moment is at most that of its ends: the variance's relative error is below 1.2 / sqrt(n)
        Assert.Equal(1, result.StandardDeviation(1, 2) * result.StandardDeviation(1, 2) / variance, (4 * 1.2 / Math.Sqrt(Runs)) + 1e-3);

        // exact runs would fire 2 k p t = 1e6 events each; here those of the gene, and of the product while it is few
        Assert.True(result.Statistics.Leaps > Runs && (double)result.Statistics.Events / Runs < 2e5, $"{result.Statistics.Events} events");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A + A -> B of a million: dx/dt = -k x (x - 1), so that x / (x - 1) grows as exp(k t); sums kept exactly")]
    public void Many_follow_the_differential_equation_and_what_is_conserved_is_conserved()
    {
        const double K = 1e-6, N = 1e6;
        var solver = new JumpSolver(new MassActionSystem(3, ([0, 0], [(0, -2), (1, 1)], K)), new JumpOptions { Method = JumpMethod.Hybrid });
        solver.Start(0, [N, 2000, 7], new RandomSource(1).Sequence(1, 0));

        Assert.Equal(JumpStatus.Completed, solver.Advance(3, TestContext.Current.CancellationToken));
        double grown = N / (N - 1) * Math.Exp(K * 3);
        double expected = grown / (grown - 1);
        Assert.Equal(expected, solver.Populations[0], 1e-4 * expected);   // a hundred steps of a tolerance of 1e-6
        Assert.Equal(0, solver.Statistics.Events);
        solver.Change(2, 8);   // a dose of something else: all go back to single events

        Assert.Equal(Math.Floor(solver.Populations[0]), solver.Populations[0]);
        Assert.Equal(Math.Floor(solver.Populations[1]), solver.Populations[1]);
        Assert.Equal(N + 4000, solver.Populations[0] + (2 * solver.Populations[1]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "decay: continuous down to 500 copies, then Binomial(500, survival) by single events")]
    public void What_becomes_few_goes_on_by_single_events()
    {
        const double N = 5000, End = 5;
        const int Runs = 4000;
        var system = new MassActionSystem(2, ([0], [(0, -1), (1, 1)], 1));

        EnsembleResult result = Run(system, [N, 2000], Runs, [0, End]);

        double survival = Math.Exp(-End) * N / 500;
        double mean = 500 * survival, variance = 500 * survival * (1 - survival);
        Assert.Equal(mean, result.Mean(1, 0), (4 * Math.Sqrt(variance / Runs)) + (1e-3 * mean));
        Assert.Equal(1, result.StandardDeviation(1, 0) * result.StandardDeviation(1, 0) / variance, 4 * Math.Sqrt(2.0 / Runs) * 1.1);   // kurtosis of a binomial is near a normal's
        Assert.Equal(N + 2000, result.Mean(1, 0) + result.Mean(1, 1), 1e-6);
        Assert.Equal(500 * (1 - survival), (double)result.Statistics.Events / Runs, (4 * Math.Sqrt(variance / Runs)) + 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "immigration and death of few: Poisson; nothing is continuous")]
    public void Few_are_exact()
    {
        const int Runs = 20_000;
        EnsembleResult result = Run(new MassActionSystem(1, ([], [(0, 1)], 20), ([0], [(0, -1)], 1)), [0], Runs, [0, 20]);

        Assert.Equal(20, result.Mean(1, 0), 4 * Math.Sqrt(20.0 / Runs));
        Assert.Equal(20, result.StandardDeviation(1, 0) * result.StandardDeviation(1, 0), 4 * 20 * Math.Sqrt(2.05 / Runs));
        Assert.Equal(0, result.Statistics.Leaps);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same address, another, and other output times")]
    public void The_same_address_gives_the_same_run()
    {
        double[] first = Follow(3, [10]), again = Follow(3, [10]), other = Follow(4, [10]), stopping = Follow(3, [2, 4, 6, 8, 10]);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(first[0], stopping[0]);   // the gene, whose events wait for the integral wherever the run stops
        Assert.Equal(first[2], stopping[2], 1e-3 * first[2]);

        static double[] Follow(uint run, double[] stops)
        {
            var system = new MassActionSystem(3, ([0], [(0, -1), (1, 1)], 0.5), ([1], [(0, 1), (1, -1)], 1), ([1], [(2, 1)], 50_000), ([2], [(2, -1)], 1));
            var solver = new JumpSolver(system, new JumpOptions { Method = JumpMethod.Hybrid });
            solver.Start(0, [1, 0, 20_000], new RandomSource(5).Sequence(1, run));
            foreach (double stop in stops) Assert.Equal(JumpStatus.Completed, solver.Advance(stop, TestContext.Current.CancellationToken));
            return solver.Populations.ToArray();
        }
    }

    private static EnsembleResult Run(JumpSystem system, double[] start, int runs, double[] times) => JumpEnsemble.Run(
        () => system, start, times, new EnsembleOptions { Runs = runs, Random = new RandomSource(11), Solver = new JumpOptions { Method = JumpMethod.Hybrid } },
        cancellation: TestContext.Current.CancellationToken);
}
