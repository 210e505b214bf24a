using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;
using SourceSpan = Blockade.Models.Diagnostics.SourceSpan;

namespace Blockade.Files;

/// <summary>
/// Builds the tree of a TOML file. The grammar is Tomlyn's; limits, the rules on who may define what twice, and every place are kept
/// here, because Tomlyn names the first place of a duplicate in words only.
/// </summary>
internal sealed partial class TomlTree
{
    /// <summary>Files above this are refused: no study file comes near it.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>Arrays, inline tables and the parts of one key nest no deeper: the reader recurses.</summary>
    public const int DeepestNesting = 32;

    private readonly SourceText _source;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly int _shift;   // Tomlyn counts from after a byte order mark

    private TomlTree(SourceText source, ICollection<Diagnostic> diagnostics)
    {
        (_source, _diagnostics) = (source, diagnostics);
        _shift = source.Text.StartsWith('\uFEFF') ? 1 : 0;
    }

    /// <summary>The root table; null when the syntax is wrong. A key that is there twice is reported, and its first value stays.</summary>
    public static TomlNode.Table? Read(SourceText source, ICollection<Diagnostic> diagnostics) => new TomlTree(source, diagnostics).Read();

    private TomlNode.Table? Read()
    {
        if (_source.Text.Length > MostCharacters)
        {
            Error("TML1001", new(0, 1), FormattableString.Invariant($"the file has {_source.Text.Length} characters; {MostCharacters} is the limit"));
            return null;
        }

        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(_source.Text, new TomlSerializerOptions { MaxDepth = DeepestNesting }, _source.Name, validate: false);
        }
        catch (TomlException e)   // it collects what is wrong with the syntax, and throws at its limit of depth
        {
            if (DeepestBracket() is SourceSpan bracket) Error("TML1012", bracket, $"brackets nest deeper than {DeepestNesting}");
            else Error("TML1002", new(0, 1), InPlainWords(e.Message));
            return null;
        }

        if (document.HasErrors)
        {
            ReportSyntax(document);
            return null;
        }

        var root = new TomlNode.Table(TomlNode.TableOrigin.Header, new(0, 0));
        foreach (KeyValueSyntax pair in document.KeyValues) AddPair(root, pair);
        foreach (TableSyntaxBase table in document.Tables)
        {
            TomlNode.Table? at = Enter(root, table);
            if (at is null) continue;
            foreach (KeyValueSyntax pair in table.Items) AddPair(at, pair);
        }

        return root;
    }

    // One slip sends the parser off the rails for the rest of the line, or of the file when a quote is missing: what follows is noise.
    private void ReportSyntax(DocumentSyntax document)
    {
        int lastLine = 0;
        foreach (DiagnosticMessage message in document.Diagnostics.Where(d => d.Kind == DiagnosticMessageKind.Error).OrderBy(d => d.Span.Start.Offset))
        {
            SourceSpan span = At(message.Span);
            int line = _source.Position(span.Start).Line;
            if (line == lastLine) continue;
            lastLine = line;
            string text = InPlainWords(message.Message);
            Error("TML1002", span, text, HintFor(line));
            if (text.Contains("newline in a string", StringComparison.Ordinal)) break;
        }
    }

    // the slips everyone makes: a unit outside the quotes, a text without any, a decimal comma
    private string? HintFor(int line)
    {
        string text = _source.Line(line);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return null;
        string value = text[(equals + 1)..].Split('#')[0].Trim();
        if (value.Length == 0) return "a value is missing";
        if (value[0] is '"' or '\'' or '[' or '{') return null;
        return DecimalComma().IsMatch(value) ? $"the decimal mark is a point: {value.Replace(',', '.')}"
            : NumberAndUnit().IsMatch(value) ? $"a quantity with its unit stands in quotes: \"{value}\""
            : Word().IsMatch(value) ? $"text stands in quotes: \"{value}\""
            : null;
    }

    private static string InPlainWords(string message)
    {
        string plain = TokenName().Replace(message, "");
        plain = plain.Replace('`', '\'').Replace("␤", "the end of the line", StringComparison.Ordinal).TrimEnd('.', ' ');
        return plain.Length == 0 ? plain : char.ToLowerInvariant(plain[0]) + plain[1..];
    }

    private TomlNode.Table? Enter(TomlNode.Table root, TableSyntaxBase header)
    {
        if (Path(header.Name!) is not { } path) return null;
        TomlNode.Table at = root;
        foreach ((string part, SourceSpan span) in path.SkipLast(1))
        {
            switch (at.Find(part))
            {
                case null:
                    var implied = new TomlNode.Table(TomlNode.TableOrigin.Implied, span);
                    at.Add(part, span, implied);
                    at = implied;
                    break;
                case TomlNode.Table { Origin: not TomlNode.TableOrigin.Inline } table: at = table; break;
                case TomlNode.Array { IsOfHeaders: true } array: at = (TomlNode.Table)array.Items[^1]; break;
                default: return Twice(at, part, span);
            }
        }

        (string name, SourceSpan place) = path[^1];
        TomlNode? known = at.Find(name);
        if (header is TableArraySyntax)
        {
            if (known is null)
            {
                known = new TomlNode.Array([], IsOfHeaders: true, place);
                at.Add(name, place, known);
            }

            if (known is not TomlNode.Array { IsOfHeaders: true } array) return Twice(at, name, place);
            var item = new TomlNode.Table(TomlNode.TableOrigin.Header, place);
            array.Items.Add(item);
            return item;
        }

        if (known is null)
        {
            var table = new TomlNode.Table(TomlNode.TableOrigin.Header, place);
            at.Add(name, place, table);
            return table;
        }

        if (known is not TomlNode.Table { Origin: TomlNode.TableOrigin.Implied } earlier) return Twice(at, name, place);
        earlier.Origin = TomlNode.TableOrigin.Header;
        return earlier;
    }

    private void AddPair(TomlNode.Table at, KeyValueSyntax pair)
    {
        if (Path(pair.Key!) is not { } path) return;
        foreach ((string part, SourceSpan span) in path.SkipLast(1))
        {
            switch (at.Find(part))
            {
                case null:
                    var next = new TomlNode.Table(TomlNode.TableOrigin.DottedKey, span);
                    at.Add(part, span, next);
                    at = next;
                    break;
                case TomlNode.Table { Origin: TomlNode.TableOrigin.DottedKey } table: at = table; break;
                default: Twice(at, part, span); return;
            }
        }

        (string name, SourceSpan place) = path[^1];
        TomlNode value = Value(pair.Value!);
        if (at.Find(name) is null) at.Add(name, place, value);
        else Twice(at, name, place);
    }

    private TomlNode Value(ValueSyntax value)
    {
        SourceSpan span = At(value.Span);
        switch (value)
        {
            case StringValueSyntax text: return new TomlNode.Text(text.Value!, span);
            case IntegerValueSyntax integer: return new TomlNode.Integer(integer.Value, span);
            case FloatValueSyntax number: return new TomlNode.Number(number.Value, span);
            case BooleanValueSyntax boolean: return new TomlNode.Boolean(boolean.Value, span);
            case ArraySyntax array: return new TomlNode.Array([.. array.Items.Select(i => Value(i.Value!))], IsOfHeaders: false, span);
            case InlineTableSyntax inline:
                var table = new TomlNode.Table(TomlNode.TableOrigin.Header, span);
                foreach (InlineTableItemSyntax item in inline.Items) AddPair(table, item.KeyValue!);
                table.Origin = TomlNode.TableOrigin.Inline;
                return table;
            case DateTimeValueSyntax { Value: { Kind: TomlDateTimeKind.LocalDate } date }:
                return new TomlNode.Date(DateOnly.FromDateTime(date.DateTime.DateTime), span);
            default: return new TomlNode.Time(span);
        }
    }

    private List<(string Text, SourceSpan Span)>? Path(KeySyntax key)
    {
        var parts = new List<(string, SourceSpan)> { Part(key.Key!) };
        foreach (DottedKeyItemSyntax dot in key.DotKeys)
        {
            parts.Add(Part(dot.Key!));
            if (parts.Count <= DeepestNesting) continue;
            Error("TML1012", parts[^1].Item2, $"a key has at most {DeepestNesting} parts");
            return null;
        }

        return parts;

        (string, SourceSpan) Part(BareKeyOrStringValueSyntax part) =>
            (part is BareKeySyntax bare ? bare.Key!.Text! : ((StringValueSyntax)part).Value!, At(part.Span));
    }

    // a second definition, or an addition to what is closed
    private TomlNode.Table? Twice(TomlNode.Table table, string key, SourceSpan span)
    {
        int first = _source.Position(table.KeySpan(key).Start).Line;
        Error("TML1011", span, $"'{key}' is already defined", FormattableString.Invariant($"first in line {first}, as {table.Find(key)!.Kind}"));
        return null;
    }

    // the bracket that is one too deep, outside texts and comments; for the message only
    private SourceSpan? DeepestBracket()
    {
        string text = _source.Text;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '#':
                    i = text.IndexOf('\n', i);
                    if (i < 0) return null;
                    break;
                case '"' or '\'':
                    char quote = text[i++];
                    while (i < text.Length && text[i] != quote) i += quote == '"' && text[i] == '\\' ? 2 : 1;
                    break;
                case '[' or '{':
                    if (++depth > DeepestNesting) return new(i, 1);
                    break;
                case ']' or '}': depth--; break;
            }
        }

        return null;
    }

    [GeneratedRegex(@" \(token: `\w+`\)")]
    private static partial Regex TokenName();

    [GeneratedRegex(@"^[-+]?[0-9]+,[0-9]+$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[-+]?[0-9][0-9.eE+-]* *[A-Za-z%µ/]")]
    private static partial Regex NumberAndUnit();

    [GeneratedRegex(@"^\w[\w .-]*$")]
    private static partial Regex Word();

    private SourceSpan At(Tomlyn.Syntax.SourceSpan span) =>
        new(Math.Max(0, span.Start.Offset) + _shift, Math.Max(1, span.End.Offset - span.Start.Offset + 1));

    private void Error(string code, SourceSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, _source, span, message, hint));
}
