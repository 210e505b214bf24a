using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>Rates that a rule's matches share, in formats that have functions and no word for it.</summary>
public class SharedRatesTests
{
    // one reactant, two unlike ones, two alike ones, a rate that changes in time, and names that are taken already
    private const string Model = """
        begin parameters
          k 2.5
          _share1 3
        end parameters
        begin molecule types
          A(s~0~1,b,b)
          B(a,t~x~y)
        end molecule types
        begin seed species
          A(s~0,b,b) 12
          A(s~1,b,b) 5
          B(a,t~x) 7
          B(a,t~y) 4
        end seed species
        begin observables
          Molecules Ones A(s~1)
          Molecules Bound B(a!+)
        end observables
        begin functions
          slow() = k/(1+Bound)+0.1*time()
        end functions
        begin reaction rules
          A(s~0) -> A(s~1) k TotalRate
          A(b) + B(a) -> A(b!1).B(a!1) slow() TotalRate
          A(s~1) + A(s~1) -> A(s~0) + A(s~1) k*Ones TotalRate
          A(b!1).B(a!1) -> A(b) + B(a) _share1
          B(t~x) -> B(t~y) k
        end reaction rules

        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a network's slopes are those of what its .net file says")]
    public void A_net_file_has_the_same_slopes()
    {
        ReactionNetwork network = Expand(Model);
        using var text = new StringWriter();
        NetWriter.Write(network, text, new NetWriterOptions());
        ReactionNetwork written = NetReader.Read(new SourceText("m.net", text.ToString()), _ => null).Value!;

        Assert.Contains("_share2() if(", text.ToString(), StringComparison.Ordinal);   // the first name is a parameter's
        Assert.DoesNotContain(written.Rates, r => r is Rules.RateLaw.Total);
        for (int trial = 0; trial < 5; trial++)
        {
            // the last has nothing to share
            double[] y = [.. network.Species.Select((_, i) => trial == 4 ? 0 : 0.5 + (((i + 1) * (trial + 1) * 0.6180339887498949) % 1))];
            double[] expected = Slopes(network, 1.5, y), actual = Slopes(written, 1.5, y);
            for (int s = 0; s < y.Length; s++) Assert.Equal(expected[s], actual[s], 1e-13 * Math.Max(1, Math.Abs(expected[s])));   // some hundred roundings
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "40 in two kinds, 3 to 1: together they lose 4 a unit of time, and each keeps its part. BioNetGen 2.9.3's run_network has 15 and 5 of this file at time 5 as well")]
    public void Reactions_share_by_their_numbers()
    {
        ReactionNetwork network = Expand("""
            begin seed species
              A(s~0,x~a) 30
              A(s~0,x~b) 10
            end seed species
            begin reaction rules
              A(s~0) -> A(s~1) 4 TotalRate
            end reaction rules

            """);
        using var text = new StringWriter();
        NetWriter.Write(network, text, new NetWriterOptions());
        ReactionNetwork written = NetReader.Read(new SourceText("m.net", text.ToString()), _ => null).Value!;

        Assert.Equal([-3, -1, 3, 1], Slopes(written, 0, [30, 10, 0, 0]));
        Assert.Equal([-3, -1, 3, 1], Slopes(written, 5, [15, 5, 15, 5]));
        Assert.Equal([0, 0, 0, 0], Slopes(written, 10, [0, 0, 30, 10]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a network that shares nothing stays itself")]
    public void Nothing_is_added_without_need()
    {
        ReactionNetwork network = Expand(Model.Replace(" TotalRate", "", StringComparison.Ordinal));

        Assert.Same(network, SharedRates.AsFunctions(network));
    }

    private static ReactionNetwork Expand(string text) =>
        ReactionNetwork.Expand(BnglReader.Read(new SourceText("m.bngl", text)).Value!, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;

    private static double[] Slopes(ReactionNetwork network, double time, double[] y)
    {
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[network.Reactions.Length];
        model.Ode(model.Parameters()).Fluxes(time, y, fluxes);
        var slopes = new double[y.Length];
        for (int i = 0; i < fluxes.Length; i++)
        {
            foreach (int s in network.Reactions[i].Reactants) slopes[s] -= fluxes[i];
            foreach (int s in network.Reactions[i].Products) slopes[s] += fluxes[i];
        }

        return slopes;
    }
}
