using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

public class CompartmentModesTests
{
    // docetaxel's rates in a typical patient and two more patients of the population; then rates that are nearly equal, and far apart
    public static TheoryData<double, (double Out, double Back)[]> Models => new()
    {
        { 0.3, [] },
        { 0.05, [(0.155, 0.108)] },
        { 4.46, [(0.778, 2.06), (1.713, 0.0767)] },
        { 1, [(1, 1.0001), (1, 0.9999)] },
        { 1e-3, [(50, 10), (2, 1e-4)] },
    };

    [Theory, MemberData(nameof(Models))]
    [Evidence(EvidenceKind.Analytic, "the modes' rates are the eigenvalues of the compartments' matrix, whose trace, determinant and moments are known")]
    public void Modes_solve_the_compartments_equations(double elimination, (double Out, double Back)[] exchange)
    {
        CompartmentModes modes = CompartmentModes.Of(elimination, exchange);

        // a bolus is all there at first, and leaves at the rates out; what leaves in the end is all of it: the area under the amount is 1 / elimination
        double outward = elimination + exchange.Sum(e => e.Out);
        Assert.Equal(1 + exchange.Length, modes.Rates.Length);
        Assert.Equal(1, modes.Weights.Sum(), 1e-9);
        Assert.Equal(1, modes.Weights.Zip(modes.Rates, (w, r) => w * r).Sum() / outward, 1e-9);
        Assert.Equal(1, modes.Weights.Zip(modes.Rates, (w, r) => w / r).Sum() * elimination, 1e-9);
        Assert.Equal(1, modes.Rates.Sum() / (elimination + exchange.Sum(e => e.Out + e.Back)), 1e-12);                 // trace
        Assert.Equal(1, modes.Rates.Aggregate(1.0, (p, r) => p * r) / exchange.Aggregate(elimination, (p, e) => p * e.Back), 1e-9);   // determinant
    }

    [Theory, MemberData(nameof(Models))]
    [Evidence(EvidenceKind.Metamorphic, "the same equations integrated at a relative tolerance of 1e-10, a bolus and an infusion of two units of time")]
    public void Amounts_are_those_of_an_integration(double elimination, (double Out, double Back)[] exchange)
    {
        CompartmentModes modes = CompartmentModes.Of(elimination, exchange);
        foreach (double duration in new[] { 0, 2.0 })
        {
            var system = new Compartments(elimination, exchange) { Rate = duration == 0 ? 0 : 1 / duration };
            var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = 1e-10, AbsoluteTolerance = 1e-12 });
            double t = 0;
            double[] y = [duration == 0 ? 1 : 0, .. exchange.Select(_ => 0.0)];
            foreach (double time in new[] { 0.1, 1, 2, 3, 10, 50 })
            {
                Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));
                Assert.Equal(modes.Amount(time, duration), y[0], solver.Statistics.AcceptedSteps * 1e-10);   // a tolerance a step of an amount of at most 1
                if (time != duration) continue;
                system.Rate = 0;
                solver.Restart();
            }
        }

        Assert.Equal(0, modes.Amount(-1));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "rates are positive and finite, and compartments three at most")]
    public void Other_rates_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CompartmentModes.Of(0, []));
        Assert.Throws<ArgumentException>(() => CompartmentModes.Of(1, [(1, double.NaN)]));
        Assert.Throws<ArgumentException>(() => CompartmentModes.Of(1, [(1, 1), (1, 1), (1, 1)]));
    }

    private sealed class Compartments(double elimination, (double Out, double Back)[] exchange) : OdeSystem
    {
        public double Rate { get; set; }

        public override int Dimension => 1 + exchange.Length;

        public override SparsityPattern JacobianPattern { get; } = SparsityPattern.Dense(1 + exchange.Length);

        public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
        {
            derivative[0] = Rate - (elimination * y[0]);
            for (int k = 0; k < exchange.Length; k++)
            {
                double net = (exchange[k].Out * y[0]) - (exchange[k].Back * y[k + 1]);
                derivative[0] -= net;
                derivative[k + 1] = net;
            }
        }

        public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
        {
            values.Clear();
            int n = Dimension;
            values[0] = -elimination - exchange.Sum(e => e.Out);
            for (int k = 0; k < exchange.Length; k++)
            {
                values[k + 1] = exchange[k].Out;
                values[(k + 1) * n] = exchange[k].Back;
                values[((k + 1) * n) + k + 1] = -exchange[k].Back;
            }
        }
    }
}
