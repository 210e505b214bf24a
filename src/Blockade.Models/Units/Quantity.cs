using System.Globalization;

namespace Blockade.Models.Units;

/// <summary>A number with its unit, as a file or a person writes it: <c>840 mg</c>, <c>8 mg/kg</c>, <c>31.5 %</c>.</summary>
/// <param name="Value">The number, in <paramref name="Unit"/>; finite.</param>
/// <param name="Unit">The unit.</param>
public sealed record Quantity(double Value, Unit Unit)
{
    /// <summary>The number in another unit of the same kind.</summary>
    /// <exception cref="ArgumentException">The kinds differ.</exception>
    public double In(Unit unit) => Unit.To(unit, Value);

    /// <summary>Reads a quantity, or says what is wrong with it. A number alone is not a quantity.</summary>
    public static bool TryParse(string text, out Quantity? quantity, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        quantity = null;
        string trimmed = text.Trim();
        int end = 0;
        while (end < trimmed.Length && !char.IsWhiteSpace(trimmed[end]) && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] is '.' or '-' or '+' or 'e' or 'E')) end++;
        if (!double.TryParse(trimmed[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            problem = $"'{text}' does not begin with a number";
            return false;
        }

        string unitText = trimmed[end..].Trim();
        if (unitText.Length == 0)
        {
            problem = $"'{text}' has no unit";
            return false;
        }

        if (!UnitParser.TryParse(unitText, out Unit? unit, out problem)) return false;
        quantity = new Quantity(value, unit!);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:R} {Unit.Text}");
}
