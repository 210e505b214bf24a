using Blockade.Models.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Blockade.Petab;

/// <summary>A value of a YAML file with its place: a scalar, a list or a table. Anchors and tags, with which a text can stand for more than it holds, are refused.</summary>
internal sealed class YamlNode
{
    private const int Deepest = 32;
    private const int MostNodes = 100_000;

    private YamlNode(SourceSpan span) => Span = span;

    public SourceSpan Span { get; }

    /// <summary>The text of a scalar; null of others.</summary>
    public string? Scalar { get; private init; }

    /// <summary>The items of a list; null of others.</summary>
    public List<YamlNode>? Items { get; private init; }

    /// <summary>The entries of a table; null of others.</summary>
    public Dictionary<string, YamlNode>? Entries { get; private init; }

    public bool IsNull => Scalar is "" or "~" or "null";

    public YamlNode? this[string key] => Entries?.GetValueOrDefault(key);

    /// <summary>The first document of a text; null with an error where it is no YAML.</summary>
    public static YamlNode? Read(SourceText source, List<Diagnostic> diagnostics)
    {
        int nodes = 0;
        SourceSpan last = default;
        try
        {
            var parser = new Parser(new StringReader(source.Text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return Fail(default, "the file is empty");
            return Value(parser, 0);
        }
        catch (YamlException e)
        {
            return Fail(source.SpanAt((int)e.Start.Line, (int)e.Start.Column), $"this is not YAML: {e.Message.TrimEnd('.')}");
        }

        catch (InvalidOperationException)
        {
            // what the parser throws where brackets and indentation contradict each other
            return Fail(last, "this is not YAML: nothing can stand after this");
        }

        YamlNode? Fail(SourceSpan span, string message)
        {
            diagnostics.Add(new Diagnostic("PET1001", Severity.Error, source, span, message));
            return null;
        }

        YamlNode? Value(Parser parser, int depth)
        {
            ParsingEvent now = parser.Consume<ParsingEvent>();
            SourceSpan span = source.SpanAt((int)now.Start.Line, (int)now.Start.Column, Math.Max(1, (int)(now.End.Index - now.Start.Index)));
            last = span;
            if (depth > Deepest || ++nodes > MostNodes) return Fail(span, FormattableString.Invariant($"the file is nested more than {Deepest} deep, or has more than {MostNodes} values"));
            switch (now)
            {
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                    return Fail(span, "anchors and aliases are not read");
                case Scalar s:
                    return new YamlNode(span) { Scalar = s.Value };
                case SequenceStart:
                    var items = new List<YamlNode>();
                    while (!parser.TryConsume<SequenceEnd>(out _))
                    {
                        if (Value(parser, depth + 1) is not { } item) return null;
                        items.Add(item);
                    }

                    return new YamlNode(source.SpanAt((int)now.Start.Line, (int)now.Start.Column)) { Items = items };
                case MappingStart:
                    var entries = new Dictionary<string, YamlNode>();
                    while (!parser.TryConsume<MappingEnd>(out _))
                    {
                        if (Value(parser, depth + 1) is not { } key) return null;
                        if (key.Scalar is null || entries.ContainsKey(key.Scalar)) return Fail(key.Span, key.Scalar is null ? "a key is a word" : $"'{key.Scalar}' is there twice");
                        if (Value(parser, depth + 1) is not { } value) return null;
                        entries.Add(key.Scalar, value);
                    }

                    return new YamlNode(source.SpanAt((int)now.Start.Line, (int)now.Start.Column)) { Entries = entries };
                default:
                    return Fail(span, "the file holds no value");
            }
        }
    }
}
