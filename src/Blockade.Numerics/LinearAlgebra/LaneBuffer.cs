using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// Numbers for eight lanes side by side: element i of lane l stands at 8 i + l, each element on a cache line of its own. Lane by lane arithmetic on
/// it gives the same bits whatever the registers' width, and whatever the other lanes hold.
/// </summary>
internal sealed unsafe class LaneBuffer
{
    public const int Lanes = 8;

    private readonly double[] _storage;   // pinned
    private readonly double* _start;

    public LaneBuffer(int length)
    {
        Length = length;
        _storage = GC.AllocateArray<double>((length * Lanes) + 8, pinned: true);
        _start = (double*)(((nint)Unsafe.AsPointer(ref _storage[0]) + 63) & ~(nint)63);
    }

    public int Length { get; }

    public double* Pointer => _start;

    public Span<double> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_start, Length * Lanes);
    }

    public Vector512<double> this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Load(_start + (i * Lanes));
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => value.Store(_start + (i * Lanes));
    }

    public double this[int i, int lane]
    {
        get => _start[(i * Lanes) + lane];
        set => _start[(i * Lanes) + lane] = value;
    }

    /// <summary>A mask with all bits set in the lanes whose bit is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Mask(int lanes)
    {
        Vector512<long> bits = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);
        return Vector512.Equals(Vector512.Create((long)lanes) & bits, bits).AsDouble();
    }

    /// <summary>The root mean square of x[i] w[i], lane by lane.</summary>
    public static Vector512<double> Norm(LaneBuffer x, LaneBuffer weight)
    {
        double* at = x._start, by = weight._start;
        Vector512<double> even = default, odd = default;
        for (int i = 0; i < x.Length; i++)
        {
            Vector512<double> scaled = Vector512.Load(at + (8L * i)) * Vector512.Load(by + (8L * i));
            if ((i & 1) == 0) even = Vector512.FusedMultiplyAdd(scaled, scaled, even);
            else odd = Vector512.FusedMultiplyAdd(scaled, scaled, odd);
        }

        return Vector512.Sqrt((even + odd) / Vector512.Create((double)Math.Max(1, x.Length)));
    }
}
