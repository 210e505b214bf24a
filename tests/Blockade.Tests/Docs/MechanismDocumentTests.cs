using System.Globalization;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Docs;

/// <summary>The table of docs/turn-mechanisms-off.md is the program's own list.</summary>
public class MechanismDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "the list in the source")]
    public void The_document_lists_every_mechanism()
    {
        IEnumerable<string> rows = Mechanism.All.Select(m =>
            $"| `{m.Key}` | {m.Name} | {(m.IsOfCell ? "a cell" : "patients")} | {string.Join(", ", m.Off.Select(o => string.Create(CultureInfo.InvariantCulture, $"`{o.Name}` = {o.Value:R}")))} |");

        WrittenDocument.Agrees("docs/turn-mechanisms-off.md", ("mechanisms", $"| key | mechanism | of | off with |\n| --- | --- | --- | --- |\n{string.Join('\n', rows)}"));
    }
}
