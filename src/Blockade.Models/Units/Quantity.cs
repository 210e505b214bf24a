using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Blockade.Models.Units;

/// <summary>
/// A finite number with its unit, as someone wrote it. Equality does not depend on the unit: 1 g is 1000 mg. <c>default</c> is the pure
/// number zero.
/// </summary>
public readonly record struct Quantity
{
    private readonly Unit? _unit;

    /// <summary>Pairs a number with its unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or NaN, or becomes so in the canonical unit.</exception>
    public Quantity(double value, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!double.IsFinite(value) || !double.IsFinite(value * unit.Factor))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A quantity is finite.");
        }

        (Value, _unit) = (value, unit);
    }

    /// <summary>The number, in <see cref="Unit"/>.</summary>
    public double Value { get; }

    /// <summary>The unit as written.</summary>
    public Unit Unit => _unit ?? Unit.One;

    /// <summary>What is measured.</summary>
    public Dimension Dimension => Unit.Dimension;

    /// <summary>The value in the canonical unit of the dimension (hour, nM, litre, nmol, mg): what kernels compute with.</summary>
    public double Canonical => Unit.Convert(Value, Unit.Canonical(Dimension));

    /// <summary>Reads <c>840 mg</c>, <c>0.1/h</c>, <c>30%</c>: a number, then a unit. A number alone is refused.</summary>
    /// <param name="text">The text; blanks around it do not count.</param>
    /// <param name="quantity">The quantity, or zero.</param>
    /// <param name="problem">Null, or what is wrong, in one sentence without a full stop.</param>
    public static bool TryParse(string text, out Quantity quantity, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        quantity = default;
        string trimmed = text.Trim();
        int end = NumberLength(trimmed);
        if (end == 0)
        {
            problem = trimmed.Length == 0
                ? "a number with a unit is expected, such as '840 mg', and this is empty"
                : $"'{Shortened(trimmed)}' does not start with a number; a number with a unit is expected, such as '840 mg'";
            return false;
        }

        string rest = trimmed[end..].TrimStart();
        if (rest.Length == 0)
        {
            problem = $"'{Shortened(trimmed)}' has no unit";
            return false;
        }

        if (rest[0] == ',')
        {
            problem = $"'{Shortened(trimmed)}': the decimal mark is a point, and thousands are not separated";
            return false;
        }

        // "1e9/L": what is left of the number begins below the line
        if (!UnitParser.TryParse(rest[0] == '/' ? $"1{rest}" : rest, out Unit? unit, out problem)) return false;
        double value = double.Parse(trimmed.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || !double.IsFinite(value * unit.Factor))
        {
            problem = $"'{Shortened(trimmed)}' is too large";
            return false;
        }

        quantity = new Quantity(value, unit);
        return true;
    }

    /// <summary>As <see cref="TryParse(string, out Quantity, out string?)"/>, and the quantity must be of the kind that is expected.</summary>
    public static bool TryParse(string text, QuantityKind expected, out Quantity quantity, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (!TryParse(text, out quantity, out problem)) return false;
        if (expected.Accepts(quantity.Dimension)) return true;
        problem = expected.Mismatch(quantity.Unit);
        quantity = default;
        return false;
    }

    /// <summary>Reads a quantity that the program itself names.</summary>
    /// <exception cref="ArgumentException">The text is not a quantity.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out Quantity quantity, out string? problem) ? quantity : throw new ArgumentException(problem, nameof(text));

    /// <summary>The value in another unit of the same dimension: the exact result, rounded once.</summary>
    /// <exception cref="ArgumentException">The dimensions differ; the message says what was expected.</exception>
    public double In(Unit unit) => Unit.Convert(Value, unit);

    /// <summary>As <see cref="In(Unit)"/>, for a unit that the program itself names, such as <c>In("mg/L")</c>.</summary>
    public double In(string unit) => In(Unit.Parse(unit));

    /// <summary>Same dimension, same value in the canonical unit.</summary>
    public bool Equals(Quantity other) => Dimension == other.Dimension && Canonical.Equals(other.Canonical);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Canonical);

    /// <summary><c>840 mg</c>; <see cref="TryParse(string, out Quantity, out string?)"/> reads it back to the same bits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:R} {Unit.Text}");

    // the longest start of the text that is a number: "2 mg" has one letter, "2e3" three, and "2 e" or "2ee" stop at the 2
    private static int NumberLength(string text)
    {
        int at = 0;
        if (at < text.Length && text[at] is '-' or '+') at++;
        int digits = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at])) (at, digits) = (at + 1, digits + 1);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at])) (at, digits) = (at + 1, digits + 1);
        }

        if (digits == 0) return 0;
        int mark = at;
        if (at < text.Length && text[at] is 'e' or 'E' && at < text.Length)
        {
            at++;
            if (at < text.Length && text[at] is '-' or '+') at++;
            int power = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == power) at = mark;
        }

        return at;
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..37]}...";
}
