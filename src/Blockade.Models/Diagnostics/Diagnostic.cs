using System.Globalization;
using System.Text;

namespace Blockade.Models.Diagnostics;

/// <summary>One thing worth telling the user about a text: what, where, and what would be right. Collected, never thrown.</summary>
/// <param name="Code">Stable identifier, letters and digits, documented in <c>docs/diagnostics.md</c>.</param>
/// <param name="Severity">Note, warning or error.</param>
/// <param name="Source">The text the span points into.</param>
/// <param name="Span">Where.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Hint">What would be right, or null.</param>
public sealed record Diagnostic(
    string Code, Severity Severity, SourceText Source, SourceSpan Span, string Message, string? Hint = null)
{
    private const int WidestExcerpt = 160;

    /// <summary>
    /// The diagnostic as text of one to three lines: <c>file(line,column): error CODE: message</c>, the line, a caret and the
    /// hint. Tabs are copied so that the caret stays put; of a very long line only the part around the span is shown.
    /// </summary>
    public string Render()
    {
        (int line, int column) = Source.Position(Span.Start);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Source.Name}({line},{column}): {Severity.ToString().ToLowerInvariant()} {Code}: {Message}");
        string excerpt = Source.Line(line);
        int at = Math.Min(column - 1, excerpt.Length);
        if (string.IsNullOrWhiteSpace(excerpt))
        {
            if (Hint is not null) text.Append("\n  = ").Append(Hint);
            return text.ToString();
        }

        int from = Math.Max(0, Math.Min(at - (WidestExcerpt / 2), excerpt.Length - WidestExcerpt));
        int length = Math.Min(WidestExcerpt, excerpt.Length - from);
        string shown = excerpt.Substring(from, length);
        at -= from;
        string number = line.ToString(CultureInfo.InvariantCulture);
        text.Append('\n').Append(' ').Append(number).Append(" | ").Append(shown);
        text.Append('\n').Append(' ', number.Length + 1).Append(" | ");
        foreach (char c in shown.AsSpan(0, at)) text.Append(c == '\t' ? '\t' : ' ');
        text.Append('^', Math.Clamp(Span.Length, 1, Math.Max(1, shown.Length - at)));
        if (Hint is not null) text.Append(' ').Append(Hint);
        return text.ToString();
    }
}
