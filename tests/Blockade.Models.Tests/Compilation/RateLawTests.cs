using Blockade.Models.Compilation;
using Blockade.Models.Networks;
using Blockade.Models.Tests.Networks;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class RateLawTests
{
    private const string Head = """
        begin parameters
          k 3
          K 5
          n 2
        end parameters
        begin molecule types
          E()
          S(x~a~b)
          P(l,l)
          Q(p)
        end molecule types
        begin seed species
          E() 4
          S(x~a) 10
          S(x~b) 6
          P(l,l) 0
          P(l!1,l).Q(p!1) 0
          P(l!1,l!2).Q(p!1).Q(p!2) 0
        end seed species
        begin observables
          Molecules Stot S()
          Molecules Bound P(l!+)
          Species Full P(l!+)==2
          Species Any P()>=1
        end observables
        begin functions
          table() = tfun([0,2,6], [1,5,5], time)
          bound(x) = 1 + Bound(x)*k
          own(x) = Stot*Full(x)
        end functions

        """;

    [Theory]
    [InlineData("S(x~a) + E() -> E() Sat(k,K)", 3 * 10 * 4 / (5 + 10.0))]
    [InlineData("S(x~a) + E() -> E() Sat(k,K,K)", 3 * 10 * 4 / ((5 + 10.0) * (5 + 4.0)))]
    [InlineData("S(x~a) + E() -> E() Hill(k,K,n)", 3 * 100 * 4 / (25 + 100.0))]
    [InlineData("E() -> 0 table()", 4 * 4)]
    [InlineData("E() -> 0 k*Stot", 4 * 3 * 16)]
    [InlineData("E() -> 0 k TotalRate", 3)]
    [InlineData("0 -> E() k TotalRate", 3)]
    [Evidence(EvidenceKind.Analytic, "the law's definition at E = 4, S = 10 and 6, k = 3, K = 5, n = 2, t = 1.5")]
    public void A_rate_is_its_definition(string rule, double flux)
    {
        (ReactionNetwork network, NetworkOde ode, double[] y) = Compile(rule);
        var fluxes = new double[network.Reactions.Length];

        ode.Fluxes(1.5, y, fluxes);

        Assert.Equal(flux, Assert.Single(fluxes), 1e-14 * flux);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "total quasi-steady state: the complex c solves c^2 - (E + S + K) c + E S = 0, and the rate is k c")]
    public void MM_holds_where_the_enzyme_is_not_scarce()
    {
        (_, NetworkOde ode, double[] y) = Compile("S(x~a) + E() -> E() MM(k,K)");
        var fluxes = new double[1];

        ode.Fluxes(0, y, fluxes);

        double b = 4 + 10 + 5;
        Assert.Equal(3 * (b - Math.Sqrt((b * b) - (4 * 4 * 10))) / 2, fluxes[0], 1e-13);   // a difference of numbers near 19
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a total rate is shared by numbers of matches: S~a and S~b in the ratio 10 to 6")]
    public void A_total_rate_is_shared_by_numbers()
    {
        (_, NetworkOde ode, double[] y) = Compile("S() -> 0 k TotalRate");
        var fluxes = new double[2];

        ode.Fluxes(0, y, fluxes);

        Assert.Equal(3 * 10 / 16.0, fluxes[0], 1e-15);
        Assert.Equal(3 * 6 / 16.0, fluxes[1], 1e-15);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a local function counts in the labelled complex: 1 + k times the bound arms of that P; an observable with a comparison is 1 or 0")]
    public void A_local_function_counts_where_its_label_is()
    {
        (ReactionNetwork network, NetworkOde ode, double[] y) = Compile("%x:P() -> 0 bound(x) + own(x)*0 DeleteMolecules");
        Array.Fill(y, 1);
        var fluxes = new double[network.Reactions.Length];

        ode.Fluxes(0, y, fluxes);

        Assert.Equal([1, 4, 7], fluxes);
        Assert.Equal([0, 0, 0, 0, 0, 1.0], Weights(network, "Full"));
        Assert.Equal([0, 0, 0, 1, 1, 1.0], Weights(network, "Any"));
        Assert.Equal([0, 0, 0, 0, 1, 2.0], Weights(network, "Bound"));

        static double[] Weights(ReactionNetwork network, string observable)
        {
            var weights = new double[6];
            foreach ((int species, double weight) in network.Observables.Single(o => o.Name == observable).Terms.Where(t => t.Species < 6)) weights[species] = weight;
            return weights;
        }
    }

    [Theory]
    [InlineData("S(x~a) + E() -> E() Sat(k,K)")]
    [InlineData("S(x~a) + E() -> E() Sat(k,K,n)")]
    [InlineData("S(x~a) + E() -> E() MM(k,K)")]
    [InlineData("S(x~a) + E() -> S(x~b) Hill(k,K,n)")]
    [InlineData("S() + E() -> P(l,l) k*Stot TotalRate")]
    [InlineData("S(x~a) + S() -> E() k TotalRate")]
    [InlineData("E() -> 0 tfun([0,20,30],[1,4,7],Stot)")]
    [Evidence(EvidenceKind.Metamorphic, "the Jacobian equals central differences of the right-hand side")]
    public void The_Jacobian_is_the_derivative(string rule)
    {
        (_, NetworkOde ode, double[] y) = Compile(rule);
        int size = ode.Dimension;
        var values = new double[ode.JacobianPattern.EntryCount];

        ode.Jacobian(1.5, y, values);

        double[] up = new double[size], down = new double[size];
        for (int j = 0; j < size; j++)
        {
            const double step = 1e-4;
            double[] plus = [.. y], minus = [.. y];
            plus[j] += step;
            minus[j] -= step;
            ode.Derivative(1.5, plus, up);
            ode.Derivative(1.5, minus, down);
            for (int i = 0; i < size; i++)
            {
                int entry = ode.JacobianPattern.IndexOf(i, j);
                Assert.Equal((up[i] - down[i]) / (2 * step), entry < 0 ? 0 : values[entry], 1e-6);   // third derivatives below 100, step squared 1e-8; rounding 1e-12 / 1e-4
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A falls linearly under a constant total rate: A(t) = A(0) - k t")]
    public void A_constant_total_rate_gives_a_line()
    {
        (_, NetworkOde ode, double[] y) = Compile("E() -> 0 0.5 TotalRate");
        double t = 0;
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 });

        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 6, TestContext.Current.CancellationToken));

        Assert.Equal(1, y[0], 1e-6);   // 1e-8 of 4 a step, fewer than 25 steps on a line
    }

    private static (ReactionNetwork Network, NetworkOde Ode, double[] Y) Compile(string rule)
    {
        ReactionNetwork network = NetworkText.Expand(Head + "begin reaction rules\n" + rule + "\nend reaction rules\n");
        CompiledModel model = CompiledModel.Compile(network);
        double[] parameters = model.Parameters();
        var y = new double[network.Species.Length];
        model.InitialState(parameters, y);
        return (network, model.Ode(parameters), y);
    }
}
