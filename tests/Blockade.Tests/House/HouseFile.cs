using System.Text.RegularExpressions;

namespace Blockade.Tests.House;

/// <summary>One file: its path from the root and its text.</summary>
internal sealed partial record HouseFile(string Path, string Text)
{
    /// <summary>The file's name without its ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The namespace that a C# file states, or nothing.</summary>
    public string Namespace => NamespaceLine().Match(Text) is { Success: true } m ? m.Groups[1].Value : "";

    /// <summary>The lines without what follows //, so that a name in a comment is no reference.</summary>
    public IEnumerable<(int Number, string Code)> Code() =>
        Text.Split('\n').Select((line, i) => (i + 1, line.IndexOf("//", StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
