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
        var arguments = ImmutableArray.CreateBuilder<SourceSpan>();
        var names = ImmutableDictionary.CreateBuilder<string, SourceSpan>();
        var values = ImmutableDictionary.CreateBuilder<string, SourceSpan>();
        var repeated = ImmutableArray.CreateBuilder<SourceSpan>();
        string text = file.Source.Text;
        if (scan.Take("("))
        {
            var inside = new SourceSpan(scan.At, text.AsSpan(scan.At, scan.End - scan.At).TrimEnd("; \t\\").Length);
            if (inside.Length > 0 && text[inside.End - 1] == ')') inside = inside with { Length = inside.Length - 1 };
            foreach (SourceSpan part in Split(text, inside))
            {
                if (text[part.Start] != '{')
                {
                    arguments.Add(Unquoted(text, part));
                    continue;
                }

                var options = new SourceSpan(part.Start + 1, part.Length - (text[part.End - 1] == '}' ? 2 : 1));
                foreach (SourceSpan option in Split(text, options))
                {
                    int arrow = text.IndexOf("=>", option.Start, option.Length, StringComparison.Ordinal);
                    if (arrow <= option.Start)
                    {
                        arguments.Add(option);   // no option, and not silently lost
                        continue;
                    }

                    SourceSpan key = Unquoted(text, new SourceSpan(option.Start, arrow - option.Start));
                    string word = Text(text, key);
                    if (names.ContainsKey(word)) repeated.Add(key);
                    names[word] = key;
                    values[word] = Unquoted(text, new SourceSpan(arrow + 2, option.End - arrow - 2));
                }
            }
        }

        return new ModelAction(
            name, [.. arguments.Select(a => Text(text, a))], values.ToImmutableDictionary(v => v.Key, v => Text(text, v.Value)), new SourceSpan(start, scan.End - start))
        {
            ArgumentSpans = arguments.ToImmutable(), OptionNames = names.ToImmutable(), OptionValues = values.ToImmutable(), Repeated = repeated.ToImmutable(),
        };
    }

    /// <summary>The parts between commas that stand in no brackets and no quotes, without blanks around them.</summary>
    public static IEnumerable<SourceSpan> Split(string text, SourceSpan list)
    {
        int depth = 0, from = list.Start;
        char quote = '\0';
        for (int i = list.Start; i <= list.End; i++)
        {
            char c = i < list.End ? text[i] : ',';
            if (quote != '\0' && i < list.End)
            {
                if (c == quote) quote = '\0';
                continue;
            }

            if (c is '"' or '\'') quote = c;
            else if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
            else if (c == ',' && (depth == 0 || i == list.End))
            {
                SourceSpan part = Trimmed(text, new SourceSpan(from, i - from));
                if (part.Length > 0) yield return part;
                from = i + 1;
            }
        }
    }

    /// <summary>A value without blanks, line continuations and quotes around it.</summary>
    public static SourceSpan Unquoted(string text, SourceSpan span)
    {
        span = Trimmed(text, span);
        return span.Length >= 2 && text[span.Start] is '"' or '\'' && text[span.End - 1] == text[span.Start] ? new SourceSpan(span.Start + 1, span.Length - 2) : span;
    }

    private static SourceSpan Trimmed(string text, SourceSpan span)
    {
        int start = span.Start, end = span.End;
        while (start < end && IsBlank(text[start])) start++;
        while (end > start && IsBlank(text[end - 1])) end--;
        return new SourceSpan(start, end - start);
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\\';

    private static string Text(string text, SourceSpan span) => text.Substring(span.Start, span.Length);
}
