using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.NetworkFree;
using Blockade.Models.Rules;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Bngl;

/// <summary>Rare words of the language, with the network that BioNetGen makes of them.</summary>
public class RareWordsTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void A_reactant_with_a_dollar_stays_and_a_product_with_one_is_not_counted() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("held", Held, HeldNet, _ => null, out _));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the .net that generate_network wrote of this model")]
    public void The_energy_of_a_pattern_may_be_a_function_of_observables() =>
        Assert.Equal("", ReferenceNetworkTests.Compare("energy", Energy, EnergyNet, _ => null, out _));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 refuses the names of its functions for parameters, and knows no function 'sign'")]
    public void A_parameter_has_no_function_s_name()
    {
        Assert.Equal(["BNG2001"], Errors("exp"));
        Assert.Equal(["BNG2001"], Errors("time"));
        Assert.Empty(Errors("sign"));

        static string[] Errors(string name) =>
            [.. BnglReader.Read(new SourceText("names", $"begin parameters\n  {name} 1\nend parameters\nbegin seed species\n  A(a) 1\nend seed species\n"))
                .Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code)];
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 reads a rate here: A(a) -> 0 at k+2*k")]
    public void A_rate_in_brackets_may_follow_the_null_product()
    {
        var read = BnglReader.Read(new SourceText("null", "begin parameters\n  k 1\nend parameters\nbegin seed species\n  A(a) 1\nend seed species\nbegin reaction rules\n  A(a) -> 0 (k+2*k)\nend reaction rules\n"));

        Assert.Equal("k+2*k", Assert.IsType<RateLaw.MassAction>(Assert.Single(read.Value!.Rules).Rate).Constant.Write());
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: 'Invalid Molecule name', where this line once was a species without molecules")]
    public void Nothing_is_no_seed_species() => Assert.Contains(
        "BNG1201", BnglReader.Read(new SourceText("nothing", "begin seed species\n  A(a) 1\n  0 1\nend seed species\n")).Diagnostics.Select(d => d.Code));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: runs a numbered action within the block, and leaves one out that stands in no block")]
    public void A_number_may_stand_before_an_action_within_the_block_only()
    {
        const string model = "begin seed species\n  A(a) 1\nend seed species\n";
        const string line = "1 generate_network({overwrite=>1})\n";

        Assert.Single(BnglReader.Read(new SourceText("in", $"{model}begin actions\n{line}end actions\n")).Value!.Actions);
        Assert.Empty(BnglReader.Read(new SourceText("out", model + line)).Value!.Actions);
    }

    private const string Held =
        """
        begin model
        begin parameters
        k 1
        q 0.5
        N 100
        end parameters
        begin molecule types
        A(a)
        B(b)
        end molecule types
        begin seed species
        A(a) N
        B(b) N
        end seed species
        begin observables
        Molecules F A(a)
        Molecules B B(b)
        end observables
        begin reaction rules
        $A(a)+B(b)<->A(a!1).B(b!1) k/N,q
        end reaction rules
        end model
        """;

    private const string HeldNet =
        """
        begin parameters
            1 k          1  # Constant
            2 q          0.5  # Constant
            3 N          100  # Constant
            4 _rateLaw1  k/N  # ConstantExpression
        end parameters
        begin species
            1 A(a) N
            2 B(b) N
            3 A(a!1).B(b!1) 0
        end species
        begin reactions
            1 1,2 1,3 _rateLaw1 #_R1
            2 3 2 q #_reverse__R1
        end reactions
        begin groups
            1 F                    1
            2 B                    2
        end groups
        """;

    private const string Energy =
        """
        begin model
        begin parameters
        N 100
        phi 0.5
        Ea 1
        G -1
        H 2
        RT 1
        end parameters
        begin molecule types
        A(a)
        B(b)
        end molecule types
        begin seed species
        A(a) N
        B(b) N
        end seed species
        begin observables
        Molecules F A(a!+)
        end observables
        begin functions
        g() = F/100
        end functions
        begin energy patterns
        A(a!1).B(b!1) g()
        end energy patterns
        begin reaction rules
        A(a)+B(b)<->A(a!1).B(b!1) Arrhenius(phi,Ea)
        end reaction rules
        end model
        """;

    private const string EnergyNet =
        """
        begin parameters
            1 N                     100  # Constant
            2 phi                   0.5  # Constant
            3 Ea                    1  # Constant
            4 G                     -1  # Constant
            5 H                     2  # Constant
            6 RT                    1  # Constant
        end parameters
        begin functions
            1 g() F/100
            2 __R1_local1() exp((-(Ea+(phi*g()))))
            3 __reverse__R1_local1() exp((-(Ea+((1-phi)*(-g())))))
        end functions
        begin species
            1 A(a) N
            2 B(b) N
            3 A(a!1).B(b!1) 0
        end species
        begin reactions
            1 1,2 3 __R1_local1 #_R1
            2 3 1,2 __reverse__R1_local1 #_reverse__R1
        end reactions
        begin groups
            1 F                    3
        end groups
        """;
}
