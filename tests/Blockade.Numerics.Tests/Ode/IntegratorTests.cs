using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class IntegratorTests
{
    public static TheoryData<Integrator> Methods => [Integrator.Automatic, Integrator.Multistep, Integrator.Rosenbrock, Integrator.Explicit];

    [Theory, MemberData(nameof(Methods))]
    [Evidence(EvidenceKind.Analytic, "y = cos t, at its samples and where it first is zero")]
    public void Every_method_samples_and_finds_events(Integrator method)
    {
        const double tolerance = 1e-8;
        SolverOptions options = new() { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance, Integrator = method };
        OdeIntegrator solver = OdeIntegrator.Of(TestSystems.Oscillator(), options), straight = OdeIntegrator.Of(TestSystems.Oscillator(), options);
        (double t, double[] y) = (0, [1, 0]);
        (double u, double[] z) = (0, [1, 0]);
        straight.Advance(ref u, z, 10, TestContext.Current.CancellationToken);
        for (int k = 1; k <= 1000; k++)
        {
            Assert.Equal(SolveStatus.Completed, solver.Sample(ref t, y, k / 100.0, 10, TestContext.Current.CancellationToken));
            Assert.Equal(k / 100.0, t);

            // nothing damps an error: a tolerance or two a step, and ten between steps, where order 4 takes the place of 5
            Assert.Equal(Math.Cos(t), y[0], ((2 * solver.Statistics.AcceptedSteps) + 10) * tolerance);
        }

        Assert.Equal(z, y);
        Assert.Equal(straight.Statistics.AcceptedSteps, solver.Statistics.AcceptedSteps);   // samples cost no steps

        (t, y) = (0, [1, 0]);
        solver.Restart();
        Assert.Equal(SolveStatus.StoppedAtEvent, solver.Advance(ref t, y, 10, (_, state) => state[0], TestContext.Current.CancellationToken));
        Assert.Equal(Math.PI / 2, t, ((2 * solver.Statistics.AcceptedSteps) + 10) * tolerance);   // the slope is 1 there
    }

    [Theory, MemberData(nameof(Methods))]
    [Evidence(EvidenceKind.Analytic, "a dose a day into a decay: superposition of exponentials")]
    public void Every_method_takes_doses(Integrator method)
    {
        const double tolerance = 1e-8;
        OdeIntegrator solver = OdeIntegrator.Of(TestSystems.Decay(0.5), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance, Integrator = method });
        (double t, double[] y, double expected) = (0, [0], 0);
        for (int day = 0; day < 30; day++)
        {
            y[0] += 1 + (day % 3);
            expected = (expected + 1 + (day % 3)) * Math.Exp(-0.5);
            solver.Restart();
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, day + 1, TestContext.Current.CancellationToken));
        }

        Assert.Equal(expected, y[0], solver.Statistics.AcceptedSteps * tolerance * 3);   // amounts of up to 4, decaying
    }

    [Theory, MemberData(nameof(Methods))]
    [Evidence(EvidenceKind.Analytic, "1/(1 - t) has a pole at 1, log(1 - t) ends there, NaN is no start, a step limit and a wish to stop are kept")]
    public void Trouble_is_a_status_of_every_method(Integrator method)
    {
        var options = new SolverOptions { Integrator = method };
        var nan = new DenseSystem(1, (_, _, f) => f[0] = double.NaN, (_, _, _) => { });
        var blowUp = new DenseSystem(1, (_, y, f) => f[0] = y[0] * y[0], (_, y, j) => j[0, 0] = 2 * y[0]);
        var ends = new DenseSystem(1, (time, _, f) => f[0] = Math.Log(1 - time), (_, _, _) => { });
        (double t, double[] y) = (0, [1]);
        Assert.Equal(SolveStatus.NotFinite, OdeIntegrator.Of(nan, options).Advance(ref t, y, 1, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.NotFinite, OdeIntegrator.Of(TestSystems.Decay(1), options).Advance(ref t, [double.NaN], 1, TestContext.Current.CancellationToken));
        Assert.Equal((0, 1), (t, y[0]));

        SolveStatus status = OdeIntegrator.Of(blowUp, options).Advance(ref t, y, 2, TestContext.Current.CancellationToken);
        Assert.True(status is not (SolveStatus.Completed or SolveStatus.StepLimitReached), $"1/(1 - t) ended as {status}");
        Assert.Equal(1, t, 1e-3);

        (t, y[0]) = (0, 1);
        status = OdeIntegrator.Of(ends, options).Advance(ref t, y, 2, TestContext.Current.CancellationToken);
        Assert.True(status is SolveStatus.NotFinite or SolveStatus.StepTooSmall, $"{status}");
        Assert.InRange(t, 0.9, 1);

        (t, y[0]) = (0, 1);
        Assert.Equal(SolveStatus.StepLimitReached, OdeIntegrator.Of(TestSystems.Decay(1), options with { MaxSteps = 2 }).Advance(ref t, y, 1e3, TestContext.Current.CancellationToken));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => OdeIntegrator.Of(TestSystems.Decay(1), options).Advance(ref t, y, 1e3, cancelled.Token));
        t = 0;
        Assert.Equal(SolveStatus.Completed, OdeIntegrator.Of(new DenseSystem(0, (_, _, _) => { }, (_, _, _) => { }), options).Advance(ref t, [], 5, TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Methods))]
    [Evidence(EvidenceKind.Analytic, "the step loop allocates nothing, not even where one method hands over to another")]
    public void Steps_of_every_method_do_not_allocate(Integrator method)
    {
        OdeSystem system = TestSystems.Robertson();
        double[] y = [1, 0, 0];
        double t = 0;

        long allocated = Allocation.Least(
            () =>
            {
                (t, y[0], y[1], y[2]) = (0, 1, 0, 0);
                return OdeIntegrator.Of(system, new SolverOptions { Integrator = method });
            },
            solver => solver.Advance(ref t, y, 1, TestContext.Current.CancellationToken));

        Assert.InRange(allocated, 0, method == Integrator.Automatic ? 400 : 0);   // the sentence that tells why it handed over
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, rtol 1e-10, atol 1e-14: Robertson at t = 4e4")]
    public void An_explicit_method_hands_over_where_the_system_is_stiff()
    {
        OdeIntegrator solver = OdeIntegrator.Of(TestSystems.Robertson(), new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-13 });
        (double t, double[] y) = (0, [1, 0, 0]);

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 4e4, TestContext.Current.CancellationToken));

        double allowed = solver.Statistics.AcceptedSteps * 1e-8;   // a tolerance a step
        Assert.Equal(1, y[0] / 0.03898337729, allowed);
        Assert.Equal(1, y[1] / 1.62176832e-07, allowed);
        Assert.Equal(1, y[2] / 0.96101646046, allowed);
        Assert.Equal(Integrator.Multistep, solver.Statistics.Integrator);
        Assert.StartsWith("stiff at time ", solver.Statistics.IntegratorReason, StringComparison.Ordinal);
        Assert.True(solver.Statistics.AcceptedSteps < 3000, $"{solver.Statistics.AcceptedSteps} steps: the stiffness was noticed late");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = -1000 (y - cos t): off the slow course by exp(-1000 t), then at its side; doses begin it anew")]
    public void Where_restarts_are_many_a_stiff_system_gets_the_method_without_history()
    {
        const double rate = 1000;
        var system = new DenseSystem(1, (time, y, f) => f[0] = -rate * (y[0] - Math.Cos(time)), (_, _, j) => j[0, 0] = -rate);
        OdeIntegrator solver = OdeIntegrator.Of(system, new SolverOptions { RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-5 });
        (double t, double[] y) = (0, [2]);
        for (int k = 1; k <= 100; k++)
        {
            solver.Restart();
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 0.05 * k, TestContext.Current.CancellationToken));
        }

        double slow = rate * ((rate * Math.Cos(t)) + Math.Sin(t)) / ((rate * rate) + 1);
        Assert.Equal(slow, y[0], 1e-4);   // a step's error at a time: what is stiff forgets the others
        Assert.Equal(Integrator.Rosenbrock, solver.Statistics.Integrator);
        Assert.Contains("a restart every", solver.Statistics.IntegratorReason, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the choice follows from size, structure and what the options say")]
    public void The_choice_has_a_reason()
    {
        Assert.Equal(Integrator.Explicit, OdeIntegrator.Of(TestSystems.Oscillator(), new SolverOptions()).Statistics.Integrator);
        (OdeSystem large, _) = RandomNetworks.MassAction(3);
        SolverStatistics many = OdeIntegrator.Of(large, new SolverOptions()).Statistics;
        Assert.Equal(Integrator.Multistep, many.Integrator);
        Assert.Contains($"{large.Dimension} states", many.IntegratorReason, StringComparison.Ordinal);
        foreach (Integrator method in new[] { Integrator.Explicit, Integrator.Rosenbrock, Integrator.Multistep })
        {
            SolverStatistics forced = OdeIntegrator.Of(TestSystems.Oscillator(), new SolverOptions { Integrator = method }).Statistics;
            Assert.Equal((method, null), (forced.Integrator, forced.IntegratorReason));
        }
    }
}
