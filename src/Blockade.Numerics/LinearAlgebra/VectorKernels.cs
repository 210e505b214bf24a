using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// Sums and combinations of whole vectors in registers. A sum has eight parts, element i in part i mod 8, whatever the registers' width, so that the
/// width does not show in the result.
/// </summary>
internal static class VectorKernels
{
    private const int Parts = 8;

    /// <summary>The sum of x[i] y[i].</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y);
        nuint i = 0, whole = (nuint)(x.Length & -Parts);
        Span<double> parts = stackalloc double[Parts];
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> sum = default;
            for (; i < whole; i += Parts) sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), sum);
            sum.CopyTo(parts);
        }
        else
        {
            Vector256<double> low = default, high = default;
            for (; i < whole; i += Parts)
            {
                low = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i), low);
                high = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a, i + 4), Vector256.LoadUnsafe(ref b, i + 4), high);
            }

            low.CopyTo(parts);
            high.CopyTo(parts[4..]);
        }

        for (int k = (int)i; k < x.Length; k++) parts[k % Parts] = Math.FusedMultiplyAdd(x[k], y[k], parts[k % Parts]);
        return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
    }

    /// <summary>y[i] += factor x[i].</summary>
    public static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double factor)
    {
        ref double to = ref MemoryMarshal.GetReference(y);
        ref double from = ref MemoryMarshal.GetReference(x);
        nuint i = 0, whole = (nuint)(y.Length & -Parts);
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> f = Vector512.Create(factor);
            for (; i < whole; i += 8) Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref from, i), f, Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
        }
        else
        {
            Vector256<double> f = Vector256.Create(factor);
            for (; i < whole; i += 4) Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, i), f, Vector256.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
        }

        for (int k = (int)i; k < y.Length; k++) y[k] = Math.FusedMultiplyAdd(x[k], factor, y[k]);
    }
}
