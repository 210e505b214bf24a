using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Testing;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>The same formulas on LU and on GMRES: the tolerance must mean the same.</summary>
public class LinearSolverTests
{
    public static TheoryData<LinearSolver, double> Cases =>
        new(from s in new[] { LinearSolver.Direct, LinearSolver.Krylov } from t in new[] { 1e-4, 1e-6, 1e-8 } select (s, t));

    [Theory, MemberData(nameof(Cases))]
    [Evidence(EvidenceKind.OtherProgram, "MathNet.Numerics 5.0, eigenvalues of a symmetric matrix: y(t) = Q exp(-L t) Q' y(0)")]
    public void Exchange_over_nine_decades_of_rates_around_hubs_is_as_exact_as_asked(LinearSolver linear, double tolerance)
    {
        (PolynomialSystem system, Matrix<double> rates) = Exchange(200, 3);
        Evd<double> evd = rates.Evd(Symmetricity.Symmetric);
        double[] start = new double[200];
        start[0] = 1;
        start[7] = 1;
        Vector<double> parts = evd.EigenVectors.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(start));
        double t = 0;
        double[] y = [.. start];
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-2, LinearSolver = linear });
        foreach (double time in new[] { 1e-4, 1e-2, 1, 1e3 })
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));

            Vector<double> exact = evd.EigenVectors * parts.MapIndexed((i, p) => p * Math.Exp(-evd.EigenValues[i].Real * time));

            // a tolerance a step in the root mean square, which lets one state of n take all of it: a factor of sqrt(n)
            double allowed = solver.Statistics.AcceptedSteps * Math.Sqrt(200);
            for (int i = 0; i < y.Length; i++) Assert.Equal(exact[i], y[i], allowed * ((tolerance * Math.Abs(exact[i])) + (tolerance * 1e-2)));
            Assert.Equal(2, y.Sum(), allowed * tolerance);   // the total is a slow direction: what GMRES leaves there stays
        }

        Assert.Equal(linear, solver.Statistics.LinearSolver);
        Assert.Equal(linear == LinearSolver.Krylov, solver.Statistics.Products > 0);
    }

    [Theory, MemberData(nameof(Cases))]
    [Evidence(EvidenceKind.Published, "Mazzia and Magherini (2008), Test Set for IVP Solvers 2.4, Bari: HIRES, Oregonator, POLLU and Van der Pol")]
    public void Stiff_problems_end_at_their_published_states(LinearSolver linear, double tolerance)
    {
        foreach (string name in StiffTestSet.NamesOfPublished.Where(n => n is not ("Robertson" or "Ring modulator")))   // an end of 1e-13 of the total's rounding, and too many steps
        {
            StiffTestSet.Problem problem = StiffTestSet.Get(name);
            double absolute = tolerance * problem.Scale * 1e-2, t = 0;
            double[] y = [.. problem.Start];
            var solver = new OdeSolver(problem.System, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute, LinearSolver = linear });

            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, problem.End, TestContext.Current.CancellationToken));

            for (int i = 0; i < y.Length; i++)
            {
                Assert.Equal(problem.Published[i], y[i], solver.Statistics.AcceptedSteps * ((tolerance * Math.Abs(problem.Published[i])) + absolute));
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "cost of an elimination that fills against that of products: a small system and a chain are solved by LU, a random graph by GMRES")]
    public void The_choice_follows_the_predicted_cost()
    {
        (LinearSolver small, string? why) = Choice(Exchange(30, 2).System);
        Assert.Equal(LinearSolver.Direct, small);
        Assert.Contains("multiply-adds a step", why, StringComparison.Ordinal);
        const int n = 2000;
        var chain = new PolynomialSystem(n, [.. Enumerable.Range(0, n - 1).SelectMany(i => Both(i, i + 1, 1))]);
        Assert.Equal(LinearSolver.Direct, Choice(chain).Solver);
        Assert.Equal(LinearSolver.Krylov, Choice(Exchange(1200, 3).System).Solver);

        static (LinearSolver Solver, string? Reason) Choice(OdeSystem system)
        {
            SolverStatistics statistics = new OdeSolver(system, new SolverOptions()).Statistics;
            return (statistics.LinearSolver, statistics.Reason);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "wheels that turn each other: incomplete factors help little where no entry outweighs its neighbours; LU takes over, and the answer is LU's")]
    public void Products_that_cost_too_much_give_way_to_factors()
    {
        (PolynomialSystem system, double[] start) = Rotation(600);
        var options = new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-8 };
        double t = 0, u = 0;
        double[] y = [.. start], z = [.. start];
        var chosen = new OdeSolver(system, options);
        var direct = new OdeSolver(system, options with { LinearSolver = LinearSolver.Direct });
        Assert.Equal(LinearSolver.Krylov, chosen.Statistics.LinearSolver);

        Assert.Equal(SolveStatus.Completed, chosen.Advance(ref t, y, 50, TestContext.Current.CancellationToken));
        Assert.Equal(SolveStatus.Completed, direct.Advance(ref u, z, 50, TestContext.Current.CancellationToken));

        Assert.Contains("products a solution cost", chosen.Statistics.Reason, StringComparison.Ordinal);
        Assert.Equal(LinearSolver.Direct, chosen.Statistics.LinearSolver);
        Assert.True(chosen.Statistics.Products > 0);
        double allowed = (chosen.Statistics.AcceptedSteps + direct.Statistics.AcceptedSteps) * Math.Sqrt(602) * 1e-6;
        for (int i = 0; i < y.Length; i++) Assert.Equal(z[i], y[i], allowed);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the step loop allocates nothing, nor where factors take over from products")]
    public void Giving_way_to_factors_does_not_allocate()
    {
        (PolynomialSystem system, double[] start) = Rotation(600);
        var options = new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-8 };
        double t = 0;
        double[] y = new double[start.Length];
        var turned = new List<OdeSolver>();

        long bytes = Allocation.Least(Fresh, solver => Assert.True(solver.Advance(ref t, y, 50, TestContext.Current.CancellationToken) == SolveStatus.Completed));

        Assert.Equal(0, bytes);
        Assert.All(turned, s => Assert.Equal(LinearSolver.Direct, s.Statistics.LinearSolver));

        OdeSolver Fresh()
        {
            t = 0;
            start.CopyTo(y, 0);
            var solver = new OdeSolver(system, options);
            Assert.Equal(LinearSolver.Krylov, solver.Statistics.LinearSolver);
            turned.Add(solver);
            return solver;
        }
    }

    [Theory, InlineData(1u), InlineData(2u)]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, KLU, tolerances a thousandth of ours: random mass action")]
    public void A_random_network_goes_where_CVODE_goes_on_products(uint number)
    {
        CvodeSolver.SkipUnlessInstalled();
        (OdeSystem system, double[] start) = RandomNetworks.MassAction(number);
        const double tolerance = 1e-7, absolute = 1e-10;
        double t = 0, tReference = 0;
        double[] y = [.. start], reference = [.. start];
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute, LinearSolver = LinearSolver.Krylov });
        using var cvode = new CvodeSolver(system, 1e-3 * tolerance, 1e-3 * absolute, CvodeMethod.Sparse);
        foreach (double time in new[] { 1e-3, 0.1, 5, 100 })
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));
            cvode.Advance(ref tReference, reference, time);
            double steps = solver.Statistics.AcceptedSteps + (1e-3 * cvode.Steps);   // a tolerance a step: nothing amplifies a deviation
            for (int i = 0; i < y.Length; i++) Assert.Equal(reference[i], y[i], steps * ((tolerance * Math.Abs(reference[i])) + absolute));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the step loop allocates nothing")]
    public void Steps_on_products_do_not_allocate()
    {
        double t = 0;
        double[] y = [1, 0, 0];

        long bytes = Allocation.Least(Warm, solver => solver.Advance(ref t, y, 1e4, TestContext.Current.CancellationToken));

        Assert.Equal(0, bytes);

        OdeSolver Warm()
        {
            (t, y[0], y[1], y[2]) = (0, 1, 0, 0);
            var solver = new OdeSolver(TestSystems.Robertson(), new SolverOptions { LinearSolver = LinearSolver.Krylov });
            solver.Advance(ref t, y, 1, TestContext.Current.CancellationToken);
            return solver;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a right-hand side without a number from t = 1 on, a pole at t = 1, rates of 1e300: a status, and the last good state")]
    public void Trouble_is_a_status_on_products_too()
    {
        var options = new SolverOptions { LinearSolver = LinearSolver.Krylov };
        var late = new DenseSystem(1, (t, y, f) => f[0] = t > 1 ? double.NaN : -y[0], (_, _, j) => j[0, 0] = -1);
        double t = 0;
        double[] y = [1];
        Assert.Equal(SolveStatus.NotFinite, new OdeSolver(late, options).Advance(ref t, y, 2, TestContext.Current.CancellationToken));
        Assert.Equal(1, t, 1e-3);

        var blowUp = new DenseSystem(1, (_, y, f) => f[0] = y[0] * y[0], (_, y, j) => j[0, 0] = 2 * y[0]);
        (t, y[0]) = (0, 1);
        Assert.True(new OdeSolver(blowUp, options).Advance(ref t, y, 2, TestContext.Current.CancellationToken) is not SolveStatus.Completed);
        Assert.Equal(1, t, 1e-3);

        foreach (double rate in new[] { 1e-300, 1e300 })
        {
            (t, y[0]) = (0, 0);
            var solver = new OdeSolver(new PolynomialSystem(1, (0, rate, []), (0, -rate, [0])), options);
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 10, TestContext.Current.CancellationToken));
            Assert.Equal(rate < 1 ? 0 : 1, y[0], solver.Statistics.AcceptedSteps * 2e-6);
        }

        t = 0;
        Assert.Equal(SolveStatus.Completed, new OdeSolver(new PolynomialSystem(0), options).Advance(ref t, [], 5, TestContext.Current.CancellationToken));
    }

    private static (int Equation, double Coefficient, int[] Factors)[] Both(int a, int b, double rate) =>
        [(a, -rate, [a]), (b, rate, [a]), (b, -rate, [b]), (a, rate, [b])];

    // Symmetric exchange among n states: three random partners each, and hubs that meet all; rates from 1e-4 to 1e5.
    private static (PolynomialSystem System, Matrix<double> Rates) Exchange(int n, int hubs)
    {
        RandomSequence random = new RandomSource(11).Sequence(1, (uint)n);
        var terms = new List<(int, double, int[])>();
        Matrix<double> rates = Matrix<double>.Build.Dense(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < 3 + hubs; k++)
            {
                int j = k < hubs ? k : random.NextInt32(n);
                double rate = Math.Pow(10, (9 * random.NextUniform()) - 4);
                if (i == j) continue;
                terms.AddRange(Both(i, j, rate));
                rates[i, i] += rate;
                rates[j, j] += rate;
                rates[i, j] -= rate;
                rates[j, i] -= rate;
            }
        }

        return (new PolynomialSystem(n, [.. terms]), rates);
    }

    // States that turn each other like wheels, at random and fast, with a loss, and are driven by a slow oscillator.
    private static (PolynomialSystem System, double[] Start) Rotation(int n)
    {
        RandomSequence random = new RandomSource(12).Sequence(1, 0);
        var terms = new List<(int, double, int[])>();
        for (int i = 0; i < n; i++)
        {
            terms.Add((i, -1e5, [i]));
            terms.Add((i, 1e5, [n]));
            for (int k = 0; k < 3; k++)
            {
                int j = random.NextInt32(n);
                double speed = 1.5e5 * random.NextUniform();
                terms.Add((i, speed, [j]));
                terms.Add((j, -speed, [i]));
            }
        }

        terms.Add((n, 1, [n + 1]));
        terms.Add((n + 1, -1, [n]));
        return (new PolynomialSystem(n + 2, [.. terms]), [.. Enumerable.Repeat(1.0, n + 2)]);
    }
}
