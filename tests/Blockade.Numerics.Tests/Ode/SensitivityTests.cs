using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class SensitivityTests
{
    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "A -> B -> 0 with rates a and b: Bateman's solution and its derivatives by ln a, ln b and the start")]
    public void Sensitivities_are_as_exact_as_the_states(double tolerance)
    {
        const double a = 0.7, b = 3, end = 2.5;
        var system = new Terms(2, [(0, -a, [0]), (1, a, [0]), (1, -b, [1])], [[0, 1], [2], []]);
        double t = 0;
        double[] y = [10, 0, 0, 0, 0, 0, 10, 0];   // the third direction is ln A(0): its slope is zero, its start is A(0)
        var solver = new OdeSolver(new SensitivitySystem(system, [0, 1, 2]), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-2 });

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, end, TestContext.Current.CancellationToken));

        double ea = Math.Exp(-a * end), eb = Math.Exp(-b * end), d = b - a;
        double byA = (10 * (ea - eb) * ((1 / d) + (a / (d * d)))) - (10 * a / d * end * ea);      // d/da of 10 a/(b-a) (e^-at - e^-bt)
        double byB = (-10 * a * (ea - eb) / (d * d)) + (10 * a / d * end * eb);
        double[] exact = [10 * ea, 10 * a / d * (ea - eb), -a * end * 10 * ea, a * byA, 0, b * byB, 10 * ea, 10 * a / d * (ea - eb)];

        // a tolerance a step in the root mean square over eight values, nothing amplifies: sqrt(8) on one
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(exact[i], y[i], solver.Statistics.AcceptedSteps * Math.Sqrt(8) * ((tolerance * Math.Abs(exact[i])) + (tolerance * 1e-2)));
        }
    }

    [Theory, InlineData(LinearSolver.Direct), InlineData(LinearSolver.Krylov)]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, dense, rtol 1e-12: central differences over 1e-3 of each constant of Robertson's reactions")]
    public void Stiff_sensitivities_are_the_differences_of_runs_of_CVODE(LinearSolver linear)
    {
        CvodeSolver.SkipUnlessInstalled();
        const double tolerance = 1e-7, width = 1e-3;
        double[] constants = [0.04, 1e4, 3e7];
        double[] times = [1e-3, 0.4, 40, 4e3];
        Terms system = Robertson(constants);
        var solver = new OdeSolver(
            new SensitivitySystem(system, [0, 1, 2]), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = 1e-12, LinearSolver = linear });
        double t = 0;
        var y = new double[12];
        y[0] = 1;
        foreach (double time in times)
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));
            for (int k = 0; k < 3; k++)
            {
                double[] up = Reference(k, Math.Exp(width), time), down = Reference(k, Math.Exp(-width), time);
                for (int i = 0; i < 3; i++)
                {
                    double difference = (up[i] - down[i]) / (2 * width);

                    // the third derivative by the logarithm is at most some ten values: width^2 of it; the runs' 1e-12 over the width; a tolerance a step
                    double allowed = ((10 * width * width) + (solver.Statistics.AcceptedSteps * tolerance)) * (Math.Abs(difference) + Math.Abs(y[i]));
                    Assert.Equal(difference, y[(3 * (k + 1)) + i], allowed);
                }

                Assert.Equal(0, y[3 * (k + 1)] + y[(3 * (k + 1)) + 1] + y[(3 * (k + 1)) + 2], solver.Statistics.AcceptedSteps * tolerance);   // the total is kept
            }
        }

        // one set of factors for four blocks
        Assert.InRange(solver.Statistics.Factorisations, 1, solver.Statistics.AcceptedSteps);

        double[] Reference(int changed, double factor, double time)
        {
            double[] other = [.. constants];
            other[changed] *= factor;
            using var cvode = new CvodeSolver(Robertson(other), 1e-12, 1e-18);
            double u = 0;
            double[] z = [1, 0, 0];
            cvode.Advance(ref u, z, time);
            return z;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "states with sensitivities beside them against states alone: both within their tolerance of the same course")]
    public void The_states_do_not_need_the_sensitivities()
    {
        const double tolerance = 1e-6;
        Terms system = Robertson([0.04, 1e4, 3e7]);
        var options = new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = 1e-12 };
        double t = 0, u = 0;
        double[] y = [1, 0, 0, 0, 0, 0], z = [1, 0, 0];
        var both = new OdeSolver(new SensitivitySystem(system, [2]), options);
        var alone = new OdeSolver(system, options);

        both.Advance(ref t, y, 40, TestContext.Current.CancellationToken);
        alone.Advance(ref u, z, 40, TestContext.Current.CancellationToken);

        for (int i = 0; i < 3; i++) Assert.Equal(z[i], y[i], (both.Statistics.AcceptedSteps + alone.Statistics.AcceptedSteps) * ((tolerance * z[i]) + 1e-12));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = q y^2 with q = 1 has a pole at 1: its sensitivity has it too, and no number is a status")]
    public void Trouble_with_sensitivities_is_a_status()
    {
        var poles = new Terms(1, [(0, 1, [0, 0])], [[0]]);
        double t = 0;
        Assert.NotEqual(SolveStatus.Completed, new OdeSolver(new SensitivitySystem(poles, [0]), new SolverOptions()).Advance(ref t, [1, 0], 2, TestContext.Current.CancellationToken));
        Assert.Equal(1, t, 1e-3);
        var nan = new Terms(1, [(0, double.NaN, [0])], [[0]]);
        t = 0;
        Assert.Equal(SolveStatus.NotFinite, new OdeSolver(new SensitivitySystem(nan, [0]), new SolverOptions()).Advance(ref t, [1, 0], 2, TestContext.Current.CancellationToken));
    }

    private static Terms Robertson(double[] k) => new(
        3,
        [(0, -k[0], [0]), (1, k[0], [0]), (0, k[1], [1, 2]), (1, -k[1], [1, 2]), (1, -k[2], [1, 1]), (2, k[2], [1, 1])],
        [[0, 1], [2, 3], [4, 5]]);

    // A polynomial system whose directions are logarithms of coefficients: each names the terms that it multiplies.
    private sealed class Terms(int dimension, (int Equation, double Coefficient, int[] Factors)[] terms, int[][] directions) : ParametricSystem
    {
        private readonly PolynomialSystem _all = new(dimension, terms);

        public override int Dimension => dimension;

        public override SparsityPattern JacobianPattern => _all.JacobianPattern;

        public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative) => _all.Derivative(t, y, derivative);

        public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _all.Jacobian(t, y, values);

        public override void ParameterSlope(int direction, double t, ReadOnlySpan<double> y, Span<double> slope)
        {
            slope.Clear();
            foreach (int k in directions[direction])
            {
                double product = terms[k].Coefficient;
                foreach (int f in terms[k].Factors) product *= y[f];
                slope[terms[k].Equation] += product;
            }
        }
    }
}
