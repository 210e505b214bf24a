using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Reads one action line: a name, positional arguments, and named options in braces. Values stay text.</summary>
internal static class ActionReader
{
    public static ModelAction? Read(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipBlanks();
        int start = scan.At;
        string? name = scan.TakeName();
        if (name is null) return null;
        var arguments = ImmutableArray.CreateBuilder<string>();
        var options = ImmutableDictionary.CreateBuilder<string, string>();
        string text = file.Source.Text;
        if (scan.Take("("))
        {
            string inside = text[scan.At..scan.End].TrimEnd().TrimEnd(';').TrimEnd();
            if (inside.EndsWith(')')) inside = inside[..^1];
            foreach (string part in Split(inside))
            {
                if (!part.StartsWith('{')) arguments.Add(Unquote(part));
                else foreach (string option in Split(part.EndsWith('}') ? part[1..^1] : part[1..]))
                {
                    int arrow = option.IndexOf("=>", StringComparison.Ordinal);
                    if (arrow > 0) options[Unquote(option[..arrow])] = Unquote(option[(arrow + 2)..]);
                }
            }
        }

        return new ModelAction(name, arguments.ToImmutable(), options.ToImmutable(), new SourceSpan(start, scan.End - start));
    }

    /// <summary>The parts between commas that stand in no brackets and no quotes.</summary>
    public static IEnumerable<string> Split(string list)
    {
        int depth = 0, from = 0;
        char quote = '\0';
        for (int i = 0; i <= list.Length; i++)
        {
            char c = i < list.Length ? list[i] : ',';
            if (quote != '\0' && i < list.Length)
            {
                if (c == quote) quote = '\0';
                continue;
            }

            if (c is '"' or '\'') quote = c;
            else if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
            else if (c == ',' && (depth == 0 || i == list.Length))
            {
                string part = list[from..i].Trim();
                if (part.Length > 0) yield return part;
                from = i + 1;
            }
        }
    }

    private static string Unquote(string text) => text.Trim().Trim('"', '\'');
}
