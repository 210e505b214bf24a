using Blockade.Testing;

namespace Blockade.Tests.Docs;

/// <summary>Pieces of test code as documents show them: what stands in a region of the file, without its indentation.</summary>
internal static class Snippets
{
    /// <summary>The lines between <c>#region NAME</c> and its <c>#endregion</c>, as a block of C#.</summary>
    public static string Block(string path, string name)
    {
        string[] lines = File.ReadAllText(Path.Combine(Repository.Root, path)).Split('\n');
        int from = Array.FindIndex(lines, l => l.Trim() == $"#region {name}");
        Assert.True(from >= 0, $"{path} has no region '{name}'");
        int to = Array.FindIndex(lines, from, l => l.Trim() == "#endregion");
        string[] body = lines[(from + 1)..to];
        int indent = body.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return $"```csharp\n{string.Join('\n', body.Select(l => l.Length >= indent ? l[indent..] : "")).Trim('\n')}\n```";
    }
}
