using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>A value in a TOML file with its place: closed over the kinds TOML has.</summary>
internal abstract record TomlNode(SourceSpan Span)
{
    internal sealed record Text(string Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Integer(long Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Number(double Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Boolean(bool Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Date(string Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Array(List<TomlNode> Items, SourceSpan Span) : TomlNode(Span);

    internal sealed record Table(SourceSpan Span) : TomlNode(Span)
    {
        /// <summary>Keys in the order of the file, each with its own place.</summary>
        public List<(string Key, SourceSpan KeySpan, TomlNode Value)> Entries { get; } = [];

        public TomlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key == key).Value;
    }

    /// <summary>What a person would call this kind of value.</summary>
    public string Kind => this switch
    {
        Text => "text",
        Integer => "an integer",
        Number => "a number",
        Boolean => "true or false",
        Date => "a date",
        Array => "an array",
        _ => "a table",
    };
}
