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

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; Sat, MM and Hill of species of one and of several kinds, of two matches a species, of pairs of one kind, beside a function")]
    public void Saturating_laws_are_those_of_each_pair_of_species() => BesideNetwork.Check(
        """
        begin parameters
          Km 12
        end parameters
        begin molecule types
          S(k,s~0~1~2)
          E(a,m~x~y)
          K()
          D(d)
        end molecule types
        begin seed species
          S(k,s~0) 40
          E(a,m~x) 8
          E(a,m~y) 5
          K() 6
          D(d) 20
        end seed species
        begin observables
          Molecules S0 S(s~0)
          Molecules S1 S(s~1)
          Molecules S2 S(s~2)
          Molecules Ex E(m~x)
          Molecules Linked D(d!+)
          Molecules Bound S(k!+)
        end observables
        begin functions
          drive() = 0.5 + S2/40
        end functions
        begin reaction rules
          S(s~0) + E(m~x) -> S(s~1) + E(m~x) MM(0.9,Km)
          S(s~1) + E() -> S(s~2) + E() Sat(0.6,Km)
          S(s~2) -> S(s~0) Hill(9,Km,2)
          S(s~1) + K() -> S(s~0) + K() Sat(2,Km,3)
          E(m~x) <-> E(m~y) Hill(2,4,1.5), Sat(1,3)
          S(k) + E(a) <-> S(k!1).E(a!1) 0.01, 0.4
          D(d) + D(d) -> D(d!1).D(d!1) Sat(0.02,15)
          D(d!1).D(d!1) -> D(d) + D(d) 0.5
          S(s~0) -> S(s~1) Sat(drive(),Km)
        end reaction rules
        """,
        [0.5, 2, 6], runs: 400);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; energies of bonds, of neighbours, of states, of symmetric pairs, forward and back, in rings and by rules that take molecules away")]
    public void Energies_weigh_what_is_around_a_match() => BesideNetwork.Check(
        """
        begin parameters
          phi 0.3
          E 1.2
          gA -1
          gB 0.5
          gAB -1.25
        end parameters
        begin molecule types
          S(a,b,y~u~p)
          A(s,d)
          B(s)
        end molecule types
        begin seed species
          S(a,b,y~u) 12
          A(s,d) 14
          B(s) 10
        end seed species
        begin observables
          Molecules SA S(a!+)
          Molecules SB S(b!+)
          Molecules Both S(a!+,b!+)
          Molecules Up S(y~p)
          Molecules Pairs A(d!1).A(d!1)
          Species Complexes A()
          Molecules Bs B()
        end observables
        begin energy patterns
          S(a!1).A(s!1) gA
          S(b!1).B(s!1) gB
          S(a!+,b!+) gAB
          S(y~p,a!+) gB
          A(d!1).A(d!1) -0.4
          S(a!1,y~p).A(s!1,d!2).A(d!2) 0.8
        end energy patterns
        begin reaction rules
          S(a) + A(s) <-> S(a!1).A(s!1) Arrhenius(phi,E)
          S(b) + B(s) <-> S(b!1).B(s!1) Arrhenius(phi,E)
          S(y~u) <-> S(y~p) Arrhenius(0.5,E-1)
          A(d) + A(d) <-> A(d!1).A(d!1) Arrhenius(1-phi,E+1)
          B() -> 0 Arrhenius(0.2,2) DeleteMolecules
          0 -> B(s) 0.4
        end reaction rules
        """,
        [0.3, 1, 4], runs: 300);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; the sum of a count at one label and at another is no product of factors")]
    public void A_rate_may_mix_what_is_counted_at_two_labels() => BesideNetwork.Check(
        """
        begin seed species
          A(b,s~u) 20
          A(b,s~p) 10
          B(a,c!1).C(b!1) 12
          B(a,c) 12
          C(b) 8
        end seed species
        begin observables
          Molecules Ps A(s~p)
          Molecules Cs C()
          Molecules Bound A(b!+)
          Molecules Triple A(b!1).B(a!1,c!+)
          Molecules Marked A(b!1,s~p).B(a!1)
        end observables
        begin functions
          f(x) = 1 + 2*Ps(x)
          g(y) = 3*Cs(y)
        end functions
        begin reaction rules
          A%x(b) + %y:B(a) -> A%x(b!1).B(a!1) 0.01*(f(x)+g(y))
          A(b!1).B(a!1) -> A(b) + B(a) 0.5
          A(s~u) <-> A(s~p) 0.3, 0.5
          B(c) + C(b) <-> B(c!1).C(b!1) 0.02, 0.3
        end reaction rules
        """,
        [0.5, 2], runs: 300);
}
