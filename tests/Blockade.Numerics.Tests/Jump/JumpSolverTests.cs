using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class JumpSolverTests
{
    private static readonly JumpMethod[] _exact = [JumpMethod.Direct, JumpMethod.CompositionRejection];

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "an event that lies beyond an output time waits: looking more often changes nothing")]
    public void Output_times_do_not_disturb_an_exact_run()
    {
        foreach (JumpMethod method in _exact)
        {
            JumpSolver seldom = Start(method);
            JumpSolver often = Start(method);
            Assert.Equal(JumpStatus.Completed, seldom.Advance(10, TestContext.Current.CancellationToken));
            for (int k = 1; k <= 1000; k++) Assert.Equal(JumpStatus.Completed, often.Advance(k * 0.01, TestContext.Current.CancellationToken));

            Assert.Equal(seldom.Populations.ToArray(), often.Populations.ToArray());
            Assert.Equal(seldom.Statistics, often.Statistics);
            Assert.True(seldom.Statistics.Events > 100);
        }

        static JumpSolver Start(JumpMethod method)
        {
            var solver = new JumpSolver(Predators(), new JumpOptions { Method = method });
            solver.Start(0, [100, 50], new RandomSource(9).Sequence(0, 0));
            return solver;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a run is a function of its address, not of what its solver did before")]
    public void A_used_solver_repeats_a_run_of_a_new_one()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var used = new JumpSolver(Predators(), new JumpOptions { Method = method });
            for (uint run = 0; run < 50; run++)
            {
                used.Start(0, [run * run, 7], new RandomSource(1).Sequence(0, run));
                used.Advance(3, TestContext.Current.CancellationToken);
            }

            var fresh = new JumpSolver(Predators(), new JumpOptions { Method = method });
            foreach (JumpSolver solver in new[] { used, fresh })
            {
                solver.Start(0, [100, 50], new RandomSource(1).Sequence(1, 6));
                Assert.Equal(JumpStatus.Completed, solver.Advance(8, TestContext.Current.CancellationToken));
            }

            Assert.Equal(fresh.Populations.ToArray(), used.Populations.ToArray());
            Assert.Equal(fresh.Statistics, used.Statistics);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "time and constants scaled together give the same events at scaled times")]
    public void Faster_constants_are_a_shorter_clock()
    {
        foreach (JumpMethod method in _exact)
        {
            var slow = new JumpSolver(Predators(1), new JumpOptions { Method = method });
            var fast = new JumpSolver(Predators(4), new JumpOptions { Method = method });   // a power of two: no rounding differs
            slow.Start(0, [100, 50], new RandomSource(2).Sequence(0, 0));
            fast.Start(0, [100, 50], new RandomSource(2).Sequence(0, 0));
            slow.Advance(8, TestContext.Current.CancellationToken);
            fast.Advance(2, TestContext.Current.CancellationToken);

            Assert.Equal(slow.Populations.ToArray(), fast.Populations.ToArray());
            Assert.Equal(slow.Statistics.Events, fast.Statistics.Events);
        }
    }

    [Theory]
    [InlineData(10, JumpMethod.Direct)]
    [InlineData(500, JumpMethod.CompositionRejection)]
    [Evidence(EvidenceKind.Analytic, "the choice by size, with its reason")]
    public void The_statistics_say_which_method_and_why(int reactions, JumpMethod expected)
    {
        var system = new MassActionSystem(1, [.. Enumerable.Range(0, reactions).Select(_ => ((int[])[0], ((int, int)[])[(0, -1)], 1.0))]);

        JumpStatistics statistics = new JumpSolver(system, new JumpOptions()).Statistics;

        Assert.Equal(expected, statistics.Method);
        Assert.Contains($"{reactions} reactions", statistics.Reason);
        Assert.Equal("asked for", new JumpSolver(system, new JumpOptions { Method = JumpMethod.TauLeaping }).Statistics.Reason);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a network without species or reactions, or with nothing left to react, stands still")]
    public void Nothing_happens_where_nothing_can()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var empty = new JumpSolver(new MassActionSystem(0), new JumpOptions { Method = method });
            empty.Start(1, [], new RandomSource(1).Sequence(0, 0));
            Assert.Equal((JumpStatus.Completed, 5), (empty.Advance(5, TestContext.Current.CancellationToken), empty.Time));

            var spent = new JumpSolver(new MassActionSystem(1, ([0], [(0, -1)], 100)), new JumpOptions { Method = method });
            spent.Start(0, [3], new RandomSource(1).Sequence(0, 0));
            Assert.Equal(JumpStatus.Completed, spent.Advance(1e300, TestContext.Current.CancellationToken));
            Assert.Equal((0, 3L), (spent.Populations[0], spent.Statistics.Events));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [Evidence(EvidenceKind.Analytic, "a propensity is finite and not negative")]
    public void A_constant_that_is_no_rate_is_a_status(double constant)
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var solver = new JumpSolver(new MassActionSystem(1, ([0], [(0, -1)], constant)), new JumpOptions { Method = method });
            solver.Start(0, [3], new RandomSource(1).Sequence(0, 0));

            Assert.Equal((JumpStatus.BadPropensity, 0), (solver.Advance(1, TestContext.Current.CancellationToken), solver.Time));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2.5)]
    [InlineData(double.NaN)]
    [InlineData(1e17)]
    [Evidence(EvidenceKind.Analytic, "a population is a whole number up to 2^53")]
    public void A_start_that_is_no_count_is_a_status(double population)
    {
        var solver = new JumpSolver(new MassActionSystem(1, ([0], [(0, -1)], 1)), new JumpOptions());
        solver.Start(0, [population], new RandomSource(1).Sequence(0, 0));

        Assert.Equal(JumpStatus.BadPopulation, solver.Advance(1, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1e300 molecules a second overflow no clock, and 1e-300 move none")]
    public void Extreme_constants_end_in_a_status()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var options = new JumpOptions { Method = method, MaxEvents = 10_000 };
            var fast = new JumpSolver(new MassActionSystem(1, ([], [(0, 1)], 1e300)), options);
            fast.Start(0, [0], new RandomSource(1).Sequence(0, 0));
            JumpStatus status = fast.Advance(1, TestContext.Current.CancellationToken);
            Assert.True(status is JumpStatus.EventLimitReached or JumpStatus.BadPopulation, $"{method}: {status}");

            var overflow = new JumpSolver(new MassActionSystem(2, ([0, 1], [(0, -1)], 1e300)), options);
            overflow.Start(0, [1e9, 1e9], new RandomSource(1).Sequence(0, 0));
            Assert.Equal(JumpStatus.BadPropensity, overflow.Advance(1, TestContext.Current.CancellationToken));

            var slow = new JumpSolver(new MassActionSystem(1, ([0], [(0, -1)], 1e-300)), options);
            slow.Start(0, [1000], new RandomSource(1).Sequence(0, 0));
            Assert.Equal(JumpStatus.Completed, slow.Advance(1e6, TestContext.Current.CancellationToken));
            Assert.Equal(1000, slow.Populations[0]);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "X + X -> 3 X grows to infinity in finite time")]
    public void An_explosion_ends_in_a_status()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var solver = new JumpSolver(new MassActionSystem(1, ([0, 0], [(0, 1)], 1)), new JumpOptions { Method = method, MaxEvents = 100_000 });
            solver.Start(0, [10], new RandomSource(1).Sequence(0, 0));
            JumpStatus status = solver.Advance(100, TestContext.Current.CancellationToken);

            Assert.True(status is JumpStatus.EventLimitReached or JumpStatus.BadPopulation || (method, status) is (JumpMethod.Hybrid, JumpStatus.IntegrationFailed), $"{method}: {status}");
            Assert.True(solver.Time < 100);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the limit counts events of one call")]
    public void The_limit_of_events_is_kept_and_the_run_goes_on_from_there()
    {
        var solver = new JumpSolver(new MassActionSystem(1, ([0], [(0, -1)], 1)), new JumpOptions { MaxEvents = 10 });
        solver.Start(0, [25], new RandomSource(1).Sequence(0, 0));

        Assert.Equal(JumpStatus.EventLimitReached, solver.Advance(1e9, TestContext.Current.CancellationToken));
        Assert.Equal(15, solver.Populations[0]);
        Assert.Equal(JumpStatus.EventLimitReached, solver.Advance(1e9, TestContext.Current.CancellationToken));
        Assert.Equal(JumpStatus.Completed, solver.Advance(1e9, TestContext.Current.CancellationToken));
        Assert.Equal(25, solver.Statistics.Events);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a caller who has asked to stop is obeyed")]
    public void A_cancelled_run_stops()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var solver = new JumpSolver(new MassActionSystem(1, ([], [(0, 1)], 1), ([0], [(0, -1)], 1)), new JumpOptions { Method = method });
            solver.Start(0, [25], new RandomSource(1).Sequence(0, 0));

            Assert.Equal(JumpStatus.Cancelled, solver.Advance(1e9, new CancellationToken(canceled: true)));
            Assert.True(solver.Time < 1e9);
        }
    }

    [Theory]
    [InlineData(JumpMethod.Direct)]
    [InlineData(JumpMethod.CompositionRejection)]
    [InlineData(JumpMethod.TauLeaping)]
    [Evidence(EvidenceKind.Analytic, "a Poisson process of rate 20 (1 + sin t): the count until T is Poisson with mean 20 (T + 1 - cos T)")]
    public void A_rate_may_follow_the_clock(JumpMethod method)
    {
        const int Runs = 4000;
        var network = new JumpNetwork(1, [new JumpReaction([], [(0, 1)], 0, 20)], [new JumpRate([], true)]);
        var system = new DelegateSystem(network, (t, _) => [1 + Math.Sin(t)]);
        EnsembleResult result = JumpEnsemble.Run(
            () => system, [0], [0, 2, 7], new EnsembleOptions { Runs = Runs, Random = new RandomSource(4), Solver = new JumpOptions { Method = method } },
            cancellation: TestContext.Current.CancellationToken);

        foreach ((int k, double end) in new[] { (1, 2.0), (2, 7.0) })
        {
            // the midpoint rule over steps of 1/20 errs by at most 20 T h^2 / 24 = 0.015, a tenth of a standard error
            double mean = 20 * (end + 1 - Math.Cos(end));
            Assert.Equal(mean, result.Mean(k, 0), 0.015 + (4 * Math.Sqrt(mean / Runs)));
            Assert.Equal(1, result.StandardDeviation(k, 0) / Math.Sqrt(mean), 4 / Math.Sqrt(2.0 * Runs));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the loop needs it has before the first event")]
    public void Events_allocate_nothing()
    {
        foreach (JumpMethod method in Enum.GetValues<JumpMethod>())
        {
            var solver = new JumpSolver(Predators(), new JumpOptions { Method = method });
            Start();
            solver.Advance(5, TestContext.Current.CancellationToken);   // bins grow to their size

            Assert.Equal(0, Allocation.Least(Start, s => s.Advance(5, TestContext.Current.CancellationToken)));

            JumpSolver Start()
            {
                solver.Start(0, [100, 50], new RandomSource(9).Sequence(0, 0));
                return solver;
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what a network has to be")]
    public void Wrong_networks_and_calls_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new JumpNetwork(1, [new JumpReaction([1], [], 0, 1)], [JumpRate.Constant]));
        Assert.Throws<ArgumentException>(() => new JumpNetwork(1, [new JumpReaction([0], [], 1, 1)], [JumpRate.Constant]));
        Assert.Throws<ArgumentException>(() => new JumpNetwork(1, [new JumpReaction([0], [(0, 1), (0, -1)], 0, 1)], [JumpRate.Constant]));
        var solver = new JumpSolver(Predators(), new JumpOptions());
        Assert.Throws<ArgumentException>(() => solver.Start(0, [1], new RandomSource(1).Sequence(0, 0)));
        solver.Start(0, [1, 1], new RandomSource(1).Sequence(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => solver.Advance(-1, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => solver.Advance(double.PositiveInfinity, TestContext.Current.CancellationToken));
    }

    private static MassActionSystem Predators(double speed = 1) => new(
        2, ([0], [(0, 1)], speed), ([0, 1], [(0, -1), (1, 1)], 0.01 * speed), ([1], [(1, -1)], speed), ([], [(0, 1)], speed), ([0, 0], [(0, -1)], 0.001 * speed));
}
