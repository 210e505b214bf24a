using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.Docs;

/// <summary>The summaries of an enumeration's members, read from its file.</summary>
internal static partial class DocComments
{
    public static Dictionary<string, string> Of(string path)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, path));
        return Member().Matches(text).ToDictionary(m => m.Groups[2].Value, m => Reference().Replace(m.Groups[1].Value, r => $"`{r.Groups[1].Value}`"));
    }

    [GeneratedRegex(@"^    /// <summary>(.+)</summary>\n    (\w+)(?: = \d+)?,", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("""<see cref="(?:\w+\.)*(\w+)"\s*/>""")]
    private static partial Regex Reference();
}
