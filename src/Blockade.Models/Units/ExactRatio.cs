using System.Numerics;

namespace Blockade.Models.Units;

/// <summary>
/// A positive rational number without rounding. Units are exact (an hour has 3600 s, a microgram is 1/1000 mg), so a chain of
/// conversions rounds once, at its end.
/// </summary>
internal readonly record struct ExactRatio
{
    private const int MostBits = 4096;   // 1e-600 to 1e600 and more: far past double, and small enough to stay cheap

    private ExactRatio(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.GetBitLength() > MostBits || denominator.GetBitLength() > MostBits) throw new OverflowException("A unit's factor is out of range.");
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public static ExactRatio One { get; } = Of(1);

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static ExactRatio Of(BigInteger numerator) => new(numerator, BigInteger.One);

    public static ExactRatio Of(BigInteger numerator, BigInteger denominator) => new(numerator, denominator);

    /// <summary>10 to a whole power.</summary>
    public static ExactRatio PowerOfTen(int exponent) =>
        exponent >= 0 ? new(BigInteger.Pow(10, exponent), 1) : new(1, BigInteger.Pow(10, -exponent));

    /// <summary>The double's exact value; it is positive and finite.</summary>
    public static ExactRatio OfDouble(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;
        return exponent >= 0 ? new(new BigInteger(mantissa) << exponent, 1) : new(mantissa, BigInteger.One << -exponent);
    }

    public static ExactRatio operator *(ExactRatio a, ExactRatio b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static ExactRatio operator /(ExactRatio a, ExactRatio b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>Exact for whole powers and perfect roots; another root is the nearest double's.</summary>
    public ExactRatio Power(Exponent exponent)
    {
        int times = Math.Abs(exponent.Numerator);
        if (Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength()) * times > 2 * MostBits) throw new OverflowException("A unit's factor is out of range.");
        var raised = new ExactRatio(BigInteger.Pow(Numerator, times), BigInteger.Pow(Denominator, times));
        if (exponent.Numerator < 0) raised = One / raised;
        if (exponent.IsInteger) return raised;
        return PerfectRoot(raised.Numerator, exponent.Denominator) is { } top && PerfectRoot(raised.Denominator, exponent.Denominator) is { } bottom
            ? new(top, bottom)
            : OfDouble(Math.Pow(raised.ToDouble(), 1.0 / exponent.Denominator));
    }

    /// <summary>The nearest double, ties to even; infinity or zero where none is near.</summary>
    public double ToDouble()
    {
        // 63 or 64 bits of the quotient, the lowest made odd by any remainder, so that the one rounding below sees on which side we are
        long scale = 63 - (Numerator.GetBitLength() - Denominator.GetBitLength());
        BigInteger top = scale > 0 ? Numerator << (int)scale : Numerator;
        BigInteger bottom = scale < 0 ? Denominator << (int)-scale : Denominator;
        (BigInteger quotient, BigInteger remainder) = BigInteger.DivRem(top, bottom);
        ulong digits = (ulong)quotient | (remainder.IsZero ? 0UL : 1UL);
        return Math.ScaleB((double)digits, (int)-scale);
    }

    private static BigInteger? PerfectRoot(BigInteger value, int degree)
    {
        double guess = Math.Round(Math.Pow((double)value, 1.0 / degree));
        if (!double.IsFinite(guess)) return null;
        var root = new BigInteger(guess);
        return BigInteger.Pow(root, degree) == value ? root : null;
    }
}
