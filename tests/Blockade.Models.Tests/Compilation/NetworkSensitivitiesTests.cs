using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class NetworkSensitivitiesTests
{
    private const string Functional = """
        begin parameters
          k 0.3
          K 20
          n 2
          d 0.05
          half d/2
          A0 40
          Ab A0*K/50
        end parameters
        begin seed species
          A(b,p~0) A0+Ab
          B(a) 30
          $C() 5
        end seed species
        begin observables
          Molecules Bound A(b!1).B(a!1)
          Molecules Active A(p~1)
        end observables
        begin functions
          saturating() = k*Bound^n/(K^n+Bound^n)
          twice() = 2*saturating()+half*time()
        end functions
        begin reaction rules
          A(b) + B(a) <-> A(b!1).B(a!1) half/10, 0.1
          A(p~0) -> A(p~1) twice()
          A(p~1) -> A(p~0) Sat(d,K)
          C() -> C() + B(a) k*d
          B(a) -> 0 saturating() TotalRate
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "constant, functional, saturating and total rates, parameters with formulas: slopes equal central differences of the right-hand side and the start")]
    public void The_slopes_are_the_derivatives_by_the_logarithms()
    {
        CompiledModel model = CompiledModelTests.Compile(Functional);
        string[] names = ["k", "K", "n", "d", "A0"];
        double[] parameters = model.Parameters();
        NetworkSensitivities sensitivities = model.Sensitivities(parameters, [.. names]);
        int n = sensitivities.Dimension;
        double[] y = [.. Enumerable.Range(0, n).Select(i => 3 + (1.7 * i))];
        double[] slope = new double[n], up = new double[n], down = new double[n], start = new double[n * (1 + names.Length)];
        sensitivities.Start(start);
        for (int k = 0; k < names.Length; k++)
        {
            const double width = 1e-4;
            double value = parameters[model.ParameterIndex(names[k])];
            double[] above = model.Parameters((names[k], value * Math.Exp(width))), below = model.Parameters((names[k], value * Math.Exp(-width)));

            sensitivities.ParameterSlope(k, 1.5, y, slope);
            model.Ode(above).Derivative(1.5, y, up);
            model.Ode(below).Derivative(1.5, y, down);

            // third derivatives of the order of the rates, some ten, by width squared over six; 1e-16 of the rates over the width
            for (int i = 0; i < n; i++) Assert.Equal((up[i] - down[i]) / (2 * width), slope[i], 1e-6);
            model.InitialState(above, up);
            model.InitialState(below, down);
            for (int i = 0; i < n; i++) Assert.Equal((up[i] - down[i]) / (2 * width), start[((k + 1) * n) + i], 1e-6);
        }

        Assert.Throws<ArgumentException>(() => model.Sensitivities(parameters, "nobody"));
    }

    [Theory, InlineData(1e-5), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "A -> B by 2 k: A = A0 exp(-2 k t); by ln k -2 k t A, by ln A0 A itself, and the opposite for what B gains")]
    public void A_networks_sensitivities_follow_the_closed_form(double tolerance)
    {
        CompiledModel model = CompiledModelTests.Compile("""
            begin parameters
              k 0.2
              twice 2*k
              A0 100
            end parameters
            begin seed species
              A() A0
              B() 0
            end seed species
            begin reaction rules
              A() -> B() twice
            end reaction rules
            """);
        NetworkSensitivities sensitivities = model.Sensitivities(model.Parameters(), "k", "A0");
        var y = new double[6];
        sensitivities.Start(y);
        double t = 0;
        var solver = new OdeSolver(sensitivities.System, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance });

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 3, TestContext.Current.CancellationToken));

        double a = 100 * Math.Exp(-0.4 * 3), byK = -0.4 * 3 * a;
        double[] exact = [a, 100 - a, byK, -byK, a, 100 - a];
        for (int i = 0; i < 6; i++)
        {
            // a tolerance a step in the root mean square over six values: sqrt(6) on one
            Assert.Equal(exact[i], y[i], solver.Statistics.AcceptedSteps * Math.Sqrt(6) * tolerance * (1 + Math.Abs(exact[i])));
        }
    }
}
