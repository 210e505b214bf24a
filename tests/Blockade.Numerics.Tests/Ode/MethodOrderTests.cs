using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class MethodOrderTests
{
    private const double End = 2;

    // what divides the error by how much when steps are so many times more: measured on a problem that is neither linear nor autonomous
    [Theory]
    [InlineData(Integrator.Explicit, 5)]
    [InlineData(Integrator.Rosenbrock, 5)]
    [InlineData(Integrator.Multistep, 5)]
    [Evidence(EvidenceKind.Analytic, "y1' = -2 t y1^2, y2' = cos(t) y2 from (1, 1): y1 = 1/(1 + t^2), y2 = exp(sin t)")]
    public void The_error_falls_with_the_order_of_the_method(Integrator method, int order)
    {
        (double coarse, int few) = Run(method, method == Integrator.Multistep ? 1e-7 : 0.1, 1);
        (double fine, int many) = Run(method, method == Integrator.Multistep ? 1e-11 : 0.025, 1);

        // the asymptotic slope, to half an order: the next term of the error is a step's length smaller; a variable order is on its way up to the highest
        double measured = Math.Log(coarse / fine) / Math.Log((double)many / few);
        Assert.InRange(measured, order - (method == Integrator.Multistep ? 1 : 0.5), order + 1.25);
    }

    [Theory]
    [InlineData(Integrator.Explicit, 4)]
    [InlineData(Integrator.Rosenbrock, 4)]
    [InlineData(Integrator.Multistep, 4)]
    [Evidence(EvidenceKind.Analytic, "as above, at 97 times, most of them between steps")]
    public void The_error_between_steps_falls_with_the_order_of_the_interpolant(Integrator method, int order)
    {
        (double coarse, int few) = Run(method, method == Integrator.Multistep ? 1e-7 : 0.1, 97);
        (double fine, int many) = Run(method, method == Integrator.Multistep ? 1e-11 : 0.025, 97);

        double measured = Math.Log(coarse / fine) / Math.Log((double)many / few);
        Assert.InRange(measured, order - 0.5, order + 2);   // an interpolant of order 4 is off by the fifth power of the step
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Hairer and Wanner (1996), Solving Ordinary Differential Equations II, IV.7, theorem 7.4: 17 conditions of order 5, one a rooted tree")]
    public void The_Rosenbrock_coefficients_fulfil_the_conditions_of_order_five_and_the_embedded_ones_of_order_four()
    {
        (double[,] alpha, double[,] beta, double[] weights, double[] embedded) = Coefficients();
        int conditions = 0;
        for (int nodes = 1; nodes <= 5; nodes++)
        {
            foreach (Tree tree in Tree.Of(nodes))
            {
                conditions++;
                double[] phi = tree.Stages(alpha, beta);

                // sixteen digits were published; sums of numbers up to 150 leave 1e-12
                Assert.Equal(1.0 / tree.Density, Dot(weights, phi), 1e-11);
                if (nodes < 5) Assert.Equal(1.0 / tree.Density, Dot(embedded, phi), 1e-11);
            }
        }

        Assert.Equal(17, conditions);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Steinebach (2023), doi:10.1007/s10543-023-00967-x: stiffly accurate and L-stable; R(z) of a step of y' = z y")]
    public void The_Rosenbrock_method_damps_what_is_stiff()
    {
        foreach (double z in new[] { -1.0, -10, -1e3, -1e6, -1e12 })
        {
            (double t, double[] y) = (0, [1]);
            var solver = new RosenbrockSolver(TestSystems.Decay(-z), new SolverOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 1e6, MaxStep = 1 });
            for (int steps = 0; steps < 40; steps++) solver.Advance(ref t, y, steps + 1, TestContext.Current.CancellationToken);
            Assert.InRange(Math.Abs(y[0]), 0, Math.Max(Math.Exp(-40), 1e-9));   // every |R| is below 1, and near 0 at infinity
        }
    }

    // The largest error at some times of (0, End], and how many steps it took. A one-step method takes equal steps, whatever their error.
    private static (double Error, int Steps) Run(Integrator method, double size, int samples)
    {
        var system = new DenseSystem(
            2,
            (t, y, f) => (f[0], f[1]) = (-2 * t * y[0] * y[0], Math.Cos(t) * y[1]),
            (t, y, j) => (j[0, 0], j[1, 1]) = (-4 * t * y[0], Math.Cos(t)));
        SolverOptions options = method == Integrator.Multistep
            ? new SolverOptions { RelativeTolerance = size, AbsoluteTolerance = size, Integrator = method }
            : new SolverOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 1e6, MaxStep = size, Integrator = method };
        OdeIntegrator solver = OdeIntegrator.Of(system, options);
        (double time, double[] state, double worst) = (0, [1, 1], 0);
        for (int k = 1; k <= samples; k++)
        {
            Assert.Equal(SolveStatus.Completed, solver.Sample(ref time, state, End * k / samples, End, TestContext.Current.CancellationToken));
            worst = Math.Max(worst, Math.Max(Math.Abs(state[0] - (1 / (1 + (time * time)))), Math.Abs(state[1] - Math.Exp(Math.Sin(time)))));
        }

        return (worst, solver.Statistics.AcceptedSteps);
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    // From the form without products, u = Gamma k, back to the classical one: Gamma^-1 = I/gamma - C, alpha = a Gamma, b = m Gamma (Hairer and Wanner, IV.7.24).
    private static (double[,] Alpha, double[,] Beta, double[] Weights, double[] Embedded) Coefficients()
    {
        const int s = RosenbrockTableau.Stages;
        var gamma = new double[s, s];
        for (int j = 0; j < s; j++)
        {
            gamma[j, j] = RosenbrockTableau.Gamma;
            for (int i = j + 1; i < s; i++)
            {
                double sum = 0;
                for (int k = j; k < i; k++) sum += RosenbrockTableau.C[RosenbrockTableau.Row(i) + k] * gamma[k, j];
                gamma[i, j] = RosenbrockTableau.Gamma * sum;
            }
        }

        double[,] alpha = new double[s, s], beta = new double[s, s];
        double[] weights = new double[s], embedded = new double[s];
        for (int j = 0; j < s; j++)
        {
            for (int i = 0; i < s; i++)
            {
                for (int k = j; k < i; k++) alpha[i, j] += RosenbrockTableau.A[RosenbrockTableau.Row(i) + k] * gamma[k, j];
                beta[i, j] = alpha[i, j] + gamma[i, j];
            }

            (embedded[j], weights[j]) = (alpha[s - 1, j], beta[s - 1, j]);   // stiffly accurate: the solution is the last stage's argument and its increment
        }

        return (alpha, beta, weights, embedded);
    }

    /// <summary>A rooted tree, by the trees at its root.</summary>
    private sealed record Tree(Tree[] Branches)
    {
        public int Nodes => 1 + Branches.Sum(b => b.Nodes);

        public long Density => Nodes * Branches.Aggregate(1L, (p, b) => p * b.Density);

        // A node with one branch stands for a product with the Jacobian, which the method's implicit part takes as well; more branches see the arguments alone.
        public double[] Stages(double[,] alpha, double[,] beta)
        {
            double[] result = [.. Enumerable.Repeat(1.0, alpha.GetLength(0))];
            foreach (Tree branch in Branches)
            {
                double[] inner = branch.Stages(alpha, beta);
                double[,] matrix = Branches.Length == 1 ? beta : alpha;
                for (int i = 0; i < result.Length; i++) result[i] *= Enumerable.Range(0, result.Length).Sum(k => matrix[i, k] * inner[k]);
            }

            return result;
        }

        public static IEnumerable<Tree> Of(int nodes) => Forests(nodes - 1, nodes - 1).Select(f => new Tree([.. f]));

        // Sets of trees with so many nodes together, the largest first, none larger than a limit; of equal size in one order only.
        private static IEnumerable<Tree[]> Forests(int nodes, int largest, int after = 0)
        {
            if (nodes == 0) yield return [];
            for (int size = Math.Min(nodes, largest); size >= 1; size--)
            {
                Tree[] trees = [.. Of(size)];
                for (int k = size == largest ? after : 0; k < trees.Length; k++)
                {
                    foreach (Tree[] rest in Forests(nodes - size, size, k)) yield return [trees[k], .. rest];
                }
            }
        }
    }
}
