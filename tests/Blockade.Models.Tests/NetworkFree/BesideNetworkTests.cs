using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Features of the language, each in a model whose network is small, against the network's own jumps.</summary>
public class BesideNetworkTests
{
    // EC around the membrane PM around the cytosol CP, in which a vesicle EM holds EN
    private const string Cell = """
        begin compartments
          EC 3 40
          PM 2 2 EC
          CP 3 10 PM
          EM 2 0.5 CP
          EN 3 1 EM
        end compartments
        begin molecule types
          L(r,r)
          R(l,t,p~u~p)
          T(r)
          S(n~0~1)
        end molecule types

        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; constants converted by the sizes of volumes and surfaces")]
    public void Molecules_meet_in_and_beside_their_compartments() => BesideNetwork.Check(
        Cell + """
        begin seed species
          L(r,r)@EC 60
          R(l,t,p~u)@PM 20
          R(l,t,p~u)@EM 10
          T(r)@CP 15
          S(n~0)@CP 10
          S(n~0)@EC 10
          S(n~1)@PM 10
        end seed species
        begin observables
          Molecules Bound R(l!+)
          Molecules Cross L(r!1,r!2).R(l!1).R(l!2)
          Molecules Inner R(l!+,t!+)
          Molecules OnMembrane @PM:L()
          Molecules Outside @EC:L()
          Molecules Vesicle R()@EM
          Molecules Turned S(n~1)
          Molecules InCytosol S()@CP
          Species Complexes @PM:R()
        end observables
        begin reaction rules
          L(r) + R(l) <-> L(r!1).R(l!1) 0.3, 0.4
          R(t) + T(r) <-> R(t!1).T(r!1) 0.2, 0.5
          S(n~0) + S(n~1) -> S(n~1) + S(n~1) 0.2
          S(n~1) -> S(n~0) 0.1
          0 -> S(n~0)@CP 0.2
          S()@CP -> 0 0.1
          S(n~0)@EC -> S(n~0)@CP 0.2
        end reaction rules
        """,
        [0.5, 2, 6], runs: 300);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; whole complexes taken in and given back, molecules carried along, and what cannot be where it would go")]
    public void Complexes_and_molecules_are_carried_between_compartments() => BesideNetwork.Check(
        Cell + """
        begin seed species
          L(r,r)@EC 30
          R(l,t,p~u)@PM 20
          T(r)@CP 20
        end seed species
        begin observables
          Molecules TakenIn R()@EM
          Molecules LigandIn L()@EN
          Molecules LigandOut L()@EC
          Molecules Adaptor T(r!+)
          Molecules AdaptorOut T()@EC
          Species OnVesicle @EM:R()
          Species Empty @EN:L()
        end observables
        begin reaction rules
          L(r) + R(l) <-> L(r!1).R(l!1) 0.3, 0.1
          R(t) + T(r) <-> R(t!1).T(r!1) 0.2, 0.3
          @PM:R(l!+) -> @EM:R(l!+) 0.7
          @EM:R(l) -> @PM:R(l) 0.4
          T()@CP -> T()@EC 0.1
          T()@EC -> T()@CP 0.3
          L(r,r)@EN -> 0 0.2
        end reaction rules
        """,
        [0.5, 2, 6], runs: 300);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; MoveConnected, synthesis beside a complex, products with a place, a total rate")]
    public void Rules_say_where_their_products_are() => BesideNetwork.Check(
        Cell + """
        begin seed species
          T(r!1)@EC.R(l,t!1,p~u)@EC 15
          R(l,t,p~u)@PM 10
          T(r)@CP 10
          S(n~0)@CP 30
        end seed species
        begin observables
          Molecules Carried R(t!+)@CP
          Molecules Free T(r)@CP
          Molecules Left R()@EC
          Molecules Made L()
          Molecules Ones S(n~1)
        end observables
        begin reaction rules
          T()@EC -> T()@CP 0.3 MoveConnected
          R(t!1).T(r!1) -> R(t) + T(r) 0.2
          R(l,p~u)@PM -> R(l!1,p~p)@PM.L(r!1,r) 0.4
          L(r!1).R(l!1) -> L(r) + R(l) 0.3
          S(n~0) + R(p~p) -> S(n~1) + R(p~p) 2 TotalRate
        end reaction rules
        """,
        [0.5, 2, 6], runs: 300);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; a component with two bonds, two bonds to one molecule, two factors at once, wildcards on it")]
    public void A_component_may_hold_several_bonds() => BesideNetwork.Check(
        """
        begin molecule types
          T(d,s~u~p)
          D(p)
          N(a~n~y)
          I(x,y)
        end molecule types
        begin seed species
          T(d,s~u) 12
          T(d,s~p) 6
          D(p) 5
          N(a~n) 6
          I(x,y) 7
        end seed species
        begin observables
          Molecules One D(p!+)
          Molecules Free D(p)
          Molecules Two T(d!1).T(d!2).D(p!1!2)
          Molecules Single D(p!1).T(d!1)
          Molecules Both N(a!0!1).I(x!0,y!1)
          Molecules Turned N(a~y)
          Molecules Up T(s~p,d!+)
        end observables
        begin reaction rules
          T(d)+T(d)+D(p) <-> T(d!1).T(d!2).D(p!1!2) 0.01,0.7
          T(s~u) <-> T(s~p) 0.3,0.4
          T(d)+D(p) <-> T(d!1).D(p!1) 0.05,0.5
          T(d)+T(d!1).D(p!1) <-> T(d!2).T(d!1).D(p!1!2) 0.04,0.6
          N(a)+I(x,y) <-> N(a!0!1).I(x!0,y!1) 0.05,0.5
          N(a~n!+) -> N(a~y!+) 0.3
        end reaction rules
        """,
        [0.3, 1, 4], runs: 400);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; without MatchOnce the rates would be twice and three times as high")]
    public void A_species_with_several_matches_counts_once_where_asked() => BesideNetwork.Check(
        """
        begin seed species
          A(b,s~u) 20
          B(a,a,a) 10
          C(x~0) 30
        end seed species
        begin observables
          Molecules Marked A(s~p)
          Molecules Bound B(a!+)
          Molecules Turned C(x~1)
          Species Gone A()
        end observables
        begin reaction rules
          A(b) + B(a) <-> A(b!1).B(a!1) 0.01, 0.5
          {MatchOnce}B(a,a) -> B(a,a!1).A(b!1,s~p) 0.2
          {MatchOnce}B(a!+) + C(x~0) -> B(a!+) + C(x~1) 0.02
          {MatchOnce}A(s~p) -> 0 0.1 DeleteMolecules
        end reaction rules
        """,
        [0.5, 2], runs: 300);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; molecules without sites are a number, in pairs of one kind, made and used up, observed and clamped")]
    public void Molecules_without_sites_are_counted() => BesideNetwork.Check(
        """
        begin molecule types
          P() population
          Q()
          W()
          K(s~u~p)
        end molecule types
        begin seed species
          P() 40
          Q() 0
          $W() 5
          K(s~u) 20
        end seed species
        begin observables
          Molecules Ps P()
          Molecules Qs Q()
          Species Qspecies Q()
          Species Single P()==1
          Species None P()==0
          Molecules Ws W()
          Molecules Up K(s~p)
        end observables
        begin functions
          feed() = 2/(1+Qs/10)
        end functions
        begin reaction rules
          P() + P() <-> Q() 0.01, 0.3
          0 -> P() feed()
          K(s~u) + Q() -> K(s~p) + Q() 0.05
          K(s~p) -> K(s~u) + P() + P() 0.2
          P() -> 0 0.05
          W() + K(s~u) -> K(s~p) 0.01
          Q() -> W() + W() 0.01
        end reaction rules
        """,
        [0.5, 2, 8], runs: 400);
}
