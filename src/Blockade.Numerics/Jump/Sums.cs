using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Sums in an order that no processor changes: eight lanes, then the lanes in a fixed tree. Wider or narrower registers give the same bits.
/// </summary>
internal static class Sums
{
    /// <summary>The sum of the 16 numbers from an offset on.</summary>
    public static double OfBlock(double[] values, int offset)
    {
        ReadOnlySpan<double> block = values.AsSpan(offset, 16);
        ref double first = ref MemoryMarshal.GetReference(block);
        Vector256<double> a = Vector256.LoadUnsafe(ref first);
        Vector256<double> b = Vector256.LoadUnsafe(ref first, 4);
        Vector256<double> c = Vector256.LoadUnsafe(ref first, 8);
        Vector256<double> d = Vector256.LoadUnsafe(ref first, 12);
        Vector256<double> four = (a + b) + (c + d);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    /// <summary>The sum of all numbers.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        Vector256<double> low = Vector256<double>.Zero;
        Vector256<double> high = Vector256<double>.Zero;
        ref double first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + 8 <= values.Length; i += 8)
        {
            low += Vector256.LoadUnsafe(ref first, (nuint)i);
            high += Vector256.LoadUnsafe(ref first, (nuint)(i + 4));
        }

        Vector256<double> four = low + high;
        Vector128<double> two = four.GetLower() + four.GetUpper();
        double sum = two[0] + two[1];
        for (; i < values.Length; i++) sum += values[i];
        return sum;
    }
}
