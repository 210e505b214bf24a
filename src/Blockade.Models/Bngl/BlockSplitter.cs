using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Bngl;

/// <summary>Sorts a file's logical lines into its blocks; what stands outside of them is an action.</summary>
internal static partial class BlockSplitter
{
    public static void Split(BnglFile file)
    {
        string text = file.Source.Text;
        string? block = null;
        bool anyBlock = false;
        var idle = new List<SourceSpan>();
        SourceSpan opened = default;
        int at = 0;
        while (at < text.Length)
        {
            (SourceSpan line, SourceSpan comment, int next) = LogicalLine(text, at);
            at = next;
            if (IsBlank(text, line)) continue;
            string content = text.Substring(line.Start, line.Length);
            Match mark = BlockLine().Match(content);
            if (mark.Success)
            {
                string name = Canonical(mark.Groups[2].Value);
                anyBlock = true;
                if (name == "model") continue;
                if (mark.Groups[1].Value == "begin")
                {
                    if (block is not null) file.Error("BNG1001", line, $"block '{block}' is still open where '{name}' begins");
                    block = name;
                    opened = line;
                    if (!file.Blocks.Contains(name))
                    {
                        file.Error("BNG1002", line, $"there is no block '{name}'", NearestName.Hint(name, file.Blocks));
                    }
                }
                else
                {
                    if (block != name) file.Error("BNG1003", line, $"'end {name}' closes nothing: the open block is '{block ?? "none"}'");
                    block = null;
                }

                continue;
            }

            if (block is null && ParameterLine().Match(content) is { Success: true } parameter)
            {
                anyBlock = true;
                file.Lines("parameters").Add(new BnglLine(new SourceSpan(line.Start + parameter.Length, line.Length - parameter.Length), Unit(comment)));
            }
            else if (block is null or "actions" or "protocol")
            {
                if (!ReadAction(file, line, block)) idle.Add(line);
            }
            else
            {
                file.Lines(block).Add(new BnglLine(line, Unit(comment)));
            }
        }

        if (block is not null) file.Error("BNG1004", opened, $"block '{block}' is never closed", $"add 'end {block}'");
        if (anyBlock && idle.Count > 0)
        {
            file.Warn("BNG1006", idle[0], $"{(idle.Count == 1 ? "a line that is no action and stands" : $"{idle.Count} lines that are no actions and stand")} in no block: left out");
        }

        if (!anyBlock && !file.Actions.Exists(a => text.AsSpan(a.Span.Start + a.Name.Length).TrimStart().StartsWith("(")))
        {
            file.Error("BNG1005", file.Actions.Count > 0 ? file.Actions[0].Span : idle.FirstOrDefault(), "there is no model here: no block and no action", "a model begins with 'begin model' or one of its blocks");
        }
        else if (file.Actions.Count > 0)
        {
            file.Note("BNG0001", file.Actions[0].Span, $"{file.Actions.Count} line{(file.Actions.Count == 1 ? "" : "s")} of actions left aside: reading a file runs nothing");
        }

        string? Unit(SourceSpan comment) => UnitTag().Match(text.Substring(comment.Start, comment.Length)) is { Success: true } tag ? tag.Groups[1].Value.Trim() : null;
    }

    // Within the block a number may stand before an action; outside of it BioNetGen warns of what is no action, and goes on.
    private static bool ReadAction(BnglFile file, SourceSpan line, string? block)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipBlanks();
        int start = scan.At;
        if (block is not null && scan.TakeInteger() is not null) scan.SkipBlanks();
        else scan.At = start;
        start = scan.At;
        bool isCall = scan.TakeName() is { } name && (scan.Take("(") || (scan.AtEnd() && ActionBinder.Covered.Contains(name)));
        if (!isCall && block is null) return false;
        if (ActionReader.Read(file, new SourceSpan(start, line.End - start)) is { } action) (block == "protocol" ? file.Protocol : file.Actions).Add(action);
        return true;
    }

    // a parameter outside of its block
    [GeneratedRegex(@"\G\s*(parameter|param|par)\s+(?=[A-Za-z_\d])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ParameterLine();

    [GeneratedRegex(@"\G\s*(begin|end)\s+(\w+(?:[ \t]+\w+)?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex BlockLine();

    [GeneratedRegex(@"\G[^\[]*\[([^\]]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex UnitTag();

    internal static string Canonical(string block)
    {
        string name = string.Join(' ', block.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name switch
        {
            "species" => "seed species",
            "rules" => "reaction rules",
            "molecules" or "population types" => "molecule types",
            _ => name,
        };
    }

    private static bool IsBlank(string text, SourceSpan span)
    {
        for (int i = span.Start; i < span.End; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && text[i] != '\\') return false;
        }

        return true;
    }

    // From `at` to the end of the line, on over lines that end in a backslash; a comment runs from # to the end of its line.
    private static (SourceSpan Line, SourceSpan Comment, int Next) LogicalLine(string text, int at)
    {
        int start = at;
        while (true)
        {
            int end = text.AsSpan(at).IndexOfAny('\n', '\r');
            end = end < 0 ? text.Length : at + end;
            int next = end < text.Length && text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : Math.Min(end + 1, text.Length);
            int hash = text.AsSpan(at, end - at).IndexOf('#');
            if (hash >= 0)
            {
                return (new SourceSpan(start, at + hash - start), new SourceSpan(at + hash, end - at - hash), Math.Max(next, end));
            }

            int last = end - 1;
            while (last >= at && text[last] is ' ' or '\t' && last >= at) last--;
            if (last < at || text[last] != '\\' || next >= text.Length || next == end)
            {
                return (new SourceSpan(start, end - start), new SourceSpan(end, 0), Math.Max(next, end == text.Length ? end : end + 1));
            }

            at = next;
        }
    }
}
