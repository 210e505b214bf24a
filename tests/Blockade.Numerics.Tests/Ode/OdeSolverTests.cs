using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class OdeSolverTests
{
    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "y(t) = y(0) exp(-k t)")]
    public void Error_follows_the_tolerance_and_the_end_is_exact(double tolerance)
    {
        double t = 0;
        double[] y = [100];
        var solver = new OdeSolver(TestSystems.Decay(0.3), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-6 });

        SolveStatus status = solver.Advance(ref t, y, 24, TestContext.Current.CancellationToken);

        Assert.Equal((SolveStatus.Completed, 24), (status, t));
        Assert.Equal(1, y[0] / (100 * Math.Exp(-0.3 * 24)), solver.Statistics.AcceptedSteps * tolerance);   // one a step; decay amplifies none
    }

    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "y(t) = y(0) exp(-k t)")]
    public void Explicit_error_follows_the_tolerance_and_the_end_is_exact(double tolerance)
    {
        double t = 0;
        double[] y = [100];
        var solver = new ExplicitOdeSolver(TestSystems.Decay(0.3), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-6 });

        SolveStatus status = solver.Advance(ref t, y, 24, TestContext.Current.CancellationToken);

        Assert.Equal((SolveStatus.Completed, 24), (status, t));
        Assert.Equal(1, y[0] / (100 * Math.Exp(-0.3 * 24)), solver.Statistics.AcceptedSteps * tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, rtol 1e-10, atol 1e-14: Robertson at t = 4e4")]
    public void Robertson_ends_where_CVODE_ends()
    {
        double t = 0;
        double[] y = [1, 0, 0];
        var solver = new OdeSolver(TestSystems.Robertson(), new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-13 });

        SolveStatus status = solver.Advance(ref t, y, 4e4, TestContext.Current.CancellationToken);

        Assert.Equal(SolveStatus.Completed, status);
        double allowed = solver.Statistics.AcceptedSteps * 1e-8;   // a tolerance a step
        Assert.Equal(1, y[0] / 0.03898337729, allowed);
        Assert.Equal(1, y[1] / 1.62176832e-07, allowed);
        Assert.Equal(1, y[2] / 0.96101646046, allowed);
        Assert.True(solver.Statistics.AcceptedSteps < 3000, $"{solver.Statistics.AcceptedSteps} steps: the stiffness is not handled");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y = cos t: global error over 10 periods bounded by the sum of step errors")]
    public void Oscillation_is_followed_by_both_solvers()
    {
        const double tolerance = 1e-8;
        var options = new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        double[] y = [1, 0], z = [1, 0];
        double t = 0, u = 0;
        var stiff = new OdeSolver(TestSystems.Oscillator(), options);
        var nonstiff = new ExplicitOdeSolver(TestSystems.Oscillator(), options);

        stiff.Advance(ref t, y, 20 * Math.PI, TestContext.Current.CancellationToken);
        nonstiff.Advance(ref u, z, 20 * Math.PI, TestContext.Current.CancellationToken);

        // the oscillator neither damps nor amplifies: errors add up, a tolerance or so a step
        Assert.Equal(1, y[0], 2 * stiff.Statistics.AcceptedSteps * tolerance);
        Assert.Equal(1, z[0], 2 * nonstiff.Statistics.AcceptedSteps * tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "cos t = 0 first at pi/2")]
    public void An_event_is_located_on_the_dense_output()
    {
        double t = 0;
        double[] y = [1, 0];
        var solver = new OdeSolver(TestSystems.Oscillator(), new SolverOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-9 });

        SolveStatus status = solver.Advance(ref t, y, 10, (_, state) => state[0], TestContext.Current.CancellationToken);

        Assert.Equal(SolveStatus.StoppedAtEvent, status);
        Assert.Equal(Math.PI / 2, t, solver.Statistics.AcceptedSteps * 1e-8);   // the polynomial is one order below the step
        Assert.Equal(0, y[0], 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y = cos t between the steps")]
    public void Dense_output_agrees_within_the_last_step()
    {
        double t = 0;
        double[] y = [1, 0];
        double[] between = new double[2];
        var solver = new OdeSolver(TestSystems.Oscillator(), new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8, MaxStep = 0.01 });

        solver.Advance(ref t, y, 2, TestContext.Current.CancellationToken);
        solver.Interpolate(t - 0.004, between);

        Assert.Equal(Math.Cos(t - 0.004), between[0], 200 * 1e-7);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "restart after a dose: superposition of decays")]
    public void A_dose_is_a_restart()
    {
        double t = 0;
        double[] y = [1];
        var solver = new OdeSolver(TestSystems.Decay(0.5), new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 });

        solver.Advance(ref t, y, 1, TestContext.Current.CancellationToken);
        y[0] += 1;
        solver.Restart();
        solver.Advance(ref t, y, 3, TestContext.Current.CancellationToken);

        Assert.Equal(Math.Exp(-1.5) + Math.Exp(-1), y[0], solver.Statistics.AcceptedSteps * 1e-8);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "statuses are the contract")]
    public void Trouble_is_a_status()
    {
        var nan = new DenseSystem(1, (_, _, f) => f[0] = double.NaN, (_, _, _) => { });
        var blowUp = new DenseSystem(1, (_, y, f) => f[0] = y[0] * y[0], (_, y, j) => j[0, 0] = 2 * y[0]);
        double t = 0;
        double[] y = [1];

        Assert.Equal(SolveStatus.NotFinite, new OdeSolver(nan, new SolverOptions()).Advance(ref t, y, 1, TestContext.Current.CancellationToken));
        Assert.Equal((0, 1), (t, y[0]));
        Assert.Equal(SolveStatus.NotFinite, new ExplicitOdeSolver(nan, new SolverOptions()).Advance(ref t, y, 1, TestContext.Current.CancellationToken));
        SolveStatus status = new OdeSolver(blowUp, new SolverOptions()).Advance(ref t, y, 2, TestContext.Current.CancellationToken);
        Assert.True(status is SolveStatus.StepTooSmall or SolveStatus.NewtonDiverged, $"1/(1 - t) ended as {status}");
        Assert.Equal(1, t, 1e-3);   // it stops at the pole

        var ends = new DenseSystem(1, (time, _, f) => f[0] = Math.Log(1 - time), (_, _, _) => { });   // no number from 1 on
        t = 0;
        Assert.Equal(SolveStatus.NotFinite, new OdeSolver(ends, new SolverOptions()).Advance(ref t, y, 2, TestContext.Current.CancellationToken));
        Assert.InRange(t, 0.9, 1);

        t = 0;
        y[0] = 1;
        var oscillator = new OdeSolver(TestSystems.Decay(1), new SolverOptions { MaxSteps = 3 });
        Assert.Equal(SolveStatus.StepLimitReached, oscillator.Advance(ref t, y, 1e3, TestContext.Current.CancellationToken));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => new OdeSolver(TestSystems.Decay(1), new SolverOptions()).Advance(ref t, y, 1e3, cancelled.Token));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the step loop allocates nothing")]
    public void Steps_do_not_allocate()
    {
        double t = 0;
        double[] y = [1, 0, 0];

        long bytes = Allocation.Least(Warm, solver => solver.Advance(ref t, y, 1e4, TestContext.Current.CancellationToken));

        Assert.Equal(0, bytes);

        OdeSolver Warm()
        {
            (t, y[0], y[1], y[2]) = (0, 1, 0, 0);
            var solver = new OdeSolver(TestSystems.Robertson(), new SolverOptions());
            solver.Advance(ref t, y, 1, TestContext.Current.CancellationToken);
            return solver;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A <-> B from (1, 0): B = kf / (kf + kr), total kept")]
    public void Steady_state_keeps_the_total()
    {
        const double kf = 2e3, kr = 0.5;
        var system = new DenseSystem(
            2,
            (_, y, f) => f[1] = -(f[0] = (kr * y[1]) - (kf * y[0])),
            (_, _, j) => (j[0, 0], j[0, 1], j[1, 0], j[1, 1]) = (-kf, kr, kf, -kr));
        double[] y = [1, 0];

        SolveStatus status = new SteadyStateSolver(system, new SteadyStateOptions { AbsoluteTolerance = 1e-12 }).Solve(y, TestContext.Current.CancellationToken);

        Assert.Equal(SolveStatus.Completed, status);
        Assert.Equal(kf / (kf + kr), y[1], 1e-9);
        Assert.Equal(1, y[0] + y[1], 1e-12);
    }
}
