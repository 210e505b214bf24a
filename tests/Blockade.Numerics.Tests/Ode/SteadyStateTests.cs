using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class SteadyStateTests
{
    private static readonly SteadyStateOptions Options = new() { RelativeTolerance = 1e-10, AbsoluteTolerance = 1e-13 };

    [Theory, InlineData(0.01, 1, 1), InlineData(5, 3, 2), InlineData(1e-6, 10, 10), InlineData(1e3, 1e-2, 1)]
    [Evidence(EvidenceKind.Analytic, "A + B <-> C: c solves c^2 - (a + b + K) c + a b = 0")]
    public void Binding_ends_at_the_root_of_the_quadratic(double dissociation, double a, double b)
    {
        var system = PolynomialSystem.MassAction(3, (1, [0, 1], [2]), (dissociation, [2], [0, 1]));
        double[] y = [a, b, 0];

        SolveStatus status = new SteadyStateSolver(system, Options).Solve(y, TestContext.Current.CancellationToken);

        double sum = a + b + dissociation;
        double complex = 2 * a * b / (sum + Math.Sqrt((sum * sum) - (4 * a * b)));
        Assert.Equal(SolveStatus.Completed, status);
        Assert.Equal(complex, y[2], 1e-8 * complex);   // quadratic convergence: far below the 1e-10 asked of the last step, times the condition
        Assert.Equal(a, y[0] + y[2], 1e-12 * a);       // a few rounding errors an iteration
        Assert.Equal(b, y[1] + y[2], 1e-12 * b);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a ring of n first-order steps: y_i proportional to 1 / k_i, total kept")]
    public void A_ring_ends_in_inverse_proportion_to_its_constants()
    {
        const int n = 12;
        double[] constants = [.. Enumerable.Range(0, n).Select(i => Math.Pow(10, (i % 5) - 2))];
        var ring = PolynomialSystem.MassAction(n, [.. Enumerable.Range(0, n).Select(i => (constants[i], new[] { i }, new[] { (i + 1) % n }))]);
        double[] y = new double[n];
        y[0] = 7;

        SolveStatus status = new SteadyStateSolver(ring, Options).Solve(y, TestContext.Current.CancellationToken);

        double scale = 7 / constants.Sum(k => 1 / k);
        Assert.Equal(SolveStatus.Completed, status);
        for (int i = 0; i < n; i++) Assert.Equal(1, y[i] * constants[i] / scale, 1e-8);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two rings without a reaction between them: each keeps its own total")]
    public void Two_totals_are_kept_apart()
    {
        var system = PolynomialSystem.MassAction(4, (2, [0], [1]), (1, [1], [0]), (1, [2], [3]), (4, [3], [2]));
        double[] y = [3, 0, 0, 10];

        Assert.Equal(SolveStatus.Completed, new SteadyStateSolver(system, Options).Solve(y, TestContext.Current.CancellationToken));

        double[] expected = [1, 2, 8, 2];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], y[i], 1e-9);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = 1 has none, y' = 1 + y^2 has no real one")]
    public void Where_there_is_no_steady_state_the_status_says_so()
    {
        double[] y = [1];
        SolveStatus growing = new SteadyStateSolver(new PolynomialSystem(1, (0, 1, [])), Options).Solve(y, TestContext.Current.CancellationToken);
        y = [1];
        SolveStatus rootless = new SteadyStateSolver(new PolynomialSystem(1, (0, 1, []), (0, 1, [0, 0])), Options).Solve(y, TestContext.Current.CancellationToken);

        Assert.True(growing is SolveStatus.StepLimitReached or SolveStatus.NewtonDiverged, $"{growing}");
        Assert.True(rootless is SolveStatus.StepLimitReached or SolveStatus.NewtonDiverged, $"{rootless}");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "statuses are the contract")]
    public void Trouble_is_a_status_and_cancellation_an_exception()
    {
        var nan = new DenseSystem(1, (_, _, f) => f[0] = double.NaN, (_, _, _) => { });
        Assert.Equal(SolveStatus.NotFinite, new SteadyStateSolver(nan, Options).Solve([1], TestContext.Current.CancellationToken));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => new SteadyStateSolver(TestSystems.Decay(1), Options).Solve([1], cancelled.Token));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "where a long integration ends, the search ends: Robertson's system with a way back")]
    public void The_search_and_a_long_integration_agree()
    {
        var system = PolynomialSystem.MassAction(3, (0.04, [0], [1]), (1e4, [1, 2], [0, 2]), (3e7, [1, 1], [1, 2]), (1e-3, [2], [0]));
        double[] found = [1, 0, 0], reached = [1, 0, 0];
        double t = 0;

        Assert.Equal(SolveStatus.Completed, new SteadyStateSolver(system, Options).Solve(found, TestContext.Current.CancellationToken));
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-15 });
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, reached, 1e8, TestContext.Current.CancellationToken));

        for (int i = 0; i < 3; i++) Assert.Equal(1, found[i] / reached[i], solver.Statistics.AcceptedSteps * 1e-9);
    }
}
