using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class CvodeComparisonTests
{
    private const double Tolerance = 1e-7;

    [Theory, InlineData(1u), InlineData(2u), InlineData(3u), InlineData(4u)]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, KLU, tolerances a thousandth of ours: random mass action")]
    public void A_random_network_goes_where_CVODE_goes(uint number)
    {
        CvodeSolver.SkipUnlessInstalled();
        (OdeSystem system, double[] start) = RandomNetworks.MassAction(number);

        Compare(system, start, CvodeMethod.Sparse, 1e-3, 0.1, 5, 100);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, dense, tolerances a thousandth of ours: Lefever and Nicolis (1971), the Brusselator")]
    public void A_limit_cycle_goes_where_CVODE_goes()
    {
        CvodeSolver.SkipUnlessInstalled();
        var brusselator = new PolynomialSystem(
            2, (0, 1, []), (0, 1, [0, 0, 1]), (0, -4, [0]), (1, 3, [0]), (1, -1, [0, 0, 1]));

        Compare(brusselator, [1.5, 3], CvodeMethod.DenseDifferences, 1, 5, 20);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, dense, tolerances a thousandth of ours, stopped and restarted at each change")]
    public void Infusions_that_start_and_stop_go_where_CVODE_goes()
    {
        CvodeSolver.SkipUnlessInstalled();
        var infusion = new Infusion();
        double t = 0, tReference = 0;
        double[] y = [0, 0, 50, 0], reference = [0, 0, 50, 0];
        var solver = new OdeSolver(infusion, new SolverOptions { RelativeTolerance = Tolerance, AbsoluteTolerance = 1e-9 });
        using var cvode = new CvodeSolver(infusion, 1e-3 * Tolerance, 1e-12);

        for (int cycle = 0; cycle < 6; cycle++)
        {
            foreach ((double rate, double until) in new[] { (400.0, (cycle * 21) + 0.0625), (0.0, (cycle + 1) * 21.0) })
            {
                infusion.Rate = rate;
                solver.Restart();
                cvode.Restart();
                Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, until, TestContext.Current.CancellationToken));
                cvode.Advance(ref tReference, reference, until);
                AssertClose(reference, y, Tolerance, 1e-9, solver.Statistics.AcceptedSteps + (1e-3 * cvode.Steps));
            }
        }
    }

    private static void Compare(OdeSystem system, double[] start, CvodeMethod method, params double[] times)
    {
        const double absolute = Tolerance * 1e-3;
        double t = 0, tReference = 0;
        double[] y = [.. start], reference = [.. start];
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = Tolerance, AbsoluteTolerance = absolute });
        using var cvode = new CvodeSolver(system, 1e-3 * Tolerance, 1e-3 * absolute, method);
        foreach (double time in times)
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));
            cvode.Advance(ref tReference, reference, time);
            AssertClose(reference, y, Tolerance, absolute, solver.Statistics.AcceptedSteps + (1e-3 * cvode.Steps));
        }
    }

    // a tolerance a step: none of these systems amplifies a deviation
    private static void AssertClose(double[] expected, double[] actual, double relative, double absolute, double steps)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], steps * ((relative * Math.Abs(expected[i])) + absolute));
        }
    }

    // centre and tissue with a saturable loss and a target made, lost and bound: the rate changes between calls
    private sealed class Infusion : OdeSystem
    {
        private readonly DenseSystem _inner = new(
            4,
            (_, y, f) =>
            {
                double loss = 8 * y[0] / (0.5 + y[0]), bind = 3 * y[0] * y[2], free = 0.4 * y[3];
                (f[0], f[1]) = ((0.3 * y[1]) - (0.5 * y[0]) - loss - bind + free, (0.5 * y[0]) - (0.3 * y[1]));
                (f[2], f[3]) = (5 - (0.1 * y[2]) - bind + free, bind - free - (0.9 * y[3]));
            },
            (_, y, j) =>
            {
                (j[0, 0], j[0, 1], j[0, 2], j[0, 3]) = (-0.5 - (4 / ((0.5 + y[0]) * (0.5 + y[0]))) - (3 * y[2]), 0.3, -3 * y[0], 0.4);
                (j[1, 0], j[1, 1]) = (0.5, -0.3);
                (j[2, 0], j[2, 2], j[2, 3]) = (-3 * y[2], -0.1 - (3 * y[0]), 0.4);
                (j[3, 0], j[3, 2], j[3, 3]) = (3 * y[2], 3 * y[0], -1.3);
            });

        public double Rate { get; set; }

        public override int Dimension => 4;

        public override Blockade.Numerics.LinearAlgebra.SparsityPattern JacobianPattern => _inner.JacobianPattern;

        public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
        {
            _inner.Derivative(t, y, derivative);
            derivative[0] += Rate;
        }

        public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _inner.Jacobian(t, y, values);
    }
}
