using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class CompiledModelTests
{
    internal static CompiledModel Compile(string bngl)
    {
        var read = BnglReader.Read(new SourceText("test.bngl", bngl));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
        Assert.True(network.Value is not null, string.Join('\n', network.Diagnostics.Select(d => d.Render())));
        return CompiledModel.Compile(network.Value);
    }

    private static double[] Run(CompiledModel model, double until, params (string, double)[] parameters)
    {
        double[] values = model.Parameters(parameters);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(values, y);
        NetworkOde ode = model.Ode(values);
        double t = 0;
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 });
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, until, TestContext.Current.CancellationToken));
        var observables = new double[model.ObservableNames.Length];
        ode.Observables(y, observables);
        return observables;
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A + A <-> A.A with BioNetGen's half for equal partners: k1/2 A^2 = k2 D")]
    public void Dimerisation_reaches_its_equilibrium()
    {
        CompiledModel model = Compile("""
            begin parameters
              k1 0.002
              k2 0.1
              A0 1000
            end parameters
            begin seed species
              A(a) A0
            end seed species
            begin observables
              Species Monomer A(a)
              Species Dimer A(a!1).A(a!1)
              Molecules Twice A(a!1).A(a!1)
            end observables
            begin reaction rules
              A(a) + A(a) <-> A(a!1).A(a!1) k1, k2
            end reaction rules
            """);

        double[] at = Run(model, 1e4);

        // 2 D + A = 1000 and 0.001 A^2 = 0.1 D give A^2 + 50 A - 50000 = 0
        double monomer = -25 + Math.Sqrt(625 + 50000);
        Assert.Equal(monomer, at[0], 1e-4);
        Assert.Equal((1000 - monomer) / 2, at[1], 1e-4);
        Assert.Equal(2 * at[1], at[2], 1e-9);   // a symmetric match counts twice under Molecules
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "independent sites: each arm is bound with probability L / (L + KD)")]
    public void Two_arms_bind_independently()
    {
        CompiledModel model = Compile("""
            begin parameters
              kon 0.01
              koff 0.3
              L0 50
            end parameters
            begin molecule types
              Ab(f,f)
              L(x)
            end molecule types
            begin seed species
              Ab(f,f) 1
              $L(x) L0
            end seed species
            begin observables
              Species Free Ab(f,f)
              Species One Ab(f,f!1).L(x!1)
              Species Two Ab(f!1,f!2).L(x!1).L(x!2)
            end observables
            begin reaction rules
              Ab(f) + L(x) <-> Ab(f!1).L(x!1) kon, koff
            end reaction rules
            """);

        double[] at = Run(model, 1000);

        double bound = 50 / (50 + 30.0);
        Assert.Equal((1 - bound) * (1 - bound), at[0], 1e-6);
        Assert.Equal(2 * bound * (1 - bound), at[1], 1e-6);
        Assert.Equal(bound * bound, at[2], 1e-6);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "product molecularity: opening one of two bonds of a ring leaves one complex")]
    public void Opening_a_ring_does_not_split_it()
    {
        CompiledModel model = Compile("""
            begin parameters
              k 1
            end parameters
            begin seed species
              A(x!1,y!2).B(x!1,y!2) 1
            end seed species
            begin observables
              Species Ring A(x!1,y!2).B(x!1,y!2)
              Species Open A(x,y!2).B(x,y!2)
              Molecules FreeA A(x,y)
            end observables
            begin reaction rules
              split: A(x!1).B(x!1) -> A(x) + B(x) k
              open: A(x!1,y!+).B(x!1,y!+) -> A(x,y!+).B(x,y!+) k
            end reaction rules
            """);

        double[] at = Run(model, 1);

        Assert.Equal(Math.Exp(-1), at[0], 1e-6);   // only 'open' fires; 'split' would halve the time
        Assert.Equal(1 - Math.Exp(-1), at[1], 1e-6);
        Assert.Equal(0, at[2]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "functional rates: the Jacobian equals central differences of the right-hand side")]
    public void The_Jacobian_is_the_derivative()
    {
        CompiledModel model = Compile("""
            begin parameters
              k 0.3
              K 20
              n 2
              d 0.05
            end parameters
            begin seed species
              A(b,p~0) 40
              B(a) 30
            end seed species
            begin observables
              Molecules Bound A(b!1).B(a!1)
              Molecules Active A(p~1)
            end observables
            begin functions
              saturating() = k*Bound^n/(K^n+Bound^n)
              twice() = 2*saturating()+0.01*time()
            end functions
            begin reaction rules
              A(b) + B(a) <-> A(b!1).B(a!1) 0.01, 0.1
              A(p~0) -> A(p~1) twice()
              A(p~1) -> A(p~0) d
              0 -> B(a) if(Active>5,1,2)
              B() -> 0 d DeleteMolecules
            end reaction rules
            """);
        NetworkOde ode = model.Ode(model.Parameters());
        int n = ode.Dimension;
        var y = new double[n];
        for (int i = 0; i < n; i++) y[i] = 3 + (1.7 * i);
        var values = new double[ode.JacobianPattern.EntryCount];

        ode.Jacobian(1.5, y, values);

        var up = new double[n];
        var down = new double[n];
        for (int j = 0; j < n; j++)
        {
            const double step = 1e-4;
            double[] plus = [.. y], minus = [.. y];
            plus[j] += step;
            minus[j] -= step;
            ode.Derivative(1.5, plus, up);
            ode.Derivative(1.5, minus, down);
            for (int i = 0; i < n; i++)
            {
                int entry = ode.JacobianPattern.IndexOf(i, j);
                double exact = entry < 0 ? 0 : values[entry];
                Assert.Equal((up[i] - down[i]) / (2 * step), exact, 1e-7);   // third derivatives of order one, step squared 1e-8
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "an infinite chain hits its limit, and says which")]
    public void An_infinite_network_names_its_limit()
    {
        var read = BnglReader.Read(new SourceText("chain.bngl", """
            begin parameters
              k 1
            end parameters
            begin seed species
              Ab(f,f) 1
              R(a,b) 1
            end seed species
            begin reaction rules
              Ab(f) + R(a) -> Ab(f!1).R(a!1) k
              Ab(f) + R(b) -> Ab(f!1).R(b!1) k
            end reaction rules
            """));

        var network = ReactionNetwork.Expand(
            read.Value!, ExpansionLimits.Default with { MaxSpecies = 500 }, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(network.Value);
        Diagnostic error = Assert.Single(network.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("NET1101", error.Code);
        Assert.Contains("500 species; --max-species raises it", error.Message, StringComparison.Ordinal);
    }
}
