using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>Components that hold several bonds at once: alone, with equal and with unlike partners, and two bonds to one molecule.</summary>
public class SeveralBondsTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void A_component_with_two_bonds_has_BioNetGens_species_factors_and_counts() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("several-bonds", Model, Net, _ => null));

    private const string Model =
        """
        begin model
        begin parameters
        k 1
        kr 2
        end parameters
        begin molecule types
        T(d,s~u~p)
        D(p)
        N(a~n~y)
        I(x,y)
        end molecule types
        begin seed species
        T(d,s~u) 10
        T(d,s~p) 5
        D(p) 2
        N(a~n) 3
        I(x,y) 4
        end seed species
        begin observables
        Molecules one D(p!+)
        Molecules free D(p)
        Molecules two T(d!1).T(d!2).D(p!1!2)
        Molecules any D(p!?)
        Molecules both N(a!0!1).I(x!0,y!1)
        Molecules labelled1 D(p!1).T(d!1)
        end observables
        begin reaction rules
        T(d)+T(d)+D(p) <-> T(d!1).T(d!2).D(p!1!2) k,kr
        T(s~u) <-> T(s~p) k,kr
        T(d)+D(p) <-> T(d!1).D(p!1) k,kr
        T(d)+T(d!1).D(p!1) <-> T(d!2).T(d!1).D(p!1!2) k,kr
        N(a)+I(x,y) <-> N(a!0!1).I(x!0,y!1) k,kr
        N(a~n!+) -> N(a~y!+) k
        end reaction rules
        end model
        """;

    private const string Net =
        """
        begin parameters
            1 k          1  # Constant
            2 kr         2  # Constant
        end parameters
        begin species
            1 T(d,s~u) 10
            2 T(d,s~p) 5
            3 D(p) 2
            4 N(a~n) 3
            5 I(x,y) 4
            6 D(p!1!2).T(d!1,s~u).T(d!2,s~u) 0
            7 D(p!1!2).T(d!1,s~p).T(d!2,s~u) 0
            8 D(p!1!2).T(d!1,s~p).T(d!2,s~p) 0
            9 D(p!1).T(d!1,s~u) 0
           10 D(p!1).T(d!1,s~p) 0
           11 I(x!1,y!2).N(a~n!1!2) 0
           12 I(x!1,y!2).N(a~y!1!2) 0
           13 N(a~y) 0
        end species
        begin reactions
            1 1,1,3 6 0.5*k #_R1
            2 1,2,3 7 k #_R1
            3 2,2,3 8 0.5*k #_R1
            4 1 2 k #_R2
            5 2 1 kr #_reverse__R2
            6 1,3 9 k #_R3
            7 2,3 10 k #_R3
            8 4,5 11 k #_R5
            9 6 1,1,3 kr #_reverse__R1
           10 7 1,2,3 kr #_reverse__R1
           11 8 2,2,3 kr #_reverse__R1
           12 6 7 2*k #_R2
           13 7 8 k #_R2
           14 9 10 k #_R2
           15 7 6 kr #_reverse__R2
           16 8 7 2*kr #_reverse__R2
           17 10 9 kr #_reverse__R2
           18 9 1,3 kr #_reverse__R3
           19 10 2,3 kr #_reverse__R3
           20 1,9 6 k #_R4
           21 1,10 7 k #_R4
           22 2,9 7 k #_R4
           23 2,10 8 k #_R4
           24 6 1,9 2*kr #_reverse__R4
           25 7 2,9 kr #_reverse__R4
           26 7 1,10 kr #_reverse__R4
           27 8 2,10 2*kr #_reverse__R4
           28 11 4,5 kr #_reverse__R5
           29 11 12 k #_R6
           30 12 5,13 kr #_reverse__R5
           31 5,13 12 k #_R5
        end reactions
        begin groups
            1 one                  6,7,8,9,10
            2 free                 3
            3 two                  2*6,2*7,2*8
            4 any                  3,6,7,8,9,10
            5 both                 11,12
            6 labelled1            9,10
        end groups
        """;
}
