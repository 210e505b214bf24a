using System.Globalization;
using Blockade.Models.Units;
using Blockade.Testing;

namespace Blockade.Models.Tests.Units;

public class UnitsDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "docs/units.md says what the code does")]
    public void The_reference_lists_every_symbol_and_kind_as_the_code_has_it()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "units.md"));

        string[] symbols = [.. UnitParser.Symbols.Select(s => string.Create(CultureInfo.InvariantCulture,
            $"| {Ticked(s.Names)} | {string.Join(' ', s.Prefixes)} | {s.Meaning} | {s.Unit.Factor} {s.Unit.Dimension} |"))];
        string[] kinds = [.. QuantityKind.All.Select(k => $"| {k.Name} | {Ticked(k.Units.Select(u => u.Text))} |")];

        Assert.Equal(symbols, Table(lines, "| names |"));
        Assert.Equal(kinds, Table(lines, "| kind |"));
    }

    private static string Ticked(IEnumerable<string> texts) => string.Join(' ', texts.Select(t => $"`{t}`"));

    private static IEnumerable<string> Table(string[] lines, string head) =>
        lines.SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'));
}
