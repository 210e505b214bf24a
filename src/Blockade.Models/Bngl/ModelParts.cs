using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Bngl;

/// <summary>Single blocks of a model's text: what is left out becomes blank, so that every place stays where it was.</summary>
internal static partial class ModelParts
{
    /// <summary>The blocks that <c>readFile</c> can be asked for.</summary>
    public static readonly ImmutableHashSet<string> Names =
    [
        .. BnglFile.NetworkBlocks.Remove("model").Remove("protocol").Remove("reactions_text"), "species", "population types",
    ];

    /// <summary>Whether a text has blocks of a model, or of a network.</summary>
    public static bool HasBlocks(string text) => BlockLine().Matches(text).Any(m => m.Groups[2].Value.Trim() is not ("model" or "actions" or "protocol"));

    /// <summary>The text with these blocks, as they are called in it; null for all of them.</summary>
    public static SourceText Only(SourceText source, IReadOnlyCollection<string>? blocks)
    {
        if (blocks is null) return source;
        HashSet<string> kept = [.. blocks.Select(BlockSplitter.Canonical)];
        return Without(source, name => name is not ("model" or "protocol") && !kept.Contains(name), outside: false);
    }

    /// <summary>Two texts one after the other, of the first only the blocks of its model; and where the second begins.</summary>
    public static (SourceText Text, int SecondAt) Joined(SourceText first, SourceText second)
    {
        string text = Without(first, name => name is "model" or "actions", outside: true).Text + "\n";
        string rest = ModelLine().Replace(second.Text, line => new string(' ', line.Length));
        return (new SourceText($"{first.Name} and {second.Name}", text + rest), text.Length);
    }

    /// <summary>What was found in two texts that were joined, each at its place in its own text; of the first it is known already.</summary>
    public static IEnumerable<Diagnostic> OfSecond(IEnumerable<Diagnostic> diagnostics, SourceText second, int secondAt) =>
        from d in diagnostics where d.Span.Start >= secondAt select d with { Source = second, Span = new SourceSpan(d.Span.Start - secondAt, d.Span.Length) };

    private static SourceText Without(SourceText source, Func<string, bool> isLeftOut, bool outside)
    {
        char[] text = source.Text.ToCharArray();
        string? open = null;
        int at = 0;
        while (at < text.Length)
        {
            int next = source.Text.IndexOf('\n', at);
            next = next < 0 ? text.Length : next + 1;
            Match mark = BlockLine().Match(source.Text, at, next - at);
            string? name = mark.Success ? BlockSplitter.Canonical(mark.Groups[2].Value) : null;
            bool ends = mark.Success && mark.Groups[1].Value == "end";
            if (name == "model" ? isLeftOut(name) : (name ?? open) is { } block ? isLeftOut(block) : outside)
            {
                for (int i = at; i < next; i++) text[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
            }

            if (name is not (null or "model")) open = ends ? null : name;
            at = next;
        }

        return new SourceText(source.Name, new string(text));
    }

    [GeneratedRegex(@"^[ \t]*(begin|end)[ \t]+(\w+(?:[ \t]+\w+)?)[ \t]*(?:#.*)?\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex BlockLine();

    [GeneratedRegex(@"^[ \t]*(begin|end)[ \t]+model\b[^\n\r]*", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ModelLine();
}
