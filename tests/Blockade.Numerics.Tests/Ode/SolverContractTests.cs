using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>What the doc comments of the solvers promise, at the edges.</summary>
public class SolverContractTests
{
    private static readonly SolverOptions Exact = new() { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-9 };

    [Theory, InlineData(1e-5), InlineData(1e-7), InlineData(1e-9)]
    [Evidence(EvidenceKind.Analytic, "y = cos t everywhere between the steps of ten periods")]
    public void Dense_output_is_as_good_as_the_steps(double tolerance)
    {
        double t = 0, worst = 0;
        double[] y = [1, 0], between = new double[2];
        var solver = new OdeSolver(TestSystems.Oscillator(), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance });
        EventFunction everyStep = (time, _) => time;   // never changes sign: the steps go by unhindered
        int steps = 0;
        while (t < 20 * Math.PI)
        {
            double before = t;
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, t + 0.05, everyStep, TestContext.Current.CancellationToken));
            for (int part = 0; part <= 4; part++)
            {
                double middle = t - (part / 4.0 * Math.Min(t - before, 1e-3));   // inside the last step, however short
                solver.Interpolate(middle, between);
                worst = Math.Max(worst, Math.Abs(between[0] - Math.Cos(middle)));
            }

            steps = solver.Statistics.AcceptedSteps;
        }

        Assert.True(worst <= 2 * steps * tolerance, $"{worst:E2} after {steps} steps at {tolerance:E0}");   // errors add up, a tolerance or two a step
    }

    [Theory, InlineData(1e-5), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "y = cos t at a hundred samples a period, the last at the limit; samples cost no steps")]
    public void Samples_are_as_good_as_the_steps_and_cost_none(double tolerance)
    {
        const double end = 4 * Math.PI;
        const int samples = 200;
        var options = new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        var solver = new OdeSolver(TestSystems.Oscillator(), options);
        var straight = new OdeSolver(TestSystems.Oscillator(), options);
        double t = 0, u = 0, worst = 0;
        double[] y = [1, 0], z = [1, 0];
        for (int k = 1; k <= samples; k++)
        {
            double sample = end * k / samples;
            Assert.Equal(SolveStatus.Completed, solver.Sample(ref t, y, sample, end, TestContext.Current.CancellationToken));
            Assert.Equal(sample, t);
            worst = Math.Max(worst, Math.Abs(y[0] - Math.Cos(t)));
        }

        straight.Advance(ref u, z, end, TestContext.Current.CancellationToken);

        Assert.True(worst <= 2 * solver.Statistics.AcceptedSteps * tolerance, $"{worst:E2}");
        Assert.Equal(straight.Statistics, solver.Statistics);
        Assert.Equal(z, y);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = -y, doubled at a time that an earlier limit lay beyond")]
    public void A_limit_that_is_taken_back_is_not_used()
    {
        var solver = new OdeSolver(TestSystems.Decay(1), Exact);
        double t = 0;
        double[] y = [1];

        solver.Sample(ref t, y, 0.3, 100, TestContext.Current.CancellationToken);   // steps may have gone beyond 0.5
        solver.Advance(ref t, y, 0.5, TestContext.Current.CancellationToken);
        Assert.Equal(Math.Exp(-0.5), y[0], solver.Statistics.AcceptedSteps * 1e-9);
        y[0] *= 2;
        solver.Restart();
        solver.Advance(ref t, y, 1, TestContext.Current.CancellationToken);

        Assert.Equal(2 * Math.Exp(-1), y[0], solver.Statistics.AcceptedSteps * 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => solver.Sample(ref t, y, 3, 2, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "bolus doses into two compartments with a fast one beside: superposition of exponentials")]
    public void A_restart_costs_few_steps_and_no_accuracy(double tolerance)
    {
        // a slow loss, and a fast state that follows it: its own time, 1e-6, must not set the step after a dose
        const double slow = 0.1, fast = 1e6;
        var system = new PolynomialSystem(2, (0, -slow, [0]), (1, fast, [0]), (1, -fast, [1]));
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-3 });
        double t = 0;
        double[] y = [1, fast / (fast - slow)];
        solver.Advance(ref t, y, 21, TestContext.Current.CancellationToken);
        int before = solver.Statistics.AcceptedSteps;
        double exact = Math.Exp(-slow * 21);
        for (int dose = 1; dose <= 10; dose++)
        {
            y[0] += 1;
            y[1] += fast / (fast - slow);
            solver.Restart();
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 21 * (dose + 1), TestContext.Current.CancellationToken));
            exact = (exact + 1) * Math.Exp(-slow * 21);
        }

        Assert.Equal(1, y[0] / exact, (solver.Statistics.AcceptedSteps / 10.0) * 2 * tolerance);   // only the last doses are left: errors of about two intervals
        Assert.True(solver.Statistics.AcceptedSteps - before <= 10 * 1.5 * before, $"{before} steps, then {(solver.Statistics.AcceptedSteps - before) / 10.0} a dose");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "cos t = 0 at pi/2, 3 pi/2, ...: both directions, each once, and on from there")]
    public void Events_follow_one_another_in_both_directions()
    {
        double t = 0;
        double[] y = [1, 0];
        var solver = new OdeSolver(TestSystems.Oscillator(), Exact);

        for (int k = 0; k < 6; k++)
        {
            SolveStatus status = solver.Advance(ref t, y, 100, (_, state) => state[0], TestContext.Current.CancellationToken);

            Assert.Equal(SolveStatus.StoppedAtEvent, status);
            Assert.Equal((k + 0.5) * Math.PI, t, 2 * solver.Statistics.AcceptedSteps * 1e-9);   // slope one at the root: error in y is error in t
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two roots at one time: min(cos t, 2 cos t) changes sign once, at pi/2")]
    public void Simultaneous_events_stop_once()
    {
        double t = 0;
        double[] y = [1, 0];
        var solver = new OdeSolver(TestSystems.Oscillator(), Exact);
        EventFunction either = (_, state) => Math.Min(state[0], 2 * state[0]);

        Assert.Equal(SolveStatus.StoppedAtEvent, solver.Advance(ref t, y, 4, either, TestContext.Current.CancellationToken));
        Assert.Equal(Math.PI / 2, t, 2 * solver.Statistics.AcceptedSteps * 1e-9);
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 4, either, TestContext.Current.CancellationToken));
        Assert.Equal(4, t);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "sin t is zero at the start and next at pi")]
    public void An_event_at_the_start_is_not_reported_but_the_next_is()
    {
        double t = 0;
        double[] y = [1, 0];
        var solver = new OdeSolver(TestSystems.Oscillator(), Exact);

        SolveStatus status = solver.Advance(ref t, y, 10, (_, state) => -state[1], TestContext.Current.CancellationToken);

        Assert.Equal(SolveStatus.StoppedAtEvent, status);
        Assert.Equal(Math.PI, t, 2 * solver.Statistics.AcceptedSteps * 1e-9);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1.5 - cos t touches nothing, and 1 - cos t + 1e-3 comes near zero without a change of sign")]
    public void A_function_that_does_not_change_sign_stops_nothing()
    {
        double t = 0;
        double[] y = [1, 0];
        var solver = new OdeSolver(TestSystems.Oscillator(), Exact);

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 20, (_, state) => 1.001 - state[0], TestContext.Current.CancellationToken));
        Assert.Equal(20, t);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nothing to solve: the clock runs and the state stays empty")]
    public void A_system_without_states_completes()
    {
        var empty = new PolynomialSystem(0);
        double t = 0, u = 0;

        Assert.Equal(SolveStatus.Completed, new OdeSolver(empty, Exact).Advance(ref t, [], 5, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.Completed, new ExplicitOdeSolver(empty, Exact).Advance(ref u, [], 5, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.Completed, new SteadyStateSolver(empty, new SteadyStateOptions()).Solve([], TestContext.Current.CancellationToken));
        Assert.Equal((5, 5), (t, u));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = 0: the state does not move by a bit")]
    public void A_state_at_rest_stays()
    {
        double t = 0;
        double[] y = [3.7, 0];
        var solver = new OdeSolver(new PolynomialSystem(2, (0, 1, [1]), (1, -1, [1])), Exact);

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 1e6, TestContext.Current.CancellationToken));
        Assert.Equal([3.7, 0], y);
        Assert.True(solver.Statistics.AcceptedSteps < 30, $"{solver.Statistics.AcceptedSteps} steps to stand still");   // ten times longer each order + 1 steps
    }

    [Theory, InlineData(1e-300), InlineData(1e300)]
    [Evidence(EvidenceKind.Analytic, "y' = k (1 - y): y(t) = 1 - exp(-k t) for rates at both ends of the number line")]
    public void Extreme_rates_are_followed(double rate)
    {
        double t = 0;
        double[] y = [0];
        var solver = new OdeSolver(new PolynomialSystem(1, (0, rate, []), (0, -rate, [0])), Exact);

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 10, TestContext.Current.CancellationToken));
        Assert.Equal(-Expm1(-rate * 10), y[0], solver.Statistics.AcceptedSteps * 2e-9);

        static double Expm1(double x) => Math.Abs(x) < 1e-8 ? x : Math.Exp(x) - 1;
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a right-hand side that is NaN from t = 1 on, or for y < 0.5: the good part is kept")]
    public void NaN_on_the_way_is_a_status_and_the_last_good_state_stays()
    {
        var late = new DenseSystem(1, (t, y, f) => f[0] = t > 1 ? double.NaN : -y[0], (_, _, j) => j[0, 0] = -1);
        var low = new DenseSystem(1, (_, y, f) => f[0] = y[0] < 0.5 ? double.NaN : -y[0], (_, _, j) => j[0, 0] = -1);
        foreach ((OdeSystem system, double reached) in new[] { (late, 1.0), (low, Math.Log(2)) })
        {
            foreach (Integrator method in Enum.GetValues<Integrator>())
            {
                double t = 0;
                double[] y = [1];

                SolveStatus status = OdeIntegrator.Of(system, Exact with { Integrator = method }).Advance(ref t, y, 2, TestContext.Current.CancellationToken);

                Assert.Equal(SolveStatus.NotFinite, status);
                Assert.Equal(reached, t, 1e-6);
                Assert.Equal(Math.Exp(-t), y[0], 1e-6);
            }
        }
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    [Evidence(EvidenceKind.Analytic, "a state that is no number has no solution")]
    public void A_start_that_is_not_finite_is_a_status(double value)
    {
        double t = 0;
        Assert.Equal(SolveStatus.NotFinite, new OdeSolver(TestSystems.Decay(1), Exact).Advance(ref t, [value], 1, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.NotFinite, new ExplicitOdeSolver(TestSystems.Decay(1), Exact).Advance(ref t, [value], 1, TestContext.Current.CancellationToken));
        Assert.Equal(0, t);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the clock does not run backwards, and has an end")]
    public void An_end_that_is_no_later_is_reached_at_once_and_one_that_is_no_time_is_refused()
    {
        double t = 3;
        double[] y = [1];
        var solver = new OdeSolver(TestSystems.Decay(1), Exact);

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 3, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 2, TestContext.Current.CancellationToken));
        Assert.Equal((3, 1.0, 0), (t, y[0], solver.Statistics.Derivatives));
        Assert.Throws<ArgumentOutOfRangeException>(() => solver.Advance(ref t, y, double.NaN, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => solver.Advance(ref t, y, double.PositiveInfinity, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => solver.Advance(ref t, new double[2], 5, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a run cut short and taken up again is the same run")]
    public void The_step_limit_counts_per_call_and_the_run_goes_on()
    {
        double t = 0;
        double[] y = [1, 0, 0];
        var solver = new OdeSolver(TestSystems.Robertson(), new SolverOptions { MaxSteps = 7 });
        int calls = 1;
        while (solver.Advance(ref t, y, 4e4, TestContext.Current.CancellationToken) is var status && status != SolveStatus.Completed)
        {
            Assert.Equal(SolveStatus.StepLimitReached, status);
            Assert.Equal(7 * calls, solver.Statistics.AcceptedSteps);
            calls++;
        }

        double u = 0;
        double[] z = [1, 0, 0];
        new OdeSolver(TestSystems.Robertson(), new SolverOptions()).Advance(ref u, z, 4e4, TestContext.Current.CancellationToken);
        Assert.True(calls > 10);
        Assert.Equal(z, y);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a cancelled run stops within a step and keeps what it had")]
    public void Cancellation_on_the_way_leaves_a_good_state()
    {
        using var source = new CancellationTokenSource();
        int calls = 0;
        var system = new DenseSystem(1, (_, y, f) => { f[0] = -y[0]; if (++calls == 50) source.Cancel(); }, (_, _, j) => j[0, 0] = -1);
        double t = 0;
        double[] y = [1];

        Assert.Throws<OperationCanceledException>(() => new OdeSolver(system, Exact).Advance(ref t, y, 100, source.Token));

        Assert.InRange(t, 1e-9, 100);
        Assert.Equal(Math.Exp(-t), y[0], 50 * 1e-8);
        Assert.True(calls < 60, $"{calls} evaluations after the wish to stop at 50");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the system counts is what the statistics say")]
    public void Statistics_count_what_was_done()
    {
        int derivatives = 0, jacobians = 0;
        OdeSystem inner = TestSystems.Robertson();
        var counted = new Counted(inner, () => derivatives++, () => jacobians++);
        double t = 0;
        double[] y = [1, 0, 0];
        var solver = new OdeSolver(counted, new SolverOptions());

        solver.Advance(ref t, y, 4e4, TestContext.Current.CancellationToken);

        Assert.Equal((derivatives, jacobians), (solver.Statistics.Derivatives, solver.Statistics.Jacobians));

        // one solution an iteration, with one evaluation each; a start takes three for each step length it tries
        Assert.InRange(solver.Statistics.Solves, solver.Statistics.AcceptedSteps, derivatives + (3 * solver.Statistics.Factorisations));
        Assert.InRange(solver.Statistics.Factorisations, jacobians, solver.Statistics.Solves);
        Assert.InRange(solver.Statistics.RejectedSteps, 1, solver.Statistics.AcceptedSteps);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "mass action from a non-negative start stays non-negative: errors of a tolerance are all that may cross zero")]
    public void States_stay_positive_within_the_tolerance()
    {
        const double absolute = 1e-10;
        double t = 0, least = 0;
        double[] y = [1, 0, 0];
        var solver = new OdeSolver(TestSystems.Robertson(), new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = absolute });
        for (double end = 1e-5; end < 1e8; end *= 2)
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, end, TestContext.Current.CancellationToken));
            least = Math.Min(least, y.Min());
            Assert.Equal(1, y.Sum(), solver.Statistics.AcceptedSteps * 1e-15);   // Newton and the formula keep linear invariants up to rounding
        }

        Assert.True(least >= -solver.Statistics.AcceptedSteps * absolute, $"{least:E2}");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Lambert: y' = k when a switch is on; the state is the integral of the switch")]
    public void Discontinuities_at_restarts_cost_no_accuracy()
    {
        double rate = 0;
        var system = new DenseSystem(1, (_, _, f) => f[0] = rate, (_, _, _) => { });
        var solver = new OdeSolver(system, Exact);
        double t = 0;
        double[] y = [0];
        for (int k = 0; k < 100; k++)
        {
            rate = k % 2 == 0 ? 3 : -1;
            solver.Restart();
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, k + 1, TestContext.Current.CancellationToken));
        }

        Assert.Equal(100, y[0], 1e-11);   // straight lines: exact for every order, up to rounding
    }

    private sealed class Counted(OdeSystem inner, Action derivative, Action jacobian) : OdeSystem
    {
        public override int Dimension => inner.Dimension;

        public override SparsityPattern JacobianPattern => inner.JacobianPattern;

        public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> f)
        {
            derivative();
            inner.Derivative(t, y, f);
        }

        public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
        {
            jacobian();
            inner.Jacobian(t, y, values);
        }
    }
}
