using System.Collections.Immutable;
using System.Text;
using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>
/// Rows of a comma-separated file with the place of every field, which CSV libraries do not keep and diagnostics need.
/// </summary>
/// <remarks>RFC 4180: quotes double inside quotes; a quoted field may hold commas. Lines that begin with # are skipped.</remarks>
internal static class CsvScanner
{
    /// <summary>One field: its text without quotes, and where it stands.</summary>
    internal readonly record struct Field(string Text, SourceSpan Span);

    public static IEnumerable<ImmutableArray<Field>> Rows(SourceText source)
    {
        string text = source.Text;
        int i = 0;
        while (i < text.Length)
        {
            int end = text.IndexOf('\n', i);
            if (end < 0) end = text.Length;
            if (text[i] == '#' || string.IsNullOrWhiteSpace(text[i..end]))
            {
                i = end + 1;
                continue;
            }

            var row = ImmutableArray.CreateBuilder<Field>();
            while (true)
            {
                int start = i;
                string value;
                if (i < text.Length && text[i] == '"')
                {
                    var quoted = new StringBuilder();
                    for (i++; i < text.Length; i++)
                    {
                        if (text[i] != '"') quoted.Append(text[i]);
                        else if (i + 1 < text.Length && text[i + 1] == '"') quoted.Append(text[i++]);
                        else break;
                    }

                    i = Math.Min(i + 1, text.Length);
                    value = quoted.ToString();
                }
                else
                {
                    while (i < text.Length && text[i] is not (',' or '\n')) i++;
                    value = text[start..i].Trim();
                }

                row.Add(new Field(value, new SourceSpan(start, Math.Max(1, i - start))));
                if (i < text.Length && text[i] == ',') i++;
                else break;
            }

            while (i < text.Length && text[i] != '\n') i++;
            i++;
            yield return row.ToImmutable();
        }
    }
}
