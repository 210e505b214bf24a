using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Units;

namespace Blockade.Files;

/// <summary>
/// A cursor on one table that is asked for what it should hold. Every problem becomes a diagnostic with its place, reading goes on with
/// a harmless value, and <see cref="Finish"/> reports the keys that nobody asked for.
/// </summary>
internal sealed class TomlTable
{
    private readonly SourceText _source;
    private readonly TomlNode.Table _node;
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public TomlTable(SourceText source, TomlNode.Table node, string name, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        _source = source;
        _node = node;
        Name = name;
        _diagnostics = diagnostics;
    }

    /// <summary>What the table is called in messages.</summary>
    public string Name { get; }

    /// <summary>The table's own place.</summary>
    public SourceSpan Span => _node.Span;

    /// <summary>Where a key's value stands, or the table where the key is missing.</summary>
    public SourceSpan SpanOf(string key) => _node.Find(key)?.Span ?? _node.Span;

    /// <summary>Asks for a key that may be missing: whether it is there.</summary>
    public bool MayHave(string key)
    {
        _asked.Add(key);
        return _node.Find(key) is not null;
    }

    public void Error(string code, SourceSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, _source, span, message, hint));

    public string Text(string key) => Value(key) switch
    {
        TomlNode.Text t when t.Value.Length > 0 => t.Value,
        null => "",
        TomlNode other => Wrong(key, other, "text in quotes", ""),
    };

    public int Integer(string key, int low, int high)
    {
        switch (Value(key))
        {
            case null: return low;
            case TomlNode.Integer i when i.Value >= low && i.Value <= high: return (int)i.Value;
            case TomlNode.Integer i:
                Error("TML1006", i.Span, string.Create(CultureInfo.InvariantCulture, $"'{key}' is {i.Value}; it must be from {low} to {high}"));
                return low;
            case TomlNode other: return Wrong(key, other, "an integer", low);
        }
    }

    /// <summary>A plain number within limits.</summary>
    public double Number(string key, double low, double high)
    {
        (double value, SourceSpan span) = Value(key) switch
        {
            null => (double.NaN, default),
            TomlNode.Integer i => (i.Value, i.Span),
            TomlNode.Number n => (n.Value, n.Span),
            TomlNode other => (Wrong(key, other, "a number", double.NaN), default),
        };
        return InRange(key, value, low, high, "", span);
    }

    /// <summary>A quantity such as <c>"840 mg"</c>, in the unit asked for and within limits in that unit.</summary>
    public double Quantity(string key, string unit, double low, double high)
    {
        TomlNode? node = Value(key);
        if (node is null) return low;
        Unit wanted = Unit.Parse(unit);
        QuantityKind kind = QuantityKind.For(wanted);
        if (node is TomlNode.Integer or TomlNode.Number)
        {
            Error("TML1007", node.Span, $"'{key}' has no unit", $"write it with one, for example \"{_source.Text.AsSpan(node.Span.Start, node.Span.Length)} {unit}\"");
            return low;
        }

        if (node is not TomlNode.Text text) return Wrong(key, node, $"a quantity in quotes such as \"1 {unit}\"", low);
        if (!Models.Units.Quantity.TryParse(text.Value, out Quantity quantity, out string? problem))
        {
            Error("TML1008", text.Span, $"'{key}': {problem}", $"expected {kind.Name}, for example \"1 {unit}\"");
            return low;
        }

        if (quantity.Dimension != wanted.Dimension)
        {
            Error("TML1009", text.Span, $"'{key}': {kind.Mismatch(quantity.Unit)}");
            return low;
        }

        return InRange(key, quantity.In(wanted), low, high, " " + unit, text.Span);
    }

    /// <summary>The same, or null where the key is missing.</summary>
    public double? OptionalQuantity(string key, string unit, double low, double high) =>
        MayHave(key) ? Quantity(key, unit, low, high) : null;

    /// <summary>One of a closed list of words.</summary>
    public T Choice<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Value(key) is not TomlNode node) return choices[0].Value;
        if (node is not TomlNode.Text text) return Wrong(key, node, "text in quotes", choices[0].Value);
        return OneOf(key, text, choices);
    }

    /// <summary>An array of words from a closed list; may be empty.</summary>
    public ImmutableArray<T> Choices<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Value(key) is not TomlNode node) return [];
        if (node is not TomlNode.Array array) return Wrong(key, node, "an array", ImmutableArray<T>.Empty);
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (TomlNode item in array.Items)
        {
            if (item is TomlNode.Text text) values.Add(OneOf(key, text, choices));
            else Wrong(key, item, "text in quotes", 0);
        }

        return values.ToImmutable();
    }

    /// <summary>A table under this one; null with a diagnostic where it is missing.</summary>
    public TomlTable? Table(string key)
    {
        if (Value(key) is not TomlNode node) return null;
        if (node is TomlNode.Table table) return new TomlTable(_source, table, key, _diagnostics);
        return Wrong<TomlTable?>(key, node, "a table", null);
    }

    /// <summary>The tables of an array of tables, at least one.</summary>
    public ImmutableArray<TomlTable> Tables(string key)
    {
        if (Value(key) is not TomlNode node) return [];
        if (node is not TomlNode.Array { Items.Count: > 0 } array) return Wrong(key, node, $"one or more tables [[{key}]]", ImmutableArray<TomlTable>.Empty);
        var tables = ImmutableArray.CreateBuilder<TomlTable>();
        foreach (TomlNode item in array.Items)
        {
            if (item is TomlNode.Table table) tables.Add(new TomlTable(_source, table, key, _diagnostics));
            else Wrong(key, item, "a table", 0);
        }

        return tables.ToImmutable();
    }

    /// <summary>Reports every key that nobody asked for, with the nearest name that is known here.</summary>
    public void Finish()
    {
        foreach ((string key, SourceSpan span, _) in _node.Entries)
        {
            if (_asked.Contains(key)) continue;
            Error("TML1004", span, $"'{Name}' has no key '{key}'", NearestName.Hint(key, _asked) ?? $"known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    private TomlNode? Value(string key)
    {
        _asked.Add(key);
        TomlNode? node = _node.Find(key);
        if (node is null) Error("TML1003", _node.Span, $"'{Name}' lacks the key '{key}'");
        return node;
    }

    private T OneOf<T>(string key, TomlNode.Text text, ReadOnlySpan<(string Word, T Value)> choices)
    {
        var words = new List<string>();
        foreach ((string word, T value) in choices)
        {
            if (word == text.Value) return value;
            words.Add(word);
        }

        Error("TML1010", text.Span, $"'{key}' cannot be '{text.Value}'", NearestName.Hint(text.Value, words) ?? $"one of: {string.Join(", ", words)}");
        return choices[0].Value;
    }

    private double InRange(string key, double value, double low, double high, string unit, SourceSpan span)
    {
        if (double.IsNaN(value) && span == default) return low;
        if (value >= low && value <= high) return value;
        Error("TML1006", span, string.Create(CultureInfo.InvariantCulture, $"'{key}' is {value:g6}{unit}; it must be from {low:g6} to {high:g6}{unit}"));
        return low;
    }

    private T Wrong<T>(string key, TomlNode node, string wanted, T otherwise)
    {
        Error("TML1005", node.Span, $"'{key}' is {node.Kind}; {wanted} is expected");
        return otherwise;
    }
}
