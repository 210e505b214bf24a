using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

public class FirstOrderTests
{
    // Every rule has one reactant, so that the mean of the molecules is the network's solution exactly. Equal sites, wildcards, context
    // across a bond, a rule that opens a bond, one that cuts a molecule out, one that takes a whole complex.
    private const string Text =
        """
        begin molecule types
          A(s~u~p,s~u~p,b)
          B(a,a,z~0~1)
        end molecule types
        begin seed species
          A(s~u,s~u,b) 100
          A(s~u,s~u,b!1).B(a!1,a!2,z~0).A(s~p,s~u,b!2) 200
          A(s~u,s~u,b!1).B(a!1,a,z~0) 100
        end seed species
        begin observables
          Molecules Pp A(s~p,s~p)
          Molecules P A(s~p)
          Molecules Bound A(b!+)
          Molecules FreeA A(b)
          Molecules One B(z~1)
          Molecules Pairs A(b!1).B(a!1,a!2).A(b!2)
          Species Withp A(s~p)
          Molecules Anyp A(s~p,b!?).B()
          Species Few A(s~p)<2
          Species Many A(s~p)>=3
        end observables
        begin reaction rules
          A(s~u) <-> A(s~p) 0.5, 0.2
          A(s~p,s~p,b!1).B(a!1,a,z~0) -> A(s~p,s~p,b!1).B(a!1,a,z~1) 0.4
          B(z~0,a!+,a!+) -> B(z~1,a!+,a!+) 0.4
          B(z~1,a!+) -> B(z~0,a!+) 0.3
          A(s~p,b!1).B(a!1,z~0) -> A(s~p,b!1).B(a!1,z~1) 0.1
          A(b!1).B(a!1) -> A(b) + B(a) 0.2
          B(a,a) -> 0 0.3
          A(s~p,s~p,b!1).B(a!1,a) -> B(a,a) 0.25
          A(s~p,s~u,b!1).B(a!1,a!2).A(b!2) -> B(a,a!2).A(b!2) 0.3 DeleteMolecules
          A(s~u,b!1).B(a!1,a!2).A(s~u,b!2) -> A(s~p,b!1).B(a!1,a!2).A(s~p,b!2) 0.35
          A(s~p,s~p) -> 0 0.05
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "first-order rules: the mean number of molecules solves the network's equations exactly")]
    public void Means_of_first_order_rules_are_the_networks_solution()
    {
        var model = BnglReader.Read(new SourceText("first-order.bngl", Text)).Value!;
        ReactionNetwork network = ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
        CompiledModel compiled = CompiledModel.Compile(network);
        double[] parameters = compiled.Parameters();
        NetworkOde ode = compiled.Ode(parameters);
        var y = new double[compiled.SpeciesNames.Length];
        compiled.InitialState(parameters, y);
        double t = 0;
        new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 }).Advance(ref t, y, 1.5, TestContext.Current.CancellationToken);
        var expected = new double[compiled.ObservableNames.Length];
        ode.Observables(y, expected);
        const int runs = 300;

        double[][] values = Runs.At(NetworkFreeModel.Compile(model).Value!, time: 1.5, runs);

        for (int o = 0; o < expected.Length; o++)
        {
            (double mean, double variance) = values.Select(v => v[o]).Moments();

            // 4.9 standard errors: 1e-6 for one observable, 1e-5 for all ten
            Assert.True(Math.Abs(mean - expected[o]) < 4.9 * Math.Sqrt(variance / runs), $"{compiled.ObservableNames[o]}: {mean} +- {Math.Sqrt(variance / runs)}, network {expected[o]}");
        }
    }
}
