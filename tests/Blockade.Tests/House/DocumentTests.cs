using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.House;

public partial class DocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "a link leads to a file of this checkout, and its anchor to a heading there")]
    public void Every_relative_link_resolves()
    {
        var broken = new List<string>();
        int links = 0;
        foreach (HouseFile document in HouseFiles.Documents)
        {
            foreach (Match link in Link().Matches(WithoutCode(document.Text)))
            {
                string target = link.Groups[1].Value;
                if (target.Contains(':', StringComparison.Ordinal)) continue;   // http:, https:, mailto:
                links++;
                string[] parts = target.Split('#', 2);
                string path = parts[0].Length == 0 ? document.Path : Resolve(document.Path, parts[0]);
                if (!Path.Exists(Path.Combine(Repository.Root, path))) broken.Add($"{document.Path}: {target} leads to {path}, which is not there");
                else if (parts.Length == 2 && !Anchors(path).Contains(parts[1])) broken.Add($"{document.Path}: {target}: {path} has no such heading");
            }
        }

        Assert.True(HouseFiles.Documents.Count >= 10, $"only {HouseFiles.Documents.Count} documents were seen");
        Assert.True(links >= 12, $"only {links} links were seen");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "NNNN-title.md, each number once, without gaps from 0001")]
    public void Decisions_are_numbered_once_without_gaps()
    {
        int[] numbers = [.. HouseFiles.Under("docs/decisions", "*.md").Select(f =>
        {
            Match name = DecisionName().Match(f.Path);
            Assert.True(name.Success, $"{f.Path} is not called NNNN-title.md");
            int number = int.Parse(name.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith($"# {number:0000} ", f.Text, StringComparison.Ordinal);
            return number;
        }).Order()];

        Assert.True(numbers.Length >= 5, $"only {numbers.Length} decisions were seen");
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "docs/README.md is the index")]
    public void Every_document_is_linked_from_the_index()
    {
        string index = HouseFiles.Documents.Single(f => f.Path == "docs/README.md").Text;
        HashSet<string> linked = [.. Link().Matches(index).Select(m => Resolve("docs/README.md", m.Groups[1].Value.Split('#')[0]))];

        string[] missing = [.. HouseFiles.Under("docs", "*.md").Select(f => f.Path).Where(p => p != "docs/README.md" && !linked.Contains(p))];

        Assert.True(linked.Count >= 8, $"only {linked.Count} links were seen");
        Assert.True(missing.Length == 0, "docs/README.md does not link " + string.Join(", ", missing));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a folder in backticks that begins with src/, models/, tests/ or docs/ exists")]
    public void Paths_in_backticks_exist()
    {
        var missing = new List<string>();
        int paths = 0;
        foreach (HouseFile document in HouseFiles.Documents)
        {
            foreach (Match path in PathInBackticks().Matches(document.Text))
            {
                paths++;
                if (!Path.Exists(Path.Combine(Repository.Root, path.Groups[1].Value))) missing.Add($"{document.Path}: {path.Groups[1].Value}");
            }
        }

        Assert.True(paths >= 25, $"only {paths} paths were seen");
        Assert.True(missing.Count == 0, "These documents name files that are not there:\n" + string.Join('\n', missing));
    }

    private static string Resolve(string from, string target)
    {
        string full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from)!, target));
        return Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
    }

    // A heading's anchor as Git hosts make it: lower case, words joined by hyphens, other signs dropped.
    private static HashSet<string> Anchors(string path) => path.EndsWith(".md", StringComparison.Ordinal)
        ? [.. Heading().Matches(WithoutCode(File.ReadAllText(Path.Combine(Repository.Root, path))))
            .Select(h => NotInAnchors().Replace(h.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))]
        : [];

    private static string WithoutCode(string markdown) => CodeBlock().Replace(markdown, "");

    [GeneratedRegex(@"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^docs/decisions/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex DecisionName();

    [GeneratedRegex(@"`((?:src|models|tests|docs)/[\w./-]+)`")]
    private static partial Regex PathInBackticks();
}
