using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>Networks small enough to be written down by hand.</summary>
public class SmallNetworkTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "two equal partners meet in n(n-1)/2 ways, and a bond opens in one way")]
    public void Homodimerisation_counts_each_pair_once() => NetworkText.Check(
        """
        begin seed species
          A(a) 1
        end seed species
        begin reaction rules
          A(a) + A(a) <-> A(a!1).A(a!1) 1, 1
        end reaction rules
        """,
        "A(a) + A(a) -> A(a!1).A(a!1) * 0.5",
        "A(a!1).A(a!1) -> A(a) + A(a) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an antibody with two equal arms offers two ways to bind, then one; two bonds open in two ways")]
    public void Identical_sites_count_by_the_number_free() => NetworkText.Check(
        """
        begin seed species
          Ab(f,f) 1
          L(x) 1
        end seed species
        begin reaction rules
          Ab(f) + L(x) <-> Ab(f!1).L(x!1) 1, 1
        end reaction rules
        """,
        "Ab(f,f) + L(x) -> Ab(f,f!1).L(x!1) * 2",
        "Ab(f,f!1).L(x!1) -> Ab(f,f) + L(x) * 1",
        "Ab(f,f!1).L(x!1) + L(x) -> Ab(f!1,f!2).L(x!1).L(x!2) * 1",
        "Ab(f!1,f!2).L(x!1).L(x!2) -> Ab(f,f!1).L(x!1) + L(x) * 2");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a state flip on n equal sites: n ways from none, n-1 from one")]
    public void Identical_states_flip_one_at_a_time() => NetworkText.Check(
        """
        begin molecule types
          R(y~u~p,y~u~p,y~u~p)
        end molecule types
        begin seed species
          R(y~u,y~u,y~u) 1
        end seed species
        begin reaction rules
          R(y~u) -> R(y~p) 1
        end reaction rules
        """,
        "R(y~u,y~u,y~u) -> R(y~p,y~u,y~u) * 3",
        "R(y~p,y~u,y~u) -> R(y~p,y~p,y~u) * 2",
        "R(y~p,y~p,y~u) -> R(y~p,y~p,y~p) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one half of a symmetric dimer is changed in two ways; both at once in one")]
    public void A_symmetric_pattern_is_counted_once_a_change() => NetworkText.Check(
        """
        begin molecule types
          R(d,y~u~p)
        end molecule types
        begin seed species
          R(d!1,y~u).R(d!1,y~u) 1
        end seed species
        begin reaction rules
          one: R(d!1,y~u).R(d!1,y~u) -> R(d!1,y~p).R(d!1,y~u) 1
          both: R(d!1,y~u).R(d!1,y~u) -> R(d!1,y~p).R(d!1,y~p) 1
        end reaction rules
        """,
        "R(d!1,y~u).R(d!1,y~u) -> R(d!1,y~p).R(d!1,y~u) * 2",
        "R(d!1,y~u).R(d!1,y~u) -> R(d!1,y~p).R(d!1,y~p) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "context counts as a condition, not as a number of ways: one free arm, whatever else is bound")]
    public void Context_that_matches_twice_counts_once() => NetworkText.Check(
        """
        begin seed species
          Ab(f,f!1,f!2).L(x!1).L(x!2) 1
          L(x) 1
        end seed species
        begin reaction rules
          Ab(f,f!+) + L(x) -> Ab(f!1,f!+).L(x!1) 1
        end reaction rules
        """,
        "Ab(f,f!1,f!2).L(x!1).L(x!2) + L(x) -> Ab(f!3,f!1,f!2).L(x!1).L(x!2).L(x!3) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what comes from nothing comes once; what a pattern deletes takes its complex along")]
    public void Synthesis_and_degradation_act_on_whole_complexes() => NetworkText.Check(
        """
        begin seed species
          A(b!1).B(a!1) 1
        end seed species
        begin reaction rules
          make: 0 -> A(b) 1
          lose: A() -> 0 1
        end reaction rules
        """,
        "0 -> A(b) * 1",
        "A(b) -> 0 * 1",
        "A(b!1).B(a!1) -> 0 * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "DeleteMolecules takes the molecule and leaves the partner, with a free site")]
    public void DeleteMolecules_leaves_the_partner() => NetworkText.Check(
        """
        begin seed species
          A(b!1).B(a!1) 1
        end seed species
        begin reaction rules
          lose: A() -> 0 1 DeleteMolecules
        end reaction rules
        """,
        "A(b!1).B(a!1) -> B(a) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "opening a dimer bond between different partners, and the two ends of a chain of three")]
    public void A_chain_of_three_breaks_at_either_bond() => NetworkText.Check(
        """
        begin seed species
          A(h,t!1).A(h!1,t!2).A(h!2,t) 1
        end seed species
        begin reaction rules
          A(t!1).A(h!1) -> A(t) + A(h) 1
        end reaction rules
        """,
        "A(h,t!1).A(h!1,t!2).A(h!2,t) -> A(h,t) + A(h,t!1).A(h!1,t) * 2",
        "A(h,t!1).A(h!1,t) -> A(h,t) + A(h,t) * 1");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "three equal partners meet in n(n-1)(n-2)/6 ways")]
    public void Three_equal_partners_count_a_sixth() => NetworkText.Check(
        """
        begin seed species
          A() 1
          B() 0
        end seed species
        begin reaction rules
          A() + A() + A() -> B() 1
        end reaction rules
        """,
        "A() + A() + A() -> B() * 0.16666666666666666");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a polymer of up to 4 units: n linear species; one way to join each ordered pair of ends, n-1 bonds to break")]
    public void A_polymer_is_stopped_by_the_limit_on_molecules()
    {
        const string text = """
            begin seed species
              A(h,t) 1
            end seed species
            begin reaction rules
              A(t) + A(h) -> A(t!1).A(h!1) 1
            end reaction rules
            """;
        var read = BnglReader.Read(new SourceText("polymer.bngl", text));

        var network = ReactionNetwork.Expand(
            read.Value!, ExpansionLimits.Default with { MaxMolecules = 4 }, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(network.Value);
        Diagnostic error = Assert.Single(network.Diagnostics);
        Assert.Equal("NET1101", error.Code);
        Assert.Contains("--max-molecules raises it", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Span.Start - text.IndexOf("A(t) +", StringComparison.Ordinal) + 2);
    }

    [Theory]
    [InlineData("--max-species", 3, 100, 100)]
    [InlineData("--max-reactions", 100, 3, 100)]
    [InlineData("--max-iterations", 100, 100, 3)]
    [Evidence(EvidenceKind.Analytic, "each limit of an endless network names the option that raises it")]
    public void An_endless_network_names_the_option(string option, int species, int reactions, int iterations)
    {
        var read = BnglReader.Read(new SourceText("polymer.bngl", """
            begin seed species
              A(h,t) 1
            end seed species
            begin reaction rules
              A(t) + A(h) -> A(t!1).A(h!1) 1
            end reaction rules
            """));

        var network = ReactionNetwork.Expand(
            read.Value!, new ExpansionLimits(species, reactions, iterations), cancellation: TestContext.Current.CancellationToken);

        Assert.Contains(option, Assert.Single(network.Diagnostics, d => d.Code == "NET1101").Message, StringComparison.Ordinal);
    }
}
