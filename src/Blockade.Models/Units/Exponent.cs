using System.Globalization;
using System.Numerics;

namespace Blockade.Models.Units;

/// <summary>An exact power: a fraction in lowest terms. <c>default</c> is zero.</summary>
public readonly record struct Exponent
{
    private readonly int _denominatorLessOne;   // so that default is 0/1

    /// <summary>A fraction.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Exponent(int numerator, int denominator = 1)
    {
        if (denominator == 0) throw new DivideByZeroException("An exponent's denominator is not zero.");
        int divisor = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);
        int sign = Math.Sign(denominator);
        Numerator = sign * numerator / divisor;
        _denominatorLessOne = (sign * denominator / divisor) - 1;
    }

    /// <summary>The numerator; carries the sign.</summary>
    public int Numerator { get; }

    /// <summary>The denominator; positive.</summary>
    public int Denominator => _denominatorLessOne + 1;

    /// <summary>The exponent as a number.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>Sum.</summary>
    public static Exponent operator +(Exponent a, Exponent b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    /// <summary>Product.</summary>
    public static Exponent operator *(Exponent a, Exponent b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <inheritdoc/>
    public override string ToString() => Denominator == 1
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
