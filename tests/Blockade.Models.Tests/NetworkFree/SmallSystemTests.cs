using Blockade.Models.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Systems of few molecules whose distribution is known in closed form. Levels: one false alarm in 100,000 for a test; the seeds are fixed.</summary>
public class SmallSystemTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "birth at k and death at m each from none: Poisson with mean k/m·(1 - exp(-m·t))")]
    public void Birth_and_death_are_Poisson()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin molecule types
              A()
            end molecule types
            begin seed species
              A() 0
            end seed species
            begin observables
              Molecules N A()
            end observables
            begin reaction rules
              0 -> A() 10
              A() -> 0 1
            end reaction rules
            """);
        const int runs = 4000;

        (double mean, double variance) = Runs.At(model, time: 0.7, runs).Select(v => v[0]).Moments();

        double m = 10 * (1 - Math.Exp(-0.7));
        Assert.Equal(m, mean, 4.4 * Math.Sqrt(m / runs));
        Assert.Equal(m, variance, 4.4 * Math.Sqrt((m + (2 * m * m)) / runs));   // variance of a Poisson sample's variance
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "detailed balance: P(d+1)/P(d) = kf·a(a-1)/2 / (kr·(d+1)), a = 7 - 2d free")]
    public void Equal_partners_meet_as_often_as_there_are_pairs()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin seed species
              A(a) 7
            end seed species
            begin observables
              Species Pairs A(a!1).A(a!1)
            end observables
            begin reaction rules
              A(a) + A(a) <-> A(a!1).A(a!1) 0.3, 1
            end reaction rules
            """);
        double[] weight = [1, 0, 0, 0];
        for (int d = 0; d < 3; d++) weight[d + 1] = weight[d] * 0.3 * (7 - (2 * d)) * (6 - (2 * d)) / 2 / (d + 1);

        // 30 mean lifetimes of a pair: the start is forgotten to exp(-30)
        double statistic = Runs.ChiSquare(Runs.At(model, time: 30, runs: 4000).Select(v => v[0]), [.. weight.Select(w => w / weight.Sum())]);

        Assert.InRange(statistic, 0, 25.9);   // chi-square, 3 degrees of freedom, 1e-5
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "detailed balance on three states: 4 ways to bind, 1 to leave; 1 way to close the ring, 2 to open it")]
    public void An_antibody_bridges_the_two_receptors_of_a_pair()
    {
        NetworkFreeModel model = Runs.Compile(Bridge("Ab(f!1).R(e!1) -> Ab(f).R(e) 2"));
        double[] weight = [1, 4 * 0.5, 4 * 0.5 * 3 / (2 * 2.0)];

        double[] arms = [.. Runs.At(model, time: 40, runs: 4000).Select(v => v[0])];

        Assert.InRange(Runs.ChiSquare(arms, [.. weight.Select(w => w / weight.Sum())]), 0, 23.03);   // 2 degrees of freedom, exp(-x/2) = 1e-5
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "opening one of two bonds between the same complex's parts leaves it whole, and the rule says two products")]
    public void Letting_go_of_one_arm_does_not_split_what_the_other_holds()
    {
        NetworkFreeModel model = Runs.Compile(Bridge(""));
        NetworkFreeSimulator simulator = Runs.Start(model);
        double t = 0;

        simulator.Advance(ref t, 1000, TestContext.Current.CancellationToken);

        var arms = new double[1];
        simulator.Observables(arms);
        Assert.Equal(2, arms[0]);                   // once bridged, nothing that is allowed opens it
        Assert.Equal((1, 3), (simulator.Complexes, simulator.Molecules));
        Assert.True(simulator.NullEvents > 1000);   // two bonds tried at rate 1 for nearly 1000
        Assert.Equal(1, Assert.Single(simulator.Species()).Count);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with a plus between them partners lie in two complexes: one chain of A(a,b) cannot close on itself")]
    public void A_plus_never_binds_within_a_complex()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin seed species
              A(a,b) 40
            end seed species
            begin observables
              Molecules Ends A(a)
            end observables
            begin reaction rules
              A(a) + A(b) -> A(a!1).A(b!1) 1
            end reaction rules
            """);

        double[] ends = [.. Runs.At(model, time: 1000, runs: 20).Select(v => v[0])];

        Assert.All(ends, e => Assert.Equal(1, e));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Yule's process: births at c·(n+1) give a geometric number with mean e^ct - 1 and variance e^ct·(e^ct - 1)")]
    public void A_rate_may_be_a_function_of_an_observable()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin molecule types
              A()
            end molecule types
            begin seed species
              A() 0
            end seed species
            begin observables
              Molecules N A()
            end observables
            begin functions
              more() = 0.5*(N+1)
            end functions
            begin reaction rules
              0 -> A() more
            end reaction rules
            """);
        const int runs = 4000;

        (double mean, _) = Runs.At(model, time: 3, runs).Select(v => v[0]).Moments();

        double e = Math.Exp(1.5);
        Assert.Equal(e - 1, mean, 4.4 * Math.Sqrt(e * (e - 1) / runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each B turns at k·5 while five clamped A stay five, whatever uses them up or makes more: binomial")]
    public void A_clamped_species_is_read_and_never_changed()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin molecule types
              A(s)
              B(x~u~p)
            end molecule types
            begin seed species
              $A(s) 5
              B(x~u) 200
            end seed species
            begin observables
              Molecules As A(s)
              Molecules Bu B(x~u)
            end observables
            begin reaction rules
              A(s) + B(x~u) -> B(x~p) 0.1
              B(x~p) -> B(x~p) + A(s) 3
            end reaction rules
            """);
        const int runs = 400;

        double[][] values = Runs.At(model, time: 1, runs);

        double p = Math.Exp(-0.5);
        Assert.All(values, v => Assert.Equal(5, v[0]));
        Assert.Equal(200 * p, values.Average(v => v[1]), 4.4 * Math.Sqrt(200 * p * (1 - p) / runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "cutting a molecule out of a chain of three leaves two pieces: allowed with DeleteMolecules, else the rule's one product is missing")]
    public void A_molecule_is_cut_out_of_a_chain_only_where_the_rule_says_so()
    {
        double[] kept = Assert.Single(Runs.At(Runs.Compile(Chain("")), time: 100, runs: 1));
        double[] cut = Assert.Single(Runs.At(Runs.Compile(Chain("DeleteMolecules")), time: 100, runs: 1));

        Assert.Equal([10, 0, 0], kept);
        Assert.Equal([0, 10, 10], cut);

        static string Chain(string keyword) =>
            $"""
            begin seed species
              A(b!1).B(a!1,c!2).C(b!2) 10
            end seed species
            begin observables
              Molecules Bs B()
              Species Afree A(b)
              Species Cfree C(b)
            end observables
            begin reaction rules
              A(b!1).B(a!1) -> A(b) 1 {keyword}
            end reaction rules
            """;
    }

    // One pair of receptors, one antibody: an arm binds, the other arm may close a ring on the second receptor.
    private static string Bridge(string opening) =>
        $"""
        begin seed species
          R(e,d!1).R(e,d!1) 1
          Ab(f,f) 1
        end seed species
        begin observables
          Molecules Arms Ab(f!+)
        end observables
        begin reaction rules
          Ab(f) + R(e) -> Ab(f!1).R(e!1) 0.5
          Ab(f!1).R(e!1) -> Ab(f) + R(e) 1
          Ab(f,f!1).R(e!1,d!2).R(d!2,e) -> Ab(f!3,f!1).R(e!1,d!2).R(d!2,e!3) 3
          {opening}
        end reaction rules
        """;
}
