using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Blockade.Files;

/// <summary>A TOML file as a tree of values that know where they stand. Syntax is Tomlyn's; places, limits and duplicates are kept here.</summary>
internal static class TomlDocument
{
    /// <summary>Files above this are refused: no study file comes near it.</summary>
    private const int MostCharacters = 1 << 20;

    private const int DeepestNesting = 32;

    /// <summary>Reads the tree; null with diagnostics when the syntax is wrong.</summary>
    public static TomlNode.Table? Read(SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        void Error(string code, Models.Diagnostics.SourceSpan span, string message, string? hint = null) =>
            diagnostics.Add(new Diagnostic(code, Severity.Error, source, span, message, hint));

        if (source.Text.Length > MostCharacters)
        {
            Error("TML1001", new(0, 1), $"the file has {source.Text.Length:N0} characters; {MostCharacters:N0} is the limit", "split the study into several files");
            return null;
        }

        int depth = 0, deepest = 0;
        foreach (char c in source.Text)
        {
            if (c is '[' or '{') deepest = Math.Max(deepest, ++depth);
            else if (c is ']' or '}') depth--;
            else if (c == '\n') depth = Math.Min(depth, DeepestNesting + 1);
        }

        if (deepest > DeepestNesting)
        {
            Error("TML1001", new(0, 1), $"brackets nest {deepest} deep; {DeepestNesting} is the limit");
            return null;
        }

        DocumentSyntax document = SyntaxParser.Parse(source.Text, source.Name, true);
        if (document.HasErrors)
        {
            foreach (DiagnosticMessage d in document.Diagnostics.Where(d => d.Kind == DiagnosticMessageKind.Error)) Error("TML1002", At(d.Span), d.Message);
            return null;
        }

        var root = new TomlNode.Table(new(0, Math.Max(1, source.Text.IndexOf('\n'))));
        foreach (KeyValueSyntax pair in document.KeyValues) Add(root, pair);
        foreach (TableSyntaxBase table in document.Tables)
        {
            TomlNode.Table at = Enter(root, table);
            foreach (KeyValueSyntax pair in table.Items) Add(at, pair);
        }

        return root;

        static Models.Diagnostics.SourceSpan At(Tomlyn.Syntax.SourceSpan span) =>
            new(Math.Max(0, span.Start.Offset), Math.Max(1, span.End.Offset - span.Start.Offset + 1));

        static List<(string Text, Models.Diagnostics.SourceSpan Span)> Path(KeySyntax key)
        {
            var parts = new List<(string, Models.Diagnostics.SourceSpan)> { Part(key.Key!) };
            foreach (DottedKeyItemSyntax dot in key.DotKeys) parts.Add(Part(dot.Key!));
            return parts;
        }

        static (string, Models.Diagnostics.SourceSpan) Part(BareKeyOrStringValueSyntax part)
        {
            string text = part is BareKeySyntax bare ? bare.Key!.Text! : ((StringValueSyntax)part).Value!;
            return (text, new(part.Span.Start.Offset, Math.Max(1, text.Length)));
        }

        static TomlNode.Table Enter(TomlNode.Table root, TableSyntaxBase table)
        {
            List<(string Text, Models.Diagnostics.SourceSpan Span)> path = Path(table.Name!);
            TomlNode.Table at = root;
            for (int i = 0; i < path.Count; i++)
            {
                bool last = i == path.Count - 1;
                TomlNode? next = at.Find(path[i].Text);
                if (last && table is TableArraySyntax)
                {
                    if (next is not TomlNode.Array array)
                    {
                        array = new TomlNode.Array([], path[i].Span);
                        at.Entries.Add((path[i].Text, path[i].Span, array));
                    }

                    var item = new TomlNode.Table(path[i].Span);
                    array.Items.Add(item);
                    return item;
                }

                if (next is TomlNode.Array tables) next = tables.Items[^1];
                if (next is null)
                {
                    next = new TomlNode.Table(path[i].Span);
                    at.Entries.Add((path[i].Text, path[i].Span, next));
                }

                at = (TomlNode.Table)next;
            }

            return at;
        }

        static void Add(TomlNode.Table at, KeyValueSyntax pair)
        {
            List<(string Text, Models.Diagnostics.SourceSpan Span)> path = Path(pair.Key!);
            foreach ((string text, Models.Diagnostics.SourceSpan span) in path.SkipLast(1))
            {
                if (at.Find(text) is not TomlNode.Table next)
                {
                    next = new TomlNode.Table(span);
                    at.Entries.Add((text, span, next));
                }

                at = next;
            }

            at.Entries.Add((path[^1].Text, path[^1].Span, Value(pair.Value!)));
        }

        static TomlNode Value(ValueSyntax value)
        {
            Models.Diagnostics.SourceSpan span = At(value.Span);
            switch (value)
            {
                case StringValueSyntax text: return new TomlNode.Text(text.Value!, span);
                case IntegerValueSyntax integer: return new TomlNode.Integer(integer.Value, span);
                case FloatValueSyntax number: return new TomlNode.Number(number.Value, span);
                case BooleanValueSyntax boolean: return new TomlNode.Boolean(boolean.Value, span);
                case ArraySyntax array: return new TomlNode.Array([.. array.Items.Select(i => Value(i.Value!))], span);
                case InlineTableSyntax inline:
                    var table = new TomlNode.Table(span);
                    foreach (InlineTableItemSyntax item in inline.Items) Add(table, item.KeyValue!);
                    return table;
                default: return new TomlNode.Date(value.ToString().Trim(), span);
            }
        }
    }
}
