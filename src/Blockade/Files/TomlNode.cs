using System.Diagnostics;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>A value in a TOML file with its place: closed over the kinds TOML has.</summary>
internal abstract record TomlNode(SourceSpan Span)
{
    internal sealed record Text(string Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Integer(long Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Number(double Value, SourceSpan Span) : TomlNode(Span);

    internal sealed record Boolean(bool Value, SourceSpan Span) : TomlNode(Span);

    /// <summary>A calendar day.</summary>
    internal sealed record Date(DateOnly Value, SourceSpan Span) : TomlNode(Span);

    /// <summary>A time of day, or a day with a time: read, but wanted nowhere.</summary>
    internal sealed record Time(SourceSpan Span) : TomlNode(Span);

    /// <summary>Values in brackets, or the tables under <c>[[name]]</c> headers: only those can grow.</summary>
    internal sealed record Array(List<TomlNode> Items, bool IsOfHeaders, SourceSpan Span) : TomlNode(Span);

    internal sealed record Table(TableOrigin Origin, SourceSpan Span) : TomlNode(Span)
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly List<(string Key, SourceSpan KeySpan, TomlNode Value)> _entries = [];

        /// <summary>How it came about, which decides who may still add to it.</summary>
        public TableOrigin Origin { get; set; } = Origin;

        /// <summary>Keys in the order of the file, each with its own place.</summary>
        public IReadOnlyList<(string Key, SourceSpan KeySpan, TomlNode Value)> Entries => _entries;

        public TomlNode? Find(string key) => _places.TryGetValue(key, out int at) ? _entries[at].Value : null;

        public SourceSpan KeySpan(string key) => _entries[_places[key]].KeySpan;

        public void Add(string key, SourceSpan keySpan, TomlNode value)
        {
            _places.Add(key, _entries.Count);
            _entries.Add((key, keySpan, value));
        }
    }

    /// <summary>How a table came about.</summary>
    internal enum TableOrigin
    {
        /// <summary>Only on the way to another header, <c>[a.b]</c>: its own header may follow.</summary>
        Implied,

        /// <summary>Its own header.</summary>
        Header,

        /// <summary>On the way to a dotted key: other dotted keys of the same table may add to it.</summary>
        DottedKey,

        /// <summary>Braces: closed.</summary>
        Inline,
    }

    /// <summary>What a person would call this kind of value.</summary>
    public string Kind => this switch
    {
        Text => "text",
        Integer => "an integer",
        Number => "a number",
        Boolean => "a truth value",
        Date => "a date",
        Time => "a time of day",
        Array { IsOfHeaders: true } => "an array of tables",
        Array => "an array",
        Table => "a table",
        _ => throw new UnreachableException($"{GetType().Name} is no kind of TOML value"),
    };
}
