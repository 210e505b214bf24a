using System.Globalization;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Models.Units;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Tests.Files;

public class TomlDocumentTests
{
    private const string Right = """
        title = "a phase II trial"      # the sample every getter can read
        count = 3
        share = 1
        blind = true
        start = 2014-02-11
        half_life = "18 d"
        dose = "8 mg/kg"
        mode = "fixed"
        words = ["slow", "fast"]
        site.name = "Basel"

        [patient]
        id = 'P"1'

        [[visit]]
        day = "1 weeks"
        [[visit]]
        day = "500 h"
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "TOML 1.1; 1 week = 7 d, 18 d = 432 h")]
    public void Every_kind_of_value_is_read()
    {
        TomlDocument? document = TomlDocument.Read(new SourceText("right.toml", Right)).Value;
        Assert.NotNull(document);

        Checked<string> read = document.ReadAs("a sample", root => string.Create(CultureInfo.InvariantCulture,
            $"{root.Text("title")}|{root.Integer("count", 1, 9)}|{root.Number("share", 0, 1)}|{root.Boolean("blind")}|{root.Date("start"):yyyy-MM-dd}|"
            + $"{root.Quantity("half_life", "h", 1, 1000)}|{root.Quantity("dose", QuantityKind.Dose, 0, 100)}|{root.Choice("mode", ("adaptive", 'a'), ("fixed", 'f'))}|"
            + $"{string.Join(',', root.Choices("words", ("fast", 1), ("slow", 2)))}|{root.Table("site").Text("name")}|{root.Table("patient").Text("id")}|"
            + $"{string.Join(',', root.Tables("visit").Select(v => v.Quantity("day", "d", 0, 100)))}|{root.OptionalText("remark") ?? "none"}"));

        Assert.Empty(read.Diagnostics.Select(d => d.Render()));
        Assert.Equal("a phase II trial|3|1|True|2014-02-11|432|8 mg/kg|f|2,1|Basel|P\"1|7,20.833333333333332|none", read.Value);
        Assert.Equal(read.Value, document.ReadAs("a sample", _ => read.Value).Value);   // asks nothing, and so complains of nothing
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one reading, one set of questions")]
    public void A_document_can_be_read_again_with_other_questions()
    {
        TomlDocument document = TomlDocument.Read(new SourceText("two.toml", "a = 1\nb = 2\n")).Value!;

        Checked<string> first = document.ReadAs("a file", root => root.Integer("a", 0, 9) + "");
        Checked<string> second = document.ReadAs("a file", root => (root.Integer("a", 0, 9) + root.Integer("b", 0, 9)) + "");

        Assert.Equal(["TML1004"], first.Diagnostics.Select(d => d.Code));
        Assert.Equal("3", second.Value);
        Assert.True(document.Has("a") && !document.Has("c"));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the limit of 1 MB")]
    public void A_file_above_the_limit_is_refused_before_it_is_parsed()
    {
        SourceText fits = new("big.toml", "#" + new string(' ', (1 << 20) - 1));
        SourceText tooLarge = new("big.toml", fits.Text + " ");

        Assert.Empty(TomlDocument.Read(fits).Diagnostics);
        Assert.Equal(["TML1001"], TomlDocument.Read(tooLarge).Diagnostics.Select(d => d.Code));
    }

    [Theory]
    [InlineData("a = [[[[", 500_000)]
    [InlineData("a = {a=", 300_000)]
    [InlineData("a.", 500_000)]
    [InlineData("[a.", 300_000)]
    [Evidence(EvidenceKind.Analytic, "the limit of depth keeps the stack")]
    public void Depth_is_an_error_and_no_crash(string head, int length)
    {
        string unit = head[(head.LastIndexOf(' ') + 1)..];
        string text = head + string.Concat(Enumerable.Repeat(unit.Length > 1 && unit[0] == '[' && unit[1] == 'a' ? "a." : unit, length / unit.Length));

        Assert.NotEmpty(TomlDocument.Read(new SourceText("deep.toml", text)).Diagnostics);
    }

    [Theory]
    [InlineData("\uFEFFcount = 1\r\n\"ключ\" = \"😀\"\r\nextra = 1\r\n", "(2,1)", "(3,1)")]
    [InlineData("count = 1\n  'a key' = \"\"\"\nx\n\"\"\"\n\textra = 1", "(2,3)", "(5,2)")]
    [Evidence(EvidenceKind.Analytic, "counting by hand")]
    public void Places_are_exact_after_byte_order_marks_wide_letters_and_long_texts(string text, string first, string second)
    {
        var diagnostics = TomlDocument.Read(new SourceText("f", text), "a file", root => root.Integer("count", 0, 9) + "").Diagnostics;

        Assert.Equal([first, second], diagnostics.Select(d => d.Render().Split(':')[0][1..]));
    }

    [Theory]
    [InlineData("a = 1\na.b = 2", 2)]
    [InlineData("a.b = 1\n[a]\nc = 2", 2)]
    [InlineData("a = {b = 1}\n[a.c]\nd = 2", 2)]
    [InlineData("a = {b = 1}\na.c = 2", 2)]
    [InlineData("a = [1]\n[[a]]\nb = 2", 2)]
    [InlineData("[a]\nb.c = 1\n[a.b]\nd = 2", 3)]
    [InlineData("[a]\n[b]\n[a]", 3)]
    [InlineData("a = {b = 1, b = 2}", 1)]
    [Evidence(EvidenceKind.OtherProgram, "toml.io 1.1.0, sections on keys, tables, inline tables and arrays of tables")]
    public void What_is_closed_cannot_be_added_to(string text, int line)
    {
        var diagnostics = TomlDocument.Read(new SourceText("f", text)).Diagnostics;

        Diagnostic only = Assert.Single(diagnostics);
        Assert.Equal(("TML1011", line), (only.Code, only.Source.Position(only.Span.Start).Line));
    }

    [Theory]
    [InlineData("[a.b]\nc = 1\n[a]\nd = 2")]
    [InlineData("[a]\nb = 1\n[a.c]\nd = 2")]
    [InlineData("a.b = 1\na.c = 2")]
    [InlineData("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2")]
    [InlineData("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]")]
    [Evidence(EvidenceKind.OtherProgram, "toml.io 1.1.0, sections on keys, tables and arrays of tables")]
    public void What_is_open_can_be_added_to(string text) => Assert.Empty(TomlDocument.Read(new SourceText("f", text)).Diagnostics);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "damage to a right file is reported inside the file, and never throws")]
    public void Any_damage_is_a_diagnostic_with_a_place_in_the_file()
    {
        string right = Her2Files.Read("trials/cleopatra.toml").Text;
        const string Junk = "\"'[]{}=,.#\n\r\t\\ 0eµ😀\0-";
        Gen.Select(Gen.Int[0, right.Length - 1], Gen.Int[0, 30], Gen.Int[0, Junk.Length - 1].Array[0, 4]).Sample((at, cut, junk) =>
        {
            string damaged = right[..at] + string.Concat(junk.Select(j => Junk[j])) + right[Math.Min(right.Length, at + cut)..];

            var read = TrialReader.Read(new SourceText("damaged.toml", damaged));

            Assert.All(read.Diagnostics, d => Assert.InRange(d.Span.Start, 0, damaged.Length));
            Assert.All(read.Diagnostics, d => Assert.NotEmpty(d.Render()));
        });
    }
}
