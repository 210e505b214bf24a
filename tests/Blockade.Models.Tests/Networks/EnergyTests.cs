using Blockade.Models.Compilation;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

public class EnergyTests
{
    private const string Scaffold = """
        begin parameters
          phi 0.3
          E 1.7
          gA -2
          gB 0.5
          gAB -1.25
        end parameters
        begin molecule types
          S(a,b,y~u~p)
          A(s)
          B(s)
        end molecule types
        begin seed species
          S(a,b,y~u) 1
          A(s) 1
          B(s) 1
        end seed species
        begin energy patterns
          S(a!1).A(s!1) gA
          S(b!1).B(s!1) gB
          S(a!+,b!+) gAB
          S(y~p,a!+) gB
        end energy patterns
        begin reaction rules
          S(a) + A(s) <-> S(a!1).A(s!1) Arrhenius(phi,E)
          S(b) + B(s) <-> S(b!1).B(s!1) Arrhenius(phi,E)
          S(y~u) <-> S(y~p) Arrhenius(phi,E)
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "detailed balance: ln(kf/kr) of a reaction and its reverse is minus the difference of free energies, whatever the path")]
    public void Rates_are_in_detailed_balance_with_the_energies()
    {
        ReactionNetwork network = NetworkText.Expand(Scaffold);
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[network.Reactions.Length];
        model.Ode(model.Parameters()).Fluxes(0, [.. Enumerable.Repeat(1.0, network.Species.Length)], fluxes);

        int pairs = 0;
        for (int i = 0; i < fluxes.Length; i++)
        {
            for (int j = 0; j < fluxes.Length; j++)
            {
                if (!network.Reactions[i].Reactants.SequenceEqual(network.Reactions[j].Products) || !network.Reactions[i].Products.SequenceEqual(network.Reactions[j].Reactants)) continue;
                double change = network.Reactions[i].Products.Sum(s => Energy(network.Species[s].Name)) - network.Reactions[i].Reactants.Sum(s => Energy(network.Species[s].Name));
                Assert.Equal(-change, Math.Log(fluxes[i] / fluxes[j]), 1e-13);
                pairs++;
            }
        }

        Assert.Empty(DetailedBalance.Check(model, model.Parameters()));
        Assert.Equal(24, pairs);   // a cube of eight species has twelve edges, each counted from both ends

        static double Energy(string species)
        {
            bool a = species.Contains("A(", StringComparison.Ordinal), b = species.Contains("B(", StringComparison.Ordinal);
            if (!species.Contains("S(", StringComparison.Ordinal)) return 0;
            return (a ? -2 : 0) + (b ? 0.5 : 0) + (a && b ? -1.25 : 0) + (a && species.Contains("y~p", StringComparison.Ordinal) ? 0.5 : 0);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Arrhenius with transfer coefficient: forward exp(-(E + phi dG)), backward exp(-(E - (1 - phi) dG))")]
    public void The_transfer_coefficient_splits_the_energy()
    {
        ReactionNetwork network = NetworkText.Expand(Scaffold);
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[network.Reactions.Length];
        model.Ode(model.Parameters()).Fluxes(0, [.. Enumerable.Repeat(1.0, network.Species.Length)], fluxes);

        // S + A, dG = -2
        Assert.Equal(Math.Exp(-(1.7 + (0.3 * -2))), fluxes[0], 1e-15);
        int back = network.Reactions.ToList().FindIndex(r => r.Products.SequenceEqual(network.Reactions[0].Reactants));
        Assert.Equal(Math.Exp(-(1.7 + (0.7 * 2))), fluxes[back], 1e-15);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an occurrence of a symmetric pattern is one occurrence: a dimer has one bond")]
    public void A_symmetric_energy_pattern_counts_once()
    {
        ReactionNetwork network = NetworkText.Expand("""
            begin molecule types
              A(a)
            end molecule types
            begin seed species
              A(a) 1
            end seed species
            begin energy patterns
              A(a!1).A(a!1) 1
            end energy patterns
            begin reaction rules
              A(a) + A(a) <-> A(a!1).A(a!1) Arrhenius(1,0)
            end reaction rules
            """);
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[2];

        model.Ode(model.Parameters()).Fluxes(0, [1, 1], fluxes);

        Assert.Equal(0.5 * Math.Exp(-1), fluxes[0], 1e-16);
        Assert.Equal(1, fluxes[1]);
    }
}
