using System.Globalization;
using System.Numerics;

namespace Blockade.Models.Units;

/// <summary>
/// The power to which a base quantity is raised: an exact ratio of integers in lowest terms, because allometry knows
/// <c>kg^0.75</c> and 0.75 taken four times must be 3. <c>default</c> is zero.
/// </summary>
public readonly record struct Exponent
{
    private readonly int _denominatorLessOne;   // so that default is 0/1 and not 0/0

    /// <summary>The ratio <paramref name="numerator"/>/<paramref name="denominator"/>, reduced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is not positive.</exception>
    public Exponent(int numerator, int denominator = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        int divisor = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / divisor;
        _denominatorLessOne = (denominator / divisor) - 1;
    }

    /// <summary>Above the bar; carries the sign.</summary>
    public int Numerator { get; }

    /// <summary>Below the bar; at least 1.</summary>
    public int Denominator => _denominatorLessOne + 1;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsInteger => _denominatorLessOne == 0;

    /// <summary>The nearest double.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>A whole number is an exponent.</summary>
    public static implicit operator Exponent(int value) => new(value);

    /// <summary>Exact. Throws <see cref="OverflowException"/> when the result does not fit 32-bit terms, as all operators here do.</summary>
    public static Exponent operator +(Exponent a, Exponent b) =>
        Reduced(((long)a.Numerator * b.Denominator) + ((long)b.Numerator * a.Denominator), (long)a.Denominator * b.Denominator);

    /// <summary>Exact.</summary>
    public static Exponent operator -(Exponent a, Exponent b) => a + -b;

    /// <summary>Exact.</summary>
    public static Exponent operator -(Exponent a) => new(checked(-a.Numerator), a.Denominator);

    /// <summary>Exact.</summary>
    public static Exponent operator *(Exponent a, Exponent b) => Reduced((long)a.Numerator * b.Numerator, (long)a.Denominator * b.Denominator);

    /// <summary>As it stands in a unit's text after <c>^</c>: <c>2</c>, <c>-1</c>, <c>(3/4)</c>.</summary>
    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"({Numerator}/{Denominator})");

    private static Exponent Reduced(long numerator, long denominator)
    {
        long divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        return checked(new Exponent((int)(numerator / divisor), (int)(denominator / divisor)));
    }
}
