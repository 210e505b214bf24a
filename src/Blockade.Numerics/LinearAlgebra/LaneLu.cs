using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// Incomplete factors of eight matrices of one pattern at once, as <see cref="IncompleteLu"/> makes them of one. They are kept in single precision, which
/// a preconditioner does not miss and memory does: products are bound by what they read. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneLu
{
    private readonly IncompleteLu.Layout _layout;
    private readonly float[] _values;      // pinned; unit L below the diagonal, U above it, the inverse of U's diagonal on it
    private readonly float* _lu;           // where they start, on a cache line
    private readonly LaneBuffer _work;

    public LaneLu(SparsityPattern pattern)
    {
        _layout = new IncompleteLu.Layout(pattern);
        _values = GC.AllocateArray<float>((pattern.EntryCount * LaneBuffer.Lanes) + 16, pinned: true);
        _lu = (float*)(((nint)Unsafe.AsPointer(ref _values[0]) + 63) & ~(nint)63);
        _work = new LaneBuffer(pattern.Dimension);
    }

    /// <summary>Factorises I - cJ in every lane, from scratch: a lane whose J and c are as before has the same factors again.</summary>
    /// <returns>The lanes, as bits, in which every pivot is a finite number and none vanishes.</returns>
    public int Factor(LaneBuffer jacobian, Vector512<double> c)
    {
        double* work = _work.Pointer, from = jacobian.Pointer;
        float* lu = _lu;
        Vector512<double> good = Vector512<double>.AllBitsSet, one = Vector512.Create(1.0);
        fixed (int* starts = _layout.Starts, rows = _layout.Rows, diagonals = _layout.Diagonal, source = _layout.Source)
        {
            int n = _layout.Order.Length;
            for (int k = 0; k < n; k++)
            {
                int to = starts[k + 1], diagonal = diagonals[k];
                for (int e = starts[k]; e < to; e++) (-c * Vector512.Load(from + (8L * source[e]))).Store(work + (8L * rows[e]));
                (Vector512.Load(work + (8L * k)) + one).Store(work + (8L * k));
                for (int e = starts[k]; e < diagonal; e++)
                {
                    int j = rows[e];
                    Vector512<double> u = -Vector512.Load(work + (8L * j));
                    Narrow(-u, lu + (8L * e));
                    int end = starts[j + 1];
                    for (int l = diagonals[j] + 1; l < end; l++)
                    {
                        double* target = work + (8L * rows[l]);
                        Vector512.FusedMultiplyAdd(Widen(lu + (8L * l)), u, Vector512.Load(target)).Store(target);
                    }
                }

                Vector512<double> inverse = one / Vector512.Load(work + (8L * k));
                good &= Vector512.LessThan(Vector512.Abs(inverse), Vector512.Create((double)float.MaxValue));
                Narrow(inverse, lu + (8L * diagonal));
                for (int e = diagonal + 1; e < to; e++)
                {
                    Vector512<double> l = Vector512.Load(work + (8L * rows[e])) * inverse;
                    good &= Vector512.LessThan(Vector512.Abs(l), Vector512.Create(1 / IncompleteLu.SmallestPivotRatio));
                    Narrow(l, lu + (8L * e));
                }
            }
        }

        return (int)Vector512.ExtractMostSignificantBits(good);
    }

    /// <summary>Replaces b by U^-1 L^-1 b in every lane.</summary>
    public void Solve(LaneBuffer b)
    {
        double* x = _work.Pointer, at = b.Pointer;
        float* lu = _lu;
        fixed (int* starts = _layout.Starts, rows = _layout.Rows, diagonals = _layout.Diagonal, order = _layout.Order)
        {
            int n = _layout.Order.Length;
            for (int k = 0; k < n; k++) Vector512.Load(at + (8L * order[k])).Store(x + (8L * k));
            for (int k = 0; k < n; k++) Subtract(x, rows, lu, diagonals[k] + 1, starts[k + 1], Vector512.Load(x + (8L * k)));
            for (int k = n - 1; k >= 0; k--)
            {
                Vector512<double> v = Vector512.Load(x + (8L * k)) * Widen(lu + (8L * diagonals[k]));
                Subtract(x, rows, lu, starts[k], diagonals[k], v);
                v.Store(at + (8L * order[k]));
            }
        }

        static void Subtract(double* x, int* rows, float* lu, int from, int to, Vector512<double> factor)
        {
            factor = -factor;
            for (int e = from; e < to; e++)
            {
                double* target = x + (8L * rows[e]);
                Vector512.FusedMultiplyAdd(Widen(lu + (8L * e)), factor, Vector512.Load(target)).Store(target);
            }
        }
    }

    // The same bits either way: widening is exact, narrowing rounds to the nearest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(float* from)
    {
        Vector256<float> v = Vector256.Load(from);
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512Double(v);
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(v);
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(Vector512<double> v, float* to)
    {
        if (Avx512F.IsSupported) Avx512F.ConvertToVector256Single(v).Store(to);
        else Vector256.Narrow(v.GetLower(), v.GetUpper()).Store(to);
    }
}
