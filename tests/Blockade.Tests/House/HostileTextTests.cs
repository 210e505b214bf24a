using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.House;

/// <summary>Texts made to overflow a stack: they are refused with a diagnostic. An overflow would end the test run.</summary>
[Evidence(EvidenceKind.Analytic, "a tree as deep as the text is long needs a stack as deep")]
public class HostileTextTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("+1")]
    [InlineData("^1")]
    [InlineData("*k")]
    public void A_formula_of_a_hundred_thousand_terms_is_refused(string term) =>
        Refused("BNG1102", Model("k 1" + Repeated(term)));

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("sqrt(", ")")]
    public void A_formula_nested_a_hundred_thousand_times_is_refused(string open, string close) =>
        Refused("BNG1102", Model($"k {Repeated(open)}1{Repeated(close)}"));

    [Fact]
    public void A_formula_of_a_thousand_terms_is_read()
    {
        var read = BnglReader.Read(new SourceText("long.bngl", Model("k 1" + string.Concat(Enumerable.Repeat("+1", 1000)))));

        Assert.Empty(read.Diagnostics);
    }

    [Theory]
    [InlineData("a = ")]
    [InlineData("# ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\na = ")]
    [InlineData("b = \"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\"\na = ")]
    public void Brackets_nested_a_hundred_thousand_times_are_refused(string before)
    {
        var read = TrialReader.Read(new SourceText("deep.toml", $"{before}{Repeated("[")}{Repeated("]")}\n"));

        Assert.Equal("TML1012", Assert.Single(read.Diagnostics).Code);
    }

    [Fact]
    public void Brackets_that_a_string_closes_are_refused_all_the_same()
    {
        string text = "a = " + string.Concat(Enumerable.Repeat("[\"]\", ", 1000)) + new string(']', 1000) + "\n";

        Assert.Equal("TML1012", Assert.Single(TrialReader.Read(new SourceText("deep.toml", text)).Diagnostics).Code);
    }

    private static void Refused(string code, string text) =>
        Assert.Contains(BnglReader.Read(new SourceText("hostile.bngl", text)).Diagnostics, d => d.Code == code);

    private static string Model(string parameter) => $"begin parameters\n{parameter}\nend parameters\n";

    private static string Repeated(string text) => string.Concat(Enumerable.Repeat(text, Many));
}
