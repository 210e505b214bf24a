using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.House;

public partial class SourceFileTests
{
    private const int LongestFile = 500;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "five hundred lines are what one can still read in a sitting: our own rule")]
    public void No_source_file_is_longer_than_five_hundred_lines()
    {
        string[] tooLong = [.. HouseFiles.Sources.Select(f => (f.Path, Lines: f.Text.TrimEnd('\n').Split('\n').Length))
            .Where(f => f.Lines > LongestFile).Select(f => $"{f.Path} has {f.Lines} lines")];

        Assert.True(HouseFiles.Sources.Count >= 200, $"only {HouseFiles.Sources.Count} files were seen");
        Assert.True(tooLong.Length == 0, $"Split these, none may have more than {LongestFile}:\n" + string.Join('\n', tooLong));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one public type, one file, one name")]
    public void Every_public_type_has_one_file_that_bears_its_name()
    {
        var types = new List<(string Type, HouseFile File)>();
        foreach (HouseFile file in HouseFiles.Sources)
        {
            foreach (Match type in TopLevelPublicType().Matches(file.Text)) types.Add((type.Groups[1].Value, file));
        }

        string[] misplaced = [.. types.Where(t => t.File.Name != t.Type).Select(t => $"{t.Type} stands in {t.File.Path}")];
        string[] scattered = [.. types.GroupBy(t => (t.Type, t.File.Namespace)).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key.Type} stands in {string.Join(" and ", g.Select(t => t.File.Path))}")];

        Assert.True(types.Count >= 150, $"only {types.Count} public types were seen");
        Assert.True(misplaced.Length == 0, "Give each its own file:\n" + string.Join('\n', misplaced));
        Assert.True(scattered.Length == 0, "Bring each to one file:\n" + string.Join('\n', scattered));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "folder and namespace are one tree; the hosts and what they write with are one namespace each")]
    public void A_files_namespace_is_its_folder()
    {
        string[] wrong = [.. HouseFiles.Sources.Where(f => f.Namespace.Length > 0 && f.Namespace != Folder(f) && !(IsOneRoom(f) && f.Namespace == f.Path.Split('/')[1]))
            .Select(f => $"{f.Path} says namespace {f.Namespace}")];

        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.True(HouseFiles.Sources.Count(f => f.Namespace.Length > 0) >= 200, "too few files state a namespace");
    }

    private static string Folder(HouseFile file) => string.Join('.', file.Path.Split('/')[1..^1]);

    private static bool IsOneRoom(HouseFile file) => file.Path.Split('/')[1] is "Blockade.Cli" or "Blockade.Reporting";

    // a type at the left margin: nested types are indented
    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|partial|ref|unsafe|record|class|struct|interface|enum|delegate [\w<>?]+)\s+)+([A-Za-z_]\w*)", RegexOptions.Multiline)]
    private static partial Regex TopLevelPublicType();
}
