using System.Globalization;
using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Tests.Docs;

/// <summary>The table of docs/receptor-family.md is the model's file of constants.</summary>
public class FamilyDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/her2-family.csv")]
    public void The_document_lists_every_constant()
    {
        IEnumerable<string> rows = EvidenceReader.ReadParameters(Her2Files.Read("her2-family.csv")).Value!.Select(p => string.Create(
            CultureInfo.InvariantCulture, $"| `{p.Id[9..]}` | {p.Value:g4} | {p.Unit} | {EvidenceReader.GradeWords.Single(w => w.Value == p.Grade).Key} | {p.Source}{(p.Note.Length > 0 ? $" ({p.Note})" : "")} |"));

        WrittenDocument.Agrees("docs/receptor-family.md", ("constants", $"| constant | value | unit | grade | source |\n| --- | ---: | --- | --- | --- |\n{string.Join('\n', rows)}"));
    }
}
