using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class TauLeapingTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.03)]
    [InlineData(0.01)]
    [Evidence(EvidenceKind.Analytic, "decay: the mean is N exp(-k t); leaps of tau = e / k give N (1 - e)^(t / tau)")]
    public void The_error_of_a_decay_is_the_tolerances(double tolerance)
    {
        // drift bound: e N / (k N) = e / k; the variance's bound (e N)^2 / (k N) = e (e N) / k is longer. So log(mean / N) = -k t (1 + e / 2 + ...)
        const double N = 1e6;
        const int Runs = 400;
        EnsembleResult result = Run(new MassActionSystem(1, ([0], [(0, -1)], 1)), [N], Runs, tolerance, [0, 1]);

        double expected = N * Math.Exp(Math.Log(1 - tolerance) / tolerance);

        // the last leap ends at t = 1 and is shorter by up to tau: a second-order change of e^2 / 2 of the mean; four standard errors
        double deviation = Math.Sqrt(N * Math.Exp(-1) * (1 - Math.Exp(-1)));
        Assert.Equal(expected, result.Mean(1, 0), (N * Math.Exp(-1) * tolerance * tolerance / 2) + (4 * deviation / Math.Sqrt(Runs)));
        Assert.True(result.Statistics.Leaps <= Runs * ((1 / tolerance) + 2), $"{result.Statistics.Leaps} leaps");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [Evidence(EvidenceKind.Analytic, "decay: n leaps of e / k multiply the mean by the Taylor polynomial of exp(-e) of the order, n times")]
    public void The_error_of_a_decay_falls_with_the_order(int order)
    {
        const double N = 1e8, E = 0.25;
        const int Runs = 400;
        double step = order == 2 ? 1 - E + (E * E / 2) : 1 - E + (E * E / 2) - (E * E * E / 6) + (E * E * E * E / 24);
        EnsembleResult result = JumpEnsemble.Run(
            () => new MassActionSystem(1, ([0], [(0, -1)], 1)), [N], [0, 1],
            new EnsembleOptions { Runs = Runs, Random = new RandomSource(2), Solver = new JumpOptions { Method = JumpMethod.TauLeaping, LeapOrder = order, LeapTolerance = double.PositiveInfinity, LongestLeap = E } },
            cancellation: TestContext.Current.CancellationToken);

        // four standard errors of the mean, which are a two hundredth and a thirtieth of what the next lower order would be off by
        double error = 4 * Math.Sqrt(N * Math.Exp(-1) * (1 - Math.Exp(-1)) / Runs);
        Assert.Equal(N * Math.Pow(step, 4), result.Mean(1, 0), error);
        Assert.Equal(4 * Runs, result.Statistics.Leaps);
        double lower = order == 2 ? 1 - E : 1 - E + (E * E / 2) - (E * E * E / 6);
        Assert.True(N * Math.Abs(Math.Pow(step, 4) - Math.Pow(lower, 4)) > 10 * error);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A + A at rate c: with propensities from the middle the mean's error over a leap is of its third power")]
    public void Middles_count_with_pairs_too()
    {
        // dA/dt = -2 c A (A - 1) / 2 from N: N / (1 + c N t) to 1 / N; three leaps of 0.1 at c N = 1
        const double N = 1e7;
        const int Runs = 300;
        double Error(int order) => Math.Abs((N / 1.3) - JumpEnsemble.Run(
            () => new MassActionSystem(2, ([0, 0], [(0, -2), (1, 1)], 1 / N)), [N, 0], [0, 0.3],
            new EnsembleOptions { Runs = Runs, Random = new RandomSource(2), Solver = new JumpOptions { Method = JumpMethod.TauLeaping, LeapOrder = order, LeapTolerance = double.PositiveInfinity, LongestLeap = 0.1 } },
            cancellation: TestContext.Current.CancellationToken).Mean(1, 0));

        // Euler by hand: 0.9, 0.819, 0.75192 for 0.76923; midpoints: x - 0.1 (x - x^2 / 20)^2; the deviation of a mean is below sqrt(N / Runs) = 6e-5 of the difference
        Assert.Equal(N * ((1 / 1.3) - 0.7519239), Error(1), 1e-4 * N);
        double x = 1;
        for (int k = 0; k < 3; k++) x -= 0.1 * (x - (x * x / 20)) * (x - (x * x / 20));
        Assert.Equal(N * Math.Abs((1 / 1.3) - x), Error(2), 1e-4 * N);
        Assert.True(Error(4) < 1e-5 * N + (4 * Math.Sqrt(N / Runs)));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "leaps against single events of our own; the tolerance's share of the mean, and four standard errors")]
    public void Dimers_agree_with_single_events()
    {
        const int Runs = 500;
        var system = new MassActionSystem(3, ([0, 0], [(0, -2), (1, 1)], 2e-5), ([1], [(0, 2), (1, -1)], 0.1), ([1], [(1, -1), (2, 1)], 0.05), ([0], [(0, -1)], 0.02));
        double[] times = [0, 5, 20];
        EnsembleResult exact = JumpEnsemble.Run(
            () => system, [20_000, 0, 0], times, new EnsembleOptions { Runs = 200, Random = new RandomSource(1) }, cancellation: TestContext.Current.CancellationToken);
        EnsembleResult leaps = Run(system, [20_000, 0, 0], Runs, 0.03, times);

        for (int k = 1; k < times.Length; k++)
        {
            for (int s = 0; s < 3; s++)
            {
                double error = exact.StandardDeviation(k, s) * Math.Sqrt((1.0 / 200) + (1.0 / Runs));
                Assert.Equal(exact.Mean(k, s), leaps.Mean(k, s), (0.03 * exact.Mean(k, s)) + (4 * error));

                // a deviation of n runs has a relative standard error of 1 / sqrt(2 n); leaps add a share of the order of the tolerance
                Assert.Equal(1, leaps.StandardDeviation(k, s) / exact.StandardDeviation(k, s), (4 * Math.Sqrt((1.0 / 400) + (1.0 / (2 * Runs)))) + 0.06);
            }
        }

        Assert.True(leaps.Statistics.Leaps < leaps.Statistics.Events / 100, "leaps are to be longer than single events");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "critical reactions fire one at a time: the law of the last survivors is binomial")]
    public void Few_molecules_die_as_single_events_do()
    {
        // 12 molecules beside a large pool that leaps: Binomial(12, exp(-1)) survive
        const int Runs = 20_000;
        var system = new MassActionSystem(2, ([0], [(0, -1)], 1), ([1], [(1, -1)], 0.1), ([], [(1, 1)], 1e5));
        EnsembleResult result = Run(system, [12, 1e6], Runs, 0.03, [0, 1], kept: Runs);
        var counts = new int[13];
        for (int r = 0; r < Runs; r++) counts[(int)result.Value(r, 1, 0)]++;

        // at 11 and 12 molecules the reaction is not yet critical; the leap is bound by max(e x, 1) molecules, so that it fires about once in a leap
        double p = Math.Exp(-1);
        var law = new double[13];
        for (int k = 0; k <= 12; k++) law[k] = Choose(12, k) * Math.Pow(p, k) * Math.Pow(1 - p, 12 - k);
        double mean = counts.Select((c, k) => (double)c * k).Sum() / Runs;
        Assert.Equal(12 * p, mean, 0.03 * 12 * p + (4 * Math.Sqrt(12 * p * (1 - p) / Runs)));
        Assert.Equal(law[0], (double)counts[0] / Runs, 0.03 * 12 * law[0] + (4 * Math.Sqrt(law[0] / Runs)));
        Assert.True(result.Statistics.Leaps > Runs, "the pool is to leap");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a population is a count")]
    public void No_population_is_ever_negative()
    {
        // beside a pool that leaps, a leap at the loosest tolerance takes half of the others on average: of some 15 it takes all now and then
        var system = new MassActionSystem(2, ([0], [(0, -1)], 1), ([1], [(1, -1)], 0.1), ([], [(1, 1)], 1e5));
        var solver = new JumpSolver(system, new JumpOptions { Method = JumpMethod.TauLeaping, LeapTolerance = 0.5 });
        long rejected = 0;
        for (uint run = 0; run < 2000; run++)
        {
            solver.Start(0, [60, 1e6], new RandomSource(3).Sequence(0, run));
            for (int k = 1; k <= 4; k++)
            {
                Assert.Equal(JumpStatus.Completed, solver.Advance(k, TestContext.Current.CancellationToken));
                foreach (double x in solver.Populations) Assert.True(x >= 0 && x == Math.Floor(x), $"{x}");
            }

            rejected += solver.Statistics.RejectedLeaps;
        }

        Assert.True(rejected > 0, "the case is to be one in which leaps are refused");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without a reactant to use up there is nothing to bound: one leap to the end, Poisson with mean k t")]
    public void Pure_immigration_is_one_leap()
    {
        EnsembleResult result = Run(new MassActionSystem(1, ([], [(0, 1)], 1e6)), [0], 1000, 0.03, [0, 2]);

        Assert.Equal(1000, result.Statistics.Leaps);
        Assert.Equal(2e6, result.Mean(1, 0), 4 * Math.Sqrt(2e6 / 1000));
        Assert.Equal(1, result.StandardDeviation(1, 0) / Math.Sqrt(2e6), 4 / Math.Sqrt(2000));
    }

    private static EnsembleResult Run(JumpSystem system, double[] start, int runs, double tolerance, double[] times, int kept = 0) => JumpEnsemble.Run(
        () => system, start, times,
        new EnsembleOptions { Runs = runs, KeptRuns = kept, Random = new RandomSource(2), Solver = new JumpOptions { Method = JumpMethod.TauLeaping, LeapTolerance = tolerance } },
        cancellation: TestContext.Current.CancellationToken);

    private static double Choose(int n, int k) => k == 0 ? 1 : Choose(n, k - 1) * (n - k + 1) / k;
}
