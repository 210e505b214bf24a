using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Tests.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class DetailedBalanceTests
{
    private const string Box = """
        begin parameters
          ka 1
          kma 2
          kb 3
          kmb 5
          alpha 7
          k 1
        end parameters
        begin seed species
          R(a,b) 1
          A(r) 1
          B(r) 1
        end seed species
        begin reaction rules
          R(a,b) + A(r) <-> R(a!1,b).A(r!1) ka, kma
          R(a,b) + B(r) <-> R(a,b!1).B(r!1) kb, kmb
          R(a,b!+) + A(r) <-> R(a!1,b!+).A(r!1) ka*alpha, kma
          R(a!+,b) + B(r) <-> R(a!+,b!1).B(r!1) kb*CLOSING, kmb
        end reaction rules
        """;

    [Theory]
    [InlineData("alpha", null)]
    [InlineData("1", "0.1429")]
    [InlineData("alpha*2", "2")]
    [Evidence(EvidenceKind.Analytic, "the thermodynamic box: binding A helps B by the same factor by which binding B helps A")]
    public void A_box_closes_or_says_by_how_much_it_does_not(string closing, string? factor)
    {
        ImmutableArray<Diagnostic> warnings = Check(Box.Replace("CLOSING", closing, StringComparison.Ordinal));

        if (factor is null)
        {
            Assert.Empty(warnings);
            return;
        }

        Diagnostic warning = Assert.Single(warnings);
        Assert.Equal("NET2005", warning.Code);
        Assert.Contains($"multiply to {factor}, not 1", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1", "1", true)]
    [InlineData("2", "3", "6", true)]
    [InlineData("2", "3", "5", false)]
    [Evidence(EvidenceKind.Analytic, "A <-> B <-> C and A <-> C: the direct constant is the product of the two on the way")]
    public void A_triangle_balances_when_its_constants_multiply(string ab, string bc, string ac, bool balanced)
    {
        ImmutableArray<Diagnostic> warnings = Check($"""
            begin seed species
              S(x~a) 1
            end seed species
            begin reaction rules
              S(x~a) <-> S(x~b) {ab}, 1
              S(x~b) <-> S(x~c) {bc}, 1
              S(x~a) <-> S(x~c) {ac}, 1
            end reaction rules
            """);

        Assert.Equal(balanced, warnings.IsEmpty);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one-way rules claim no equilibrium")]
    public void One_way_rules_are_left_alone() => Assert.Empty(Check("""
        begin seed species
          S(x~a) 1
        end seed species
        begin reaction rules
          S(x~a) -> S(x~b) 1
          S(x~b) -> S(x~c) 2
          S(x~c) -> S(x~a) 3
        end reaction rules
        """));

    private static ImmutableArray<Diagnostic> Check(string text)
    {
        CompiledModel model = CompiledModel.Compile(NetworkText.Expand(text));
        return DetailedBalance.Check(model, model.Parameters());
    }
}
