using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class JumpEnsembleTests
{
    private static double[] Times { get; } = [0, 1, 2, 5];

    [Theory]
    [InlineData(JumpMethod.Direct)]
    [InlineData(JumpMethod.CompositionRejection)]
    [InlineData(JumpMethod.TauLeaping)]
    [Evidence(EvidenceKind.Metamorphic, "draws have addresses and sums have an order")]
    public void Threads_change_no_byte(JumpMethod method)
    {
        EnsembleResult one = Run(method, 1);
        foreach (int threads in new[] { 2, 7 })
        {
            EnsembleResult other = Run(method, threads);
            Assert.Equal(one.Statistics, other.Statistics);
            Assert.Equal(one.Runs, other.Runs);
            for (int k = 0; k < Times.Length; k++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(one.Mean(k, 0)), BitConverter.DoubleToInt64Bits(other.Mean(k, 0)));
                Assert.Equal(BitConverter.DoubleToInt64Bits(one.StandardDeviation(k, 0)), BitConverter.DoubleToInt64Bits(other.StandardDeviation(k, 0)));
                for (int r = 0; r < 20; r++) Assert.Equal(one.Value(r, k, 0), other.Value(r, k, 0));
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "mean and deviation over n - 1, from their definitions")]
    public void Means_and_deviations_are_those_of_the_runs()
    {
        EnsembleResult result = Run(JumpMethod.Exact, 2, kept: 100);

        for (int k = 0; k < Times.Length; k++)
        {
            double[] values = [.. Enumerable.Range(0, 100).Select(r => result.Value(r, k, 0))];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 99);
            Assert.Equal(mean, result.Mean(k, 0), 1e-12 * (1 + mean));   // a hundred roundings
            Assert.Equal(deviation, result.StandardDeviation(k, 0), 1e-12 * (1 + deviation));
        }

        Assert.Equal(100, result.Kept.Length);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "run r is the same run in a longer ensemble, and another in another stream")]
    public void A_run_is_its_address()
    {
        EnsembleResult few = Run(JumpMethod.Exact, 1, runs: 5, kept: 5);
        EnsembleResult many = Run(JumpMethod.Exact, 1, runs: 50, kept: 5);
        EnsembleResult other = Run(JumpMethod.Exact, 1, runs: 5, kept: 5, stream: 1);

        Assert.Equal(few.Kept.SelectMany(r => r), many.Kept.SelectMany(r => r));
        Assert.NotEqual(few.Kept.SelectMany(r => r), other.Kept.SelectMany(r => r));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a run that fails is counted and named, and is in no mean")]
    public void Failures_are_listed_by_number()
    {
        // half the runs explode: a single X either dies or doubles without end
        var system = new MassActionSystem(1, ([0], [(0, -1)], 1), ([0], [(0, 1)], 2));
        EnsembleResult result = JumpEnsemble.Run(
            () => system, [1], [0, 30], new EnsembleOptions { Runs = 200, KeptRuns = 200, Random = new RandomSource(8), Solver = new JumpOptions { MaxEvents = 1000 } },
            cancellation: TestContext.Current.CancellationToken);

        // extinction has probability 1/2: five deviations of a binomial of 200
        Assert.InRange(result.Failures.Length, 100 - 36, 100 + 36);
        Assert.Equal(200, result.CompletedRuns + result.Failures.Length);
        Assert.Equal(200, result.Runs);
        Assert.All(result.Failures, f => Assert.Equal(JumpStatus.EventLimitReached, f.Status));
        Assert.All(result.Failures, f => Assert.True(double.IsNaN(result.Value(f.Run, 1, 0)) && f.Time < 30));
        Assert.Equal(0, result.Mean(1, 0));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what a cancelled ensemble holds is what a shorter one holds")]
    public void A_cancelled_ensemble_keeps_its_first_runs()
    {
        using var source = new CancellationTokenSource();
        EnsembleResult cut = Run(JumpMethod.Exact, 2, runs: 10_000_000, kept: 16, progress: new Watcher(n => { if (n >= 64) source.Cancel(); }), cancellation: source.Token);
        EnsembleResult whole = Run(JumpMethod.Exact, 1, runs: cut.Runs, kept: 16);

        Assert.InRange(cut.Runs, 64, 9_999_999);
        Assert.Equal(whole.Mean(3, 0), cut.Mean(3, 0));
        Assert.Equal(whole.StandardDeviation(3, 0), cut.StandardDeviation(3, 0));

        EnsembleResult none = Run(JumpMethod.Exact, 2, runs: 10, cancellation: new CancellationToken(canceled: true));
        Assert.Equal(0, none.Runs);
        Assert.True(double.IsNaN(none.Mean(0, 0)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "times that are none, or run backwards")]
    public void Wrong_times_are_refused()
    {
        var system = new MassActionSystem(1);
        foreach (double[] times in new double[][] { [], [0, double.NaN], [1, 0] })
        {
            Assert.Throws<ArgumentException>(() => JumpEnsemble.Run(() => system, [0], times, new EnsembleOptions(), cancellation: TestContext.Current.CancellationToken));
        }
    }

    private static EnsembleResult Run(
        JumpMethod method, int threads, int runs = 100, int kept = 20, uint stream = 0, IProgress<int>? progress = null, CancellationToken? cancellation = null) =>
        JumpEnsemble.Run(
            () => new MassActionSystem(2, ([0], [(0, 1)], 0.5), ([0, 1], [(0, -1), (1, 1)], 0.002), ([1], [(1, -1)], 0.6), ([], [(0, 1)], 20)), [300, 100], Times,
            new EnsembleOptions { Runs = runs, KeptRuns = kept, Threads = threads, Random = new RandomSource(77), Purpose = 3, Stream = stream, Solver = new JumpOptions { Method = method } },
            progress, cancellation ?? TestContext.Current.CancellationToken);

    private sealed class Watcher(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
