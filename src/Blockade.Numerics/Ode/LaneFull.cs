using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ of few states in eight lanes, as full LU factors of all lanes at once: a register holds one entry of eight matrices. Pivots stay on the
/// diagonal. Holds scratch: one thread.
/// </summary>
internal sealed class LaneFull : LaneMatrix
{
    /// <summary>States up to which all lanes' full matrices together cost less than each lane's sparse one by itself.</summary>
    public const int MostStates = 16;

    private const double SmallestPivotRatio = 1e-14;

    private readonly SparsityPattern _pattern;
    private readonly int _size;
    private readonly LaneBuffer _factors, _work;   // entry (i, j) at j n + i; unit L below the diagonal, the inverse of U's diagonal on it
    private Vector512<double> _prepared;           // coefficients that the factors were made for

    public LaneFull(SparsityPattern pattern)
        : base(pattern)
    {
        _pattern = pattern;
        _size = pattern.Dimension;
        (_factors, _work) = (new LaneBuffer(_size * _size), new LaneBuffer(_size * _size));
        _prepared = Vector512.Create(1.0);
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        int n = _size;
        LaneBuffer a = _work;
        Vector512<double> one = Vector512.Create(1.0), mask = LaneBuffer.Mask(lanes), good = mask;
        a.Span.Clear();
        for (int j = 0; j < n; j++)
        {
            for (int e = _pattern.ColumnStarts[j]; e < _pattern.ColumnStarts[j + 1]; e++) a[(j * n) + _pattern.Rows[e]] = -(c * Jacobian[e]);
            a[(j * n) + j] += one;
        }

        for (int k = 0; k < n; k++)
        {
            Vector512<double> pivot = a[(k * n) + k], inverse = one / pivot, largest = Vector512.Abs(pivot);
            for (int i = k + 1; i < n; i++)
            {
                Vector512<double> below = a[(k * n) + i];
                largest = Vector512.Max(largest, Vector512.Abs(below));
                a[(k * n) + i] = below * inverse;
            }

            good &= Vector512.GreaterThan(Vector512.Abs(pivot), Vector512.Create(SmallestPivotRatio) * largest)   // false where one is not a number
                & Vector512.LessThan(largest, Vector512.Create(double.PositiveInfinity));
            a[(k * n) + k] = inverse;
            for (int j = k + 1; j < n; j++)
            {
                Vector512<double> u = -a[(j * n) + k];
                for (int i = k + 1; i < n; i++) a[(j * n) + i] = Vector512.FusedMultiplyAdd(a[(k * n) + i], u, a[(j * n) + i]);
            }
        }

        for (int e = 0; e < a.Length; e++) _factors[e] = Vector512.ConditionalSelect(mask, a[e], _factors[e]);
        _prepared = Vector512.ConditionalSelect(mask, c, _prepared);
        return (int)Vector512.ExtractMostSignificantBits(good);
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        int n = _size;
        for (int k = 0; k < n; k++)
        {
            Vector512<double> x = -b[k];
            for (int i = k + 1; i < n; i++) b[i] = Vector512.FusedMultiplyAdd(_factors[(k * n) + i], x, b[i]);
        }

        for (int k = n - 1; k >= 0; k--)
        {
            Vector512<double> x = b[k] * _factors[(k * n) + k];
            b[k] = x;
            for (int i = 0; i < k; i++) b[i] = Vector512.FusedMultiplyAdd(_factors[(k * n) + i], -x, b[i]);
        }

        Vector512<double> mask = LaneBuffer.Mask(lanes), scale = Vector512.Create(2.0) / (Vector512.Create(1.0) + (c / _prepared));   // see DirectNewtonMatrix
        for (int i = 0; i < n; i++) b[i] = mask & (b[i] * scale);
        return lanes;
    }
}
