using Blockade.Models.Tests.Conformance;
using Blockade.Models.Tests.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.Bngl;

/// <summary>Observables that count each thing once: <c>setOption("MoleculesObservables", "CountUnique")</c> and its like for species.</summary>
public class UniqueCountTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model, weights and local rates among it")]
    public void Matches_of_a_symmetric_pattern_and_species_of_several_patterns_count_once() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("unique", Model, Net, _ => null, out _));

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; counted at labels, in functions, of molecules that are a number and of what is not there")]
    public void Molecules_are_counted_so_without_a_network_too() => BesideNetwork.Check(
        """
        setOption("MoleculesObservables","CountUnique")
        setOption("SpeciesObservables","CountUnique")
        begin molecule types
          A(d,d,s~0~1)
          P()
        end molecule types
        begin seed species
          A(d,d,s~0) 20
          A(d!1,d,s~0).A(d!1,d,s~1) 5
          P() 10
        end seed species
        begin observables
          Molecules Pair A(d!1).A(d!1)
          Molecules Ring A(d!1,d!2).A(d!1,d!2)
          Molecules Both A(d!1).A(d!1),A(s~1)
          Molecules All A(),P(),A(d,d)
          Species Some A(s~0),A(s~1),P()
          Species Few A()==2,A(s~1),P()==0
          Molecules On A(s~1)
        end observables
        begin functions
          f(x) = 0.2 + Both(x)
          g(x) = 0.1 + Few(x)
          limit() = 0.02*Pair
        end functions
        begin reaction rules
          A(d,d) + A(d,d) <-> A(d!1,d).A(d!1,d) 0.01, 0.3
          A(d!1,d).A(d!1,d) <-> A(d!1,d!2).A(d!1,d!2) 0.4, 0.2
          A%x(s~0) -> A%x(s~1) f(x)
          %x:A(s~1) -> %x:A(s~0) g(x)
          P() -> 0 limit()
          0 -> P() 0.5
        end reaction rules
        """,
        [0.5, 2], runs: 400);

    private const string Model =
        """
        begin model
        setOption("MoleculesObservables","CountUnique")
        setOption("SpeciesObservables","CountUnique")
        begin parameters
          k 1
        end parameters
        begin functions
          f(x) = k + Both(x)
        end functions
        begin molecule types
          A(d,d,s~0~1)
          B(a)
        end molecule types
        begin seed species
          A(d,d,s~0) 10
          A(d,d!1,s~0).A(d,d!1,s~1) 5
          A(d!1,d!2,s~0).A(d!1,d!2,s~0) 5
          A(d!1,d,s~0).B(a!1) 7
          A(d!1,d!2,s~0).B(a!1).B(a!2) 7
          B(a) 1
        end seed species
        begin observables
          Molecules Pair A(d!1).A(d!1)
          Molecules Free A(d,d)
          Molecules One A(d)
          Molecules Two A().A()
          Molecules Both A(d!1).A(d!1),A(s~1)
          Molecules Ring A(d!1,d!2).A(d!1,d!2)
          Molecules Dd A(d!+,d!+)
          Molecules Ds A(d!?,d!?)
          Molecules BB A(d!1,d!2).B(a!1).B(a!2)
          Molecules AB A(d!1).B(a!1)
          Molecules Any A(),B()
          Species S1 A(s~0),A(s~1)
          Species S3 A(s~1),A()==2
        end observables
        begin reaction rules
          A(d,d,s~0) -> A(d,d,s~1) k
          A%x(s~1) -> A%x(s~0) f(x)
        end reaction rules
        end model
        generate_network({overwrite=>1})
        """;

    private const string Net =
        """
        begin parameters
            1 k            1  # Constant
            2 __R2_local1  k+1.5  # ConstantExpression
            3 __R2_local2  k+1  # ConstantExpression
        end parameters
        begin species
            1 A(d,d,s~0) 10
            2 A(d!1,d,s~0).A(d!1,d,s~1) 5
            3 A(d!1,d!2,s~0).A(d!1,d!2,s~0) 5
            4 A(d!1,d,s~0).B(a!1) 7
            5 A(d!1,d!2,s~0).B(a!1).B(a!2) 7
            6 B(a) 1
            7 A(d,d,s~1) 0
            8 A(d!1,d,s~0).A(d!1,d,s~0) 0
        end species
        begin reactions
            1 1 7 k #_R1
            2 2 8 __R2_local1 #_R2
            3 7 1 __R2_local2 #_R2
        end reactions
        begin groups
            1 Pair                 2,2*3,8
            2 Free                 1,7
            3 One                  2*1,2*2,4,2*7,2*8
            4 Two                  2,3,8
            5 Both                 2*2,2*3,7,8
            6 Ring                 3
            7 Dd                   2*3,5
            8 Ds                   1,2*2,2*3,4,5,7,2*8
            9 BB                   5
           10 AB                   4,2*5
           11 Any                  1,2*2,2*3,2*4,3*5,6,7,2*8
           12 S1                   1,2,3,4,5,7,8
           13 S3                   2,3,7,8
        end groups
        """;
}
