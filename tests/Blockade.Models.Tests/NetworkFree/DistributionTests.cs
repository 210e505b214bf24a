using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Whole distributions over time without a network against the network's own jumps: means may agree where these do not.</summary>
public class DistributionTests
{
    // the seeds are fixed: a test that passes goes on passing. Of a hundred thousand other seeds one would fail it by chance.
    private const double FalseAlarm = 1e-5;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network: equal sites, matches counted once, species that are asked for numbers of matches")]
    public void Bound_pairs_are_distributed_as_in_the_network() => BesideNetwork.CheckDistributions(
        """
        begin molecule types
          A(x,x,s~u~p)
          B(y,z)
          C(c)
        end molecule types
        begin seed species
          A(x,x,s~u) 12
          B(y,z) 18
          C(c) 6
        end seed species
        begin observables
          Molecules Sites A(x!+)
          Molecules Once {MatchOnce}A(x!+)
          Species Bound A(x!+)
          Species Two B()==2
          Species AtLeastOne B(y!+)>=1
          Species Few A(x)<2
          Species Doubly A(x!+)>1
          Molecules Both A(x!1,x!2).B(y!1).B(y!2)
          Species WithC A(x!1).B(y!1,z!2).C(c!2)
          Molecules Marked A(s~p)
        end observables
        begin reaction rules
          A(x) + B(y) <-> A(x!1).B(y!1) 0.05, 0.4
          B(z) + C(c) <-> B(z!1).C(c!1) 0.1, 0.5
          A(x!1,s~u).B(y!1) -> A(x!1,s~p).B(y!1) 0.3
          {MatchOnce}A(x!+,s~p) -> {MatchOnce}A(x!+,s~u) 0.5
        end reaction rules
        """,
        [0.3, 1, 3, 8], runs: 1500, FalseAlarm);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network: bursts, feedback on a rate, molecules that come and go")]
    public void A_gene_that_represses_itself_is_distributed_as_in_the_network() => BesideNetwork.CheckDistributions(
        """
        begin parameters
          k 20
          K 6
        end parameters
        begin molecule types
          G(p,on~0~1)
          P(g,d)
        end molecule types
        begin seed species
          G(p,on~1) 2
          P(g,d) 1
        end seed species
        begin observables
          Molecules Protein P()
          Species Dimer P(d!1).P(d!1)
          Molecules Repressed G(p!+)
          Molecules On G(on~1)
        end observables
        begin functions
          make() = k/(1+(Protein/K)^2)
        end functions
        begin reaction rules
          G(on~0) <-> G(on~1) 0.5, 0.7
          G(p,on~1) -> G(p,on~1) + P(g,d) make()
          P(g,d) -> 0 1
          P(d) + P(d) <-> P(d!1).P(d!1) 0.1, 1
          G(p) + P(g,d!1).P(g,d!1) <-> G(p!2).P(g!2,d!1).P(g,d!1) 0.2, 0.6
        end reaction rules
        """,
        [0.2, 1, 3, 10], runs: 1500, FalseAlarm);
}
