using Blockade.Numerics.Random;

namespace Blockade.Models.Compilation;

/// <summary>
/// Exact arithmetic modulo the prime 2^61 - 1: an identity between polynomials that holds at a random point of it holds everywhere, but for one chance in 2^61 times
/// the degree (Schwartz 1980, doi:10.1145/322217.322225).
/// </summary>
internal static class PrimeField
{
    public const ulong Modulus = (1UL << 61) - 1;

    // fractions in networks are one over small symmetries, and sums of weights are small
    private const int LargestDivisor = 720;
    private const ulong LargestNumerator = 1 << 20;

    public static ulong Add(ulong a, ulong b) => Reduce(a + b);

    public static ulong Subtract(ulong a, ulong b) => Reduce(a + Modulus - b);

    public static ulong Multiply(ulong a, ulong b)
    {
        UInt128 product = (UInt128)a * b;
        return Reduce((ulong)(product & Modulus) + (ulong)(product >> 61));
    }

    /// <summary>One over a number that is not zero: a^(p - 2), by Fermat.</summary>
    public static ulong Invert(ulong a)
    {
        ulong result = 1;
        for (ulong exponent = Modulus - 2; exponent != 0; exponent >>= 1, a = Multiply(a, a))
        {
            if ((exponent & 1) != 0) result = Multiply(result, a);
        }

        return result;
    }

    /// <summary>A whole number.</summary>
    public static ulong Of(long value) => value >= 0 ? (ulong)value % Modulus : Subtract(0, (ulong)-value % Modulus);

    /// <summary>A number that is a small fraction, or null.</summary>
    public static ulong? Of(double value)
    {
        for (int divisor = 1; divisor <= LargestDivisor; divisor++)
        {
            double times = value * divisor, whole = Math.Round(times);
            if (Math.Abs(times - whole) <= 4e-16 * Math.Abs(times) && Math.Abs(whole) <= LargestNumerator) return Multiply(Of((long)whole), Invert((ulong)divisor));
        }

        return null;
    }

    /// <summary>The small fraction that an element stands for, or null.</summary>
    public static double? ToDouble(ulong element)
    {
        ulong times = 0;
        for (int divisor = 1; divisor <= LargestDivisor; divisor++)
        {
            times = Add(times, element);
            if (times <= LargestNumerator) return (double)times / divisor;
            if (Modulus - times <= LargestNumerator) return -(double)(Modulus - times) / divisor;
        }

        return null;
    }

    /// <summary>An element at random, zero left out.</summary>
    public static ulong Draw(ref RandomSequence sequence)
    {
        ulong drawn;
        do drawn = sequence.NextUInt64() >> 3;
        while (drawn is 0 or Modulus);
        return drawn;
    }

    // of a number below twice the modulus
    private static ulong Reduce(ulong a) => a >= Modulus ? a - Modulus : a;
}
