using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>Large arrays that are written once from end to end: on Linux in pages of 2 MB where the system lends them, since the first touch of each small page is a trap into the kernel.</summary>
/// <remarks>On the machine of docs/performance.md 34 MB take 100 ms to touch in small pages and 10 ms in large ones.</remarks>
internal static partial class LargePages
{
    private const int Least = 1 << 19;   // values: two large pages, below which nothing is to be gained
    private const int Page = 4096, WantLarge = 14;   // MADV_HUGEPAGE

    /// <summary>An array whose contents are not defined.</summary>
    public static double[] Allocate(int length)
    {
        if (length < Least || !OperatingSystem.IsLinux()) return GC.AllocateUninitializedArray<double>(length);
        double[] values = GC.AllocateUninitializedArray<double>(length, pinned: true);
        Advise(values);
        return values;
    }

    private static unsafe void Advise(double[] values)
    {
        nint begin = (nint)Unsafe.AsPointer(ref values[0]), end = begin + ((nint)values.Length * sizeof(double));
        begin = (begin + Page - 1) & -Page;
        try
        {
            _ = Advise(begin, (nuint)(end - begin), WantLarge);   // advice: a refusal changes nothing but time
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // a C library without it
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
