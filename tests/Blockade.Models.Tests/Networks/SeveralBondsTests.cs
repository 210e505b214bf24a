using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>Components that hold several bonds at once: alone, with equal and with unlike partners, and two bonds to one molecule.</summary>
public class SeveralBondsTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void A_component_with_two_bonds_has_BioNetGens_species_factors_and_counts() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("several-bonds", Model, Net, _ => null, out _));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void Equal_components_with_two_bonds_have_BioNetGens_species_factors_and_counts() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("equal-components", EqualModel, EqualNet, _ => null, out _));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void Two_bonds_at_one_of_two_equal_components_are_not_one_at_each() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("one-or-both", PairModel, PairNet, _ => null, out _));

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

    private const string EqualModel =
        """
        begin model
        begin parameters
        k 1
        q 0.5
        N 100
        end parameters
        begin molecule types
        A(a,a,a)
        B(b,b)
        end molecule types
        begin seed species
        A(a,a,a) N
        B(b,b) N
        end seed species
        begin observables
        Molecules AA A(a!1!2,a!3).B(b!1).B(b!2).B(b!3)
        Molecules F A(a,a,a)
        Species S A()>0,B()>0
        Molecules R A(a!1!2).B(b!1,b!2)
        Molecules T A(a!1,a!2).B(b!1,b!2)
        end observables
        begin reaction rules
        A(a)+B(b)<->A(a!1).B(b!1) k/N,q
        A(a!1).B(b!1)+B(b)->A(a!1!2).B(b!1).B(b!2) q/N
        A(a!1,a).B(b!1,b)->A(a!1,a!2).B(b!1,b!2) k
        A(a!1).B(b!1,b)->A(a!1!2).B(b!1,b!2) k
        end reaction rules
        end model
        generate_network({overwrite=>1,max_stoich=>{A=>2,B=>2}})
        """;

    private const string EqualNet =
        """
        begin parameters
            1 k          1  # Constant
            2 q          0.5  # Constant
            3 N          100  # Constant
            4 _rateLaw1  k/N  # ConstantExpression
            5 _rateLaw2  q/N  # ConstantExpression
        end parameters
        begin species
            1 A(a,a,a) N
            2 B(b,b) N
            3 A(a!1,a,a).B(b!1,b) 0
            4 A(a!1,a,a).A(a!2,a,a).B(b!2,b!1) 0
            5 A(a!1,a!2,a).B(b!1,b).B(b!2,b) 0
            6 A(a!1,a!2,a).A(a!3,a,a).B(b!3,b!2).B(b!1,b) 0
            7 A(a!1!2,a,a).B(b!1,b).B(b!2,b) 0
            8 A(a!1!2,a,a).A(a!3,a,a).B(b!3,b!1).B(b!2,b) 0
            9 A(a!1,a!2,a).B(b!1,b!2) 0
           10 A(a!1!2,a,a).B(b!1,b!2) 0
           11 A(a!1,a!2,a!3).B(b!1,b!2).B(b!3,b) 0
           12 A(a!1,a!2,a!3).A(a!4,a,a).B(b!1,b!2).B(b!4,b!3) 0
           13 A(a!1!2,a!3,a).B(b!1,b!2).B(b!3,b) 0
           14 A(a!1!2,a!3,a).A(a!4,a,a).B(b!1,b!2).B(b!4,b!3) 0
           15 A(a!1!2,a!3,a).B(b!1,b!3).B(b!2,b) 0
           16 A(a!1!2,a!3,a).A(a!4,a,a).B(b!1,b!3).B(b!4,b!2) 0
           17 A(a!1!2,a!3,a!4).B(b!1,b!2).B(b!3,b!4) 0
           18 A(a!1!2,a!3!4,a).B(b!1,b!2).B(b!3,b!4) 0
        end species
        begin reactions
            1 1,2 3 6*_rateLaw1 #_R1
            2 1,3 4 3*_rateLaw1 #_R1
            3 2,3 5 4*_rateLaw1 #_R1
            4 3,3 6 2*_rateLaw1 #_R1
            5 3 1,2 q #_reverse__R1
            6 2,3 7 2*_rateLaw2 #_R2
            7 3,3 8 _rateLaw2 #_R2
            8 3 9 2*k #_R3
            9 3 10 k #_R4
           10 1,5 6 6*_rateLaw1 #_R1
           11 1,7 8 6*_rateLaw1 #_R1
           12 2,4 6 8*_rateLaw1 #_R1
           13 2,9 11 2*_rateLaw1 #_R1
           14 3,9 12 _rateLaw1 #_R1
           15 2,10 13 4*_rateLaw1 #_R1
           16 3,10 14 2*_rateLaw1 #_R1
           17 4 1,3 2*q #_reverse__R1
           18 5 2,3 2*q #_reverse__R1
           19 6 2,4 q #_reverse__R1
           20 6 3,3 q #_reverse__R1
           21 6 1,5 q #_reverse__R1
           22 8 1,7 q #_reverse__R1
           23 2,4 8 4*_rateLaw2 #_R2
           24 2,9 15 4*_rateLaw2 #_R2
           25 3,9 16 2*_rateLaw2 #_R2
           26 5 11 2*k #_R3
           27 6 12 k #_R3
           28 5 13 2*k #_R4
           29 6 14 k #_R4
           30 1,11 12 3*_rateLaw1 #_R1
           31 1,13 14 3*_rateLaw1 #_R1
           32 1,15 16 3*_rateLaw1 #_R1
           33 11 2,9 q #_reverse__R1
           34 12 3,9 q #_reverse__R1
           35 12 1,11 q #_reverse__R1
           36 13 2,10 q #_reverse__R1
           37 14 3,10 q #_reverse__R1
           38 14 1,13 q #_reverse__R1
           39 16 1,15 q #_reverse__R1
           40 13 17 k #_R3
           41 11 17 k #_R4
           42 13 18 k #_R4
        end reactions
        begin groups
            1 AA
            2 F                    6*1
            3 S                    1,2,2*3,2*4,2*5,2*6,2*7,2*8,2*9,2*10,2*11,2*12,2*13,2*14,2*15,2*16,2*17,2*18
            4 R                    2*10,2*13,2*14,2*17,4*18
            5 T                    2*9,2*11,2*12,2*17
        end groups
        """;

    private const string PairModel =
        """
        begin model
        begin parameters
        k 1
        q 0.5
        N 100
        end parameters
        begin molecule types
        A(a,a)
        B(b)
        end molecule types
        begin seed species
        A(a,a) N
        B(b) N
        end seed species
        begin observables
        Molecules F A(a,a)
        Molecules G A(a!+)
        Molecules H B(b)
        end observables
        begin reaction rules
        A(a,a)+B(b)+B(b)->A(a!1,a!2).B(b!1).B(b!2) k/N/N
        A(a,a)+B(b)+B(b)->A(a!1!2,a).B(b!1).B(b!2) k/N/N
        A(a!1,a!2).B(b!1).B(b!2)->A(a,a)+B(b)+B(b) q
        end reaction rules
        end model
        generate_network({overwrite=>1})
        """;

    private const string PairNet =
        """
        begin parameters
            1 k          1  # Constant
            2 q          0.5  # Constant
            3 N          100  # Constant
            4 _rateLaw1  (k/N)/N  # ConstantExpression
            5 _rateLaw2  (k/N)/N  # ConstantExpression
        end parameters
        begin species
            1 A(a,a) N
            2 B(b) N
            3 A(a!1,a!2).B(b!1).B(b!2) 0
            4 A(a!1!2,a).B(b!1).B(b!2) 0
        end species
        begin reactions
            1 1,2,2 3 _rateLaw1 #_R1
            2 1,2,2 4 _rateLaw2 #_R2
            3 3 1,2,2 q #_R3
        end reactions
        begin groups
            1 F                    2*1
            2 G                    2*3,4
            3 H                    2
        end groups
        """;
}
