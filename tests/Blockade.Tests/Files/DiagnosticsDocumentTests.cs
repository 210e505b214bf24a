using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.Files;

public partial class DiagnosticsDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "the codes in the source")]
    public void Every_code_is_documented_and_every_documented_code_exists()
    {
        IEnumerable<string> inSource = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => CodeInSource().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        IEnumerable<string> inDocument = File.ReadLines(Path.Combine(Repository.Root, "docs", "diagnostics.md"))
            .Select(l => CodeInTable().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value);

        Assert.Equal(inSource, inDocument.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\"([A-Z]{3}[0-9]{4})\"")]
    private static partial Regex CodeInSource();

    [GeneratedRegex(@"^\| ([A-Z]{3}[0-9]{4}) \| \S.* \|")]
    private static partial Regex CodeInTable();
}
