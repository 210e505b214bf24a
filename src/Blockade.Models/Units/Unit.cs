namespace Blockade.Models.Units;

/// <summary>
/// A unit of measurement: its dimension, its exact size in the canonical unit of that dimension (hour, nM, litre, nmol, mg, and what
/// follows from them), and the text it was written in. Two units are equal when dimension and size are; the text does not count.
/// </summary>
public sealed record Unit
{
    private readonly ExactRatio _size;
    private readonly string _movable;   // the text without a kg, whose meaning would change when it moves across the line

    internal Unit(Dimension dimension, ExactRatio size, string text, string? movable = null)
    {
        (Dimension, _size, Text, _movable) = (dimension, size, text, movable ?? text);
        Factor = size.ToDouble();
        if (!double.IsNormal(Factor)) throw new OverflowException("A unit's factor is out of range.");
    }

    /// <summary>The unit of pure numbers.</summary>
    public static Unit One { get; } = new(Dimension.None, ExactRatio.One, "1");

    /// <summary>What it measures.</summary>
    public Dimension Dimension { get; }

    /// <summary>How many canonical units it is: the double nearest to the exact size. 1 ug/mL has exactly 1 (mg/L), 1/s has 3600 (1/h).</summary>
    public double Factor { get; }

    /// <summary>As it was written; <see cref="UnitParser"/> reads it back.</summary>
    public string Text { get; }

    /// <summary>The canonical unit of a dimension: the one with <see cref="Factor"/> 1.</summary>
    public static Unit Canonical(Dimension dimension) => new(dimension, ExactRatio.One, dimension.ToString());

    /// <summary>Reads a unit that the program itself names.</summary>
    /// <exception cref="ArgumentException">The text is not a unit; a user's text goes to <see cref="UnitParser.TryParse"/>.</exception>
    public static Unit Parse(string text) =>
        UnitParser.TryParse(text, out Unit? unit, out string? problem) ? unit : throw new ArgumentException(problem, nameof(text));

    /// <summary>The product.</summary>
    /// <exception cref="OverflowException">The size is outside the range of double, here and in the other operations.</exception>
    public static Unit operator *(Unit a, Unit b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Dimension * b.Dimension, a._size * b._size, $"{a.AsFactor()}*{b.AsFactor()}");
    }

    /// <summary>The quotient.</summary>
    public static Unit operator /(Unit a, Unit b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Dimension / b.Dimension, a._size / b._size, $"{a.AsFactor()}/{b.AsFactor()}");
    }

    /// <summary>The power; exact for whole exponents and perfect roots.</summary>
    public Unit Power(Exponent exponent) => new(Dimension.Power(exponent), _size.Power(exponent), $"({_movable})^{exponent}");

    /// <summary>What a value in this unit is multiplied with to be in <paramref name="other"/>; rounded once.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public double FactorTo(Unit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Dimension != other.Dimension) throw new ArgumentException(QuantityKind.For(other).Mismatch(this), nameof(other));
        return _size == other._size ? 1 : (_size / other._size).ToDouble();
    }

    /// <summary>A value in this unit, in another of the same dimension; the exact result, rounded once.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public double Convert(double value, Unit other)
    {
        double factor = FactorTo(other);
        if (factor == 1 || value == 0 || !double.IsFinite(value)) return value * factor;
        // a product with the rounded factor would round twice, and 3 h would be 10800.000000000002 s
        return Math.CopySign((ExactRatio.OfDouble(Math.Abs(value)) * _size / other._size).ToDouble(), value);
    }

    /// <summary>Equal dimension and size.</summary>
    public bool Equals(Unit? other) => other is not null && Dimension == other.Dimension && _size == other._size;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, _size);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>The same unit under the text it was written in.</summary>
    internal Unit As(string text) => new(Dimension, _size, text, _movable);

    /// <summary>A multiple of this unit, with a name of its own.</summary>
    internal Unit Times(ExactRatio multiple, string name, string? movable = null) => new(Dimension, _size * multiple, name, movable);

    private string AsFactor() => _movable.AsSpan().IndexOfAny("*/ ") < 0 ? _movable : $"({_movable})";
}
