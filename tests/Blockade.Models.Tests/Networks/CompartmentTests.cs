using Blockade.Models.Compilation;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>A cell: EC around the membrane PM around the cytosol CP, in which a vesicle EM holds EN.</summary>
public class CompartmentTests
{
    private const string Cell = """
        begin parameters
          k 3
        end parameters
        begin compartments
          EC 3 100
          PM 2 2 EC
          CP 3 10 PM
          EM 2 0.5 CP
          EN 3 0.1 EM
        end compartments
        begin molecule types
          L(r)
          R(l,t)
          T(r)
          S(n~0~1)
        end molecule types

        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a ligand outside reaches a receptor in the membrane, and not the one in the vesicle; a complex is where its surface is")]
    public void Partners_meet_where_they_touch() => NetworkText.Check(
        Cell + """
        begin seed species
          L(r)@EC 1
          R(l,t)@PM 1
          R(l,t)@EM 1
        end seed species
        begin reaction rules
          L(r) + R(l) -> L(r!1).R(l!1) k
        end reaction rules
        """,
        "@EC::L(r) + @PM::R(l,t) -> @PM::L(r!1)@EC.R(l!1,t) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "endocytosis: the membrane's outside becomes the vesicle's inside, and what is inside stays in the cytosol")]
    public void A_complex_that_is_taken_in_is_turned_inside_out() => NetworkText.Check(
        Cell + """
        begin seed species
          @PM:L(r!1)@EC.R(l!1,t!2).T(r!2)@CP 1
        end seed species
        begin reaction rules
          @PM:R(l!+) -> @EM:R(l!+) k
        end reaction rules
        """,
        "@PM::L(r!1)@EC.R(l!1,t!2).T(r!2)@CP -> @EM::L(r!1)@EN.R(l!1,t!2).T(r!2)@CP * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "MoveConnected takes along what hangs on the molecule in its own compartment; without it a bond across two membranes cannot be")]
    public void MoveConnected_takes_neighbours_along()
    {
        const string text = Cell + """
            begin seed species
              T(r!1)@EC.R(l,t!1)@EC 1
            end seed species
            begin reaction rules
              T()@EC -> T()@CP k MOVE
            end reaction rules
            """;

        NetworkText.Check(text.Replace("MOVE", "MoveConnected", StringComparison.Ordinal), "@EC::T(r!1).R(l,t!1) -> @CP::T(r!1).R(l,t!1) * 1");
        NetworkText.Check(text.Replace("MOVE", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S(n~0)@EC -> S(n~1)@EC k", "S(n~0)@EC", 3)]
    [InlineData("S(n~0)@CP + S(n~1)@CP -> S(n~0)@CP k", "S(n~0)@CP S(n~1)@CP", 3 / 10.0)]
    [InlineData("S(n~0)@PM + S(n~1)@PM -> S(n~0)@PM k", "S(n~0)@PM S(n~1)@PM", 3 / 2.0)]
    [InlineData("S(n~0)@PM + S(n~1)@EC -> S(n~0)@PM k", "S(n~0)@PM S(n~1)@EC", 3 / 100.0)]
    [InlineData("0 -> S(n~0)@CP k", "S(n~0)@EC", 3 * 10.0)]
    [Evidence(EvidenceKind.Analytic, "concentration times volume: every reactant but the one that gives the place is divided by its compartment's size")]
    public void Rates_follow_the_sizes(string rule, string seeds, double rate)
    {
        ReactionNetwork network = NetworkText.Expand(
            Cell + "begin seed species\n" + string.Join('\n', seeds.Split(' ').Select(s => s + " 1")) + "\nend seed species\nbegin reaction rules\n" + rule + "\nend reaction rules\n");
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[network.Reactions.Length];
        double[] ones = [.. Enumerable.Repeat(1.0, network.Species.Length)];

        model.Ode(model.Parameters()).Fluxes(0, ones, fluxes);

        Assert.Equal(rate, Assert.Single(fluxes), 1e-15 * rate);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "number = quantity times NumberPerQuantityUnit: a bimolecular constant per quantity is divided by it, others are not")]
    public void Constants_per_quantity_are_turned_into_constants_per_molecule()
    {
        ReactionNetwork network = NetworkText.Expand("setOption(\"NumberPerQuantityUnit\", 6e23)\n" + Cell + """
            begin seed species
              S(n~0)@CP 1
              S(n~1)@CP 1
            end seed species
            begin reaction rules
              S(n~0) + S(n~1) -> S(n~0) k
              S(n~1) -> S(n~0) k
            end reaction rules
            """);
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[2];

        model.Ode(model.Parameters()).Fluxes(0, [1, 1], fluxes);

        Assert.Equal([3 / (6e23 * 10), 3], fluxes);
    }
}
