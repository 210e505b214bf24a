using System.Text;
using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.House;

/// <summary>The files of this checkout as text, with paths relative to its root and forward slashes; build products are left out.</summary>
internal static partial class HouseFiles
{
    /// <summary>The C# files of <c>src</c>.</summary>
    public static IReadOnlyList<HouseFile> Sources { get; } = Under("src", "*.cs");

    /// <summary>The Markdown files of the whole checkout.</summary>
    public static IReadOnlyList<HouseFile> Documents { get; } = Under("", "*.md");

    public static IReadOnlyList<HouseFile> Under(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'))
            .Where(p => !BuildProduct().IsMatch(p))
            .Order(StringComparer.Ordinal)
            .Select(p => new HouseFile(p, File.ReadAllText(Path.Combine(Repository.Root, p), Encoding.UTF8))),
    ];

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts|TestResults|BenchmarkDotNet\.Artifacts|\.[^/]+|node_modules)/")]
    private static partial Regex BuildProduct();
}
