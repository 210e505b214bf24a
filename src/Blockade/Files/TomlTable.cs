using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Units;

namespace Blockade.Files;

/// <summary>
/// A cursor on one table of a TOML file. It is asked for what the table should hold; every problem becomes a diagnostic with the place of
/// the key or value, and the answer is then a harmless value: the low end of the range, the first choice, an empty text. A key that
/// nobody asks for is reported when the file has been read.
/// </summary>
/// <remarks>
/// A quantity is always text with a unit, <c>"840 mg"</c>. A getter without <c>Optional</c> in its name reports a missing key; with it, it
/// answers null. A table that is missing is reported once, and nothing is said of what it lacks. Belongs to one thread.
/// </remarks>
public sealed class TomlTable
{
    private readonly TomlReading _reading;
    private readonly TomlNode.Table _node;
    private readonly bool _isThere;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal TomlTable(TomlReading reading, TomlNode.Table node, string name, bool isThere)
    {
        (_reading, _node, Name, _isThere) = (reading, node, name, isThere);
        HasErrors = !isThere;
    }

    /// <summary>What the table is called in messages: <c>[accrual]</c>, <c>[[arm]]</c>, or what the file is, <c>a regimen</c>.</summary>
    public string Name { get; }

    /// <summary>The table's own place: the name in its header, or its braces.</summary>
    public SourceSpan Span => _node.Span;

    /// <summary>Whether an error was reported here, so that checks across several keys are idle.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Where a key's value stands, or the table where the key is missing.</summary>
    public SourceSpan SpanOf(string key) => _node.Find(key)?.Span ?? _node.Span;

    /// <summary>Asks for a key that may be missing: whether it is there.</summary>
    public bool MayHave(string key)
    {
        _asked.Add(key);
        return _node.Find(key) is not null;
    }

    /// <summary>Reports what only the caller can judge.</summary>
    /// <param name="code">Three letters and four digits, listed in <c>docs/diagnostics.md</c>.</param>
    /// <param name="span">Where; see <see cref="SpanOf"/>.</param>
    /// <param name="message">What is wrong, in one sentence without a full stop.</param>
    /// <param name="hint">What would be right, or null.</param>
    public void Error(string code, SourceSpan span, string message, string? hint = null)
    {
        HasErrors = true;
        if (_isThere) _reading.Diagnostics.Add(new Diagnostic(code, Severity.Error, _reading.Source, span, message, hint));
    }

    /// <summary>Takes over what was found in a file that this one names.</summary>
    public void Include(ImmutableArray<Diagnostic> diagnostics)
    {
        HasErrors |= diagnostics.Any(d => d.Severity == Severity.Error);
        _reading.Diagnostics.AddRange(diagnostics);
    }

    /// <summary>A text that is not blank.</summary>
    public string Text(string key) => Value(key) is TomlNode node ? TextOf(key, node) : "";

    /// <summary>A text that is not blank, or null where the key is missing.</summary>
    public string? OptionalText(string key) => MayHave(key) ? Text(key) : null;

    /// <summary>An integer, limits included.</summary>
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

    /// <summary>An integer, limits included, or null where the key is missing.</summary>
    public int? OptionalInteger(string key, int low, int high) => MayHave(key) ? Integer(key, low, high) : null;

    /// <summary>A plain number, limits included.</summary>
    public double Number(string key, double low, double high) => Value(key) switch
    {
        null => low,
        TomlNode.Integer i => InRange(key, i.Value, low, high, i.Span),
        TomlNode.Number n => InRange(key, n.Value, low, high, n.Span),
        TomlNode other => Wrong(key, other, "a number", low),
    };

    /// <summary>A plain number, limits included, or null where the key is missing.</summary>
    public double? OptionalNumber(string key, double low, double high) => MayHave(key) ? Number(key, low, high) : null;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Boolean(string key) => Value(key) switch
    {
        null => false,
        TomlNode.Boolean b => b.Value,
        TomlNode other => Wrong(key, other, "true or false", false),
    };

    /// <summary><c>true</c> or <c>false</c>, or null where the key is missing.</summary>
    public bool? OptionalBoolean(string key) => MayHave(key) ? Boolean(key) : null;

    /// <summary>A calendar day, <c>2014-02-11</c>, without quotes.</summary>
    public DateOnly Date(string key) => Value(key) switch
    {
        null => default,
        TomlNode.Date d => d.Value,
        TomlNode other => Wrong(key, other, "a date such as 2014-02-11, without quotes", default(DateOnly)),
    };

    /// <summary>A calendar day, or null where the key is missing.</summary>
    public DateOnly? OptionalDate(string key) => MayHave(key) ? Date(key) : null;

    /// <summary>A quantity such as <c>"840 mg"</c> in any unit that converts, in the unit asked for; limits, in that unit, included.</summary>
    public double Quantity(string key, string unit, double low, double high)
    {
        Unit wanted = Unit.Parse(unit);
        return QuantityOf(key, QuantityKind.For(wanted)) is (Quantity quantity, SourceSpan span)
            ? InRange(key, quantity, wanted, low, high, span)
            : low;
    }

    /// <summary>The same, or null where the key is missing.</summary>
    public double? OptionalQuantity(string key, string unit, double low, double high) =>
        MayHave(key) ? Quantity(key, unit, low, high) : null;

    /// <summary>
    /// A quantity of a kind that several dimensions may serve, such as a dose in mg, mg/kg or mg/m^2. Limits are included, and in the usual
    /// unit of whichever dimension it has; see <see cref="QuantityKind.UsualUnit"/>.
    /// </summary>
    public Quantity Quantity(string key, QuantityKind kind, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (QuantityOf(key, kind) is (Quantity quantity, SourceSpan span))
        {
            Unit usual = kind.UsualUnit(quantity.Dimension);
            double value = quantity.In(usual);
            if (InRange(key, quantity, usual, low, high, span).Equals(value)) return quantity;
        }

        return new Quantity(low, kind.Units.First());
    }

    /// <summary>The same, or null where the key is missing.</summary>
    public Quantity? OptionalQuantity(string key, QuantityKind kind, double low, double high) =>
        MayHave(key) ? Quantity(key, kind, low, high) : null;

    /// <summary>One of a closed list of words.</summary>
    public T Choice<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices) => Value(key) switch
    {
        null => choices[0].Value,
        TomlNode.Text text => OneOf(key, text, choices),
        TomlNode other => Wrong(key, other, "text in quotes", choices[0].Value),
    };

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

    /// <summary>An array of integers, limits included, each larger than the one before; at least one.</summary>
    public ImmutableArray<int> RisingIntegers(string key, int low, int high)
    {
        if (Value(key) is not TomlNode node) return [low];
        if (node is not TomlNode.Array { Items.Count: > 0 } array) return Wrong(key, node, "an array of integers", ImmutableArray.Create(low));
        var values = ImmutableArray.CreateBuilder<int>();
        foreach (TomlNode item in array.Items)
        {
            if (item is not TomlNode.Integer number) Wrong(key, item, "an integer", 0);
            else if (number.Value < low || number.Value > high) Error("TML1006", item.Span, string.Create(CultureInfo.InvariantCulture, $"'{key}' has {number.Value}; it must be from {low} to {high}"));
            else if (values.Count > 0 && number.Value <= values[^1]) Error("TML1006", item.Span, string.Create(CultureInfo.InvariantCulture, $"'{key}' has {number.Value} after {values[^1]}; it must rise"));
            else values.Add((int)number.Value);
        }

        return values.Count == 0 ? [low] : values.ToImmutable();
    }

    /// <summary>A table under this one. A missing one is reported, and an empty one answers in its place.</summary>
    public TomlTable Table(string key) => Value(key, $"the table [{key}]") switch
    {
        null => Absent(key),
        TomlNode.Table table => _reading.Enter(table, $"[{key}]"),
        TomlNode other => Wrong(key, other, $"a table [{key}]", Absent(key)),
    };

    /// <summary>A table under this one, or null where it is missing.</summary>
    public TomlTable? OptionalTable(string key) => MayHave(key) ? Table(key) : null;

    /// <summary>The tables of an array of tables, <c>[[key]]</c>; at least one.</summary>
    public ImmutableArray<TomlTable> Tables(string key)
    {
        if (Value(key, $"one or more tables [[{key}]]") is not TomlNode node) return [];
        if (node is not TomlNode.Array { Items.Count: > 0 } array) return Wrong(key, node, $"one or more tables [[{key}]]", ImmutableArray<TomlTable>.Empty);
        var tables = ImmutableArray.CreateBuilder<TomlTable>();
        foreach (TomlNode item in array.Items)
        {
            if (item is TomlNode.Table table) tables.Add(_reading.Enter(table, $"[[{key}]]"));
            else Wrong(key, item, "a table", 0);
        }

        return tables.ToImmutable();
    }

    /// <summary>The tables of an array of tables; none where the key is missing.</summary>
    public ImmutableArray<TomlTable> OptionalTables(string key) => MayHave(key) ? Tables(key) : [];

    // a table of which nothing was asked belongs to a reader that gave up, and had said why
    internal void ReportUnknownKeys()
    {
        if (_asked.Count == 0) return;
        foreach ((string key, SourceSpan span, _) in _node.Entries)
        {
            if (_asked.Contains(key)) continue;
            IEnumerable<string> free = _asked.Where(k => _node.Find(k) is null);   // a key that is there already was not meant
            Error("TML1004", span, $"{Name} has no key '{key}'",
                NearestName.Hint(key, free.Order(StringComparer.Ordinal)) ?? $"known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    private TomlNode? Value(string key) => Value(key, $"the key '{key}'");

    private TomlNode? Value(string key, string what)
    {
        _asked.Add(key);
        TomlNode? node = _node.Find(key);
        if (node is null) Error("TML1003", _node.Span, $"{Name} needs {what}");
        return node;
    }

    private TomlTable Absent(string key) => new(_reading, new TomlNode.Table(TomlNode.TableOrigin.Implied, _node.Span), $"[{key}]", isThere: false);

    private string TextOf(string key, TomlNode node)
    {
        if (node is not TomlNode.Text text) return Wrong(key, node, "text in quotes", "");
        if (string.IsNullOrWhiteSpace(text.Value)) Error("TML1013", text.Span, $"'{key}' is an empty text");
        return text.Value;
    }

    private (Quantity Quantity, SourceSpan Span)? QuantityOf(string key, QuantityKind kind)
    {
        TomlNode? node = Value(key);
        switch (node)
        {
            case null: return null;
            case TomlNode.Integer or TomlNode.Number:
                Error("TML1007", node.Span, $"'{key}' has no unit; {kind.Name} such as {kind.Examples()} is expected",
                    $"write it with its unit, in quotes: \"{_reading.Source.Text.AsSpan(node.Span.Start, node.Span.Length)} {kind.Units.First()}\"");
                return null;
            case not TomlNode.Text:
                Wrong(key, node, $"{kind.Name} in quotes, such as \"1 {kind.Units.First()}\"", 0);
                return null;
        }

        string text = TextOf(key, node);
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            Error("TML1007", node.Span, $"'{key}' has no unit; {kind.Name} such as {kind.Examples()} is expected", $"write it with its unit: \"{text.Trim()} {kind.Units.First()}\"");
            return null;
        }

        if (!Models.Units.Quantity.TryParse(text, out Quantity quantity, out string? problem))
        {
            Error("TML1008", node.Span, $"'{key}': {problem}", $"{kind.Name} is expected, such as \"1 {kind.Units.First()}\"");
            return null;
        }

        if (kind.Accepts(quantity.Dimension)) return (quantity, node.Span);
        Error("TML1009", node.Span, $"'{key}': {kind.Mismatch(quantity.Unit)}");
        return null;
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

    private double InRange(string key, double value, double low, double high, SourceSpan span)
    {
        if (value >= low && value <= high) return value;   // NaN is in no range
        Error("TML1006", span, string.Create(CultureInfo.InvariantCulture, $"'{key}' is {value:g6}; it must be from {low:g6} to {high:g6}"));
        return low;
    }

    private double InRange(string key, Quantity quantity, Unit unit, double low, double high, SourceSpan span)
    {
        double value = quantity.In(unit);
        if (value >= low && value <= high) return value;
        Error("TML1006", span, string.Create(CultureInfo.InvariantCulture, $"'{key}' is {quantity}; it must be from {low:g6} to {high:g6} {unit}"));
        return low;
    }

    private T Wrong<T>(string key, TomlNode node, string wanted, T otherwise)
    {
        Error("TML1005", node.Span, $"'{key}' is {node.Kind}; expected: {wanted}");
        return otherwise;
    }
}
