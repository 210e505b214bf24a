using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ in eight lanes that want their factors at the same time, as LU factors of all lanes at once on the filled pattern: a register holds one entry of
/// eight matrices. Pivots stay on the diagonal. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneSparse : LaneMatrix
{
    private const double SmallestPivotRatio = 1e-14;

    private readonly SparsityPattern _pattern;
    private readonly int _fullFrom;                                 // places from here on are full columns of full rows
    private readonly int[] _order;                                  // place in elimination -> index in the caller's matrix
    private readonly int[] _starts, _rows, _diagonals, _target;     // filled and permuted, rows ascending; the row of each of the caller's entries
    private readonly LaneBuffer _factors, _work;                    // unit L below the diagonal, U above it, the inverse of U's diagonal on it
    private Vector512<double> _prepared = Vector512.Create(1.0);    // coefficients that the factors were made for

    public LaneSparse(SparsityPattern pattern)
        : base(pattern)
    {
        _pattern = pattern;
        EliminationOrder order = pattern.Elimination;
        (_order, _fullFrom) = (order.Vertices, order.FullFrom);
        int n = _order.Length;
        int[] place = order.Places();
        int[][] columns = order.FilledColumns(place);
        for (int k = _fullFrom; k < n; k++) columns[k] = [.. columns[k], .. Enumerable.Range(_fullFrom, n - _fullFrom)];
        _starts = new int[n + 1];
        for (int k = 0; k < n; k++) _starts[k + 1] = _starts[k] + columns[k].Length;
        _rows = [.. columns.SelectMany(c => c)];
        _diagonals = [.. Enumerable.Range(0, n).Select(k => Array.BinarySearch(_rows, _starts[k], columns[k].Length, k))];
        _target = [.. pattern.Rows.ToArray().Select(r => place[r])];
        (_factors, _work) = (new LaneBuffer(_rows.Length), new LaneBuffer(n));
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        // the other lanes' matrices are as they were, and give the factors that they have
        Vector512<double> mask = LaneBuffer.Mask(lanes), good = mask, one = Vector512.Create(1.0);
        c = _prepared = Vector512.ConditionalSelect(mask, c, _prepared);
        double* work = _work.Pointer, lu = _factors.Pointer, from = Jacobian.Pointer;
        fixed (int* starts = _starts, rows = _rows, diagonals = _diagonals, target = _target, columns = _pattern.ColumnStarts)
        {
            for (int k = 0; k < _order.Length; k++)
            {
                int to = starts[k + 1], diagonal = diagonals[k], column = _order[k];
                for (int e = starts[k]; e < to; e++) Vector512<double>.Zero.Store(work + (8L * rows[e]));
                for (int e = columns[column]; e < columns[column + 1]; e++) (-(c * Vector512.Load(from + (8L * e)))).Store(work + (8L * target[e]));
                (Vector512.Load(work + (8L * k)) + one).Store(work + (8L * k));
                int last = diagonal - Math.Max(0, k - _fullFrom);
                for (int e = starts[k]; e < last; e++)
                {
                    int j = rows[e];
                    Vector512<double> u = Vector512.Load(work + (8L * j));
                    u.Store(lu + (8L * e));
                    Subtract(work, rows, lu, diagonals[j] + 1, starts[j + 1], u);
                }

                if (last < diagonal) SubtractFull(work, lu, diagonals, k, last);

                Vector512<double> pivot = Vector512.Load(work + (8L * k)), inverse = one / pivot, largest = Vector512.Abs(pivot);
                inverse.Store(lu + (8L * diagonal));
                for (int e = diagonal + 1; e < to; e++)
                {
                    Vector512<double> below = Vector512.Load(work + (8L * rows[e]));
                    largest = Vector512.Max(largest, Vector512.Abs(below));
                    (below * inverse).Store(lu + (8L * e));
                }

                good &= Vector512.GreaterThan(Vector512.Abs(pivot), Vector512.Create(SmallestPivotRatio) * largest)   // false where one is not a number
                    & Vector512.LessThan(largest, Vector512.Create(double.PositiveInfinity));
            }
        }

        return (int)Vector512.ExtractMostSignificantBits(good);
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        double* x = _work.Pointer, at = b.Pointer, lu = _factors.Pointer;
        Vector512<double> mask = LaneBuffer.Mask(lanes), scale = Vector512.Create(2.0) / (Vector512.Create(1.0) + (c / _prepared));   // see DirectNewtonMatrix
        fixed (int* starts = _starts, rows = _rows, diagonals = _diagonals, order = _order)
        {
            int n = _order.Length;
            for (int k = 0; k < n; k++) Vector512.Load(at + (8L * order[k])).Store(x + (8L * k));
            for (int k = 0; k < n; k++) Subtract(x, rows, lu, diagonals[k] + 1, starts[k + 1], Vector512.Load(x + (8L * k)));
            for (int k = n - 1; k >= 0; k--)
            {
                Vector512<double> v = Vector512.Load(x + (8L * k)) * Vector512.Load(lu + (8L * diagonals[k]));
                Subtract(x, rows, lu, starts[k], diagonals[k], v);
                (mask & (v * scale)).Store(at + (8L * order[k]));
            }
        }

        return lanes;
    }

    // What the full columns before k take off it, four at a time: every row is read and written once for the four. The first U entry stands at first.
    private void SubtractFull(double* work, double* lu, int* diagonals, int k, int first)
    {
        int n = _order.Length, j = _fullFrom;
        double* u = lu + (8L * first);
        for (; j + 4 <= k; j += 4, u += 32)
        {
            // below its diagonal a full column holds the rows after it, one after the other
            double* a = lu + (8L * (diagonals[j] - j)), b = lu + (8L * (diagonals[j + 1] - j - 1));
            double* c = lu + (8L * (diagonals[j + 2] - j - 2)), d = lu + (8L * (diagonals[j + 3] - j - 3));
            long r1 = 8L * (j + 1), r2 = r1 + 8, r3 = r2 + 8;
            Vector512<double> u0 = Vector512.Load(work + (8L * j)), m0 = -u0;
            Vector512<double> u1 = Vector512.FusedMultiplyAdd(Vector512.Load(a + r1), m0, Vector512.Load(work + r1)), m1 = -u1;
            Vector512<double> u2 = Vector512.FusedMultiplyAdd(Vector512.Load(b + r2), m1, Vector512.FusedMultiplyAdd(Vector512.Load(a + r2), m0, Vector512.Load(work + r2))), m2 = -u2;
            Vector512<double> u3 = Vector512.FusedMultiplyAdd(
                Vector512.Load(c + r3), m2, Vector512.FusedMultiplyAdd(Vector512.Load(b + r3), m1, Vector512.FusedMultiplyAdd(Vector512.Load(a + r3), m0, Vector512.Load(work + r3)))), m3 = -u3;
            u0.Store(u);
            u1.Store(u + 8);
            u2.Store(u + 16);
            u3.Store(u + 24);
            for (long r = r3 + 8; r < 8L * n; r += 8)
            {
                Vector512<double> sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + r), m0, Vector512.Load(work + r));
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(b + r), m1, sum);
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(c + r), m2, sum);
                Vector512.FusedMultiplyAdd(Vector512.Load(d + r), m3, sum).Store(work + r);
            }
        }

        for (; j < k; j++, u += 8)
        {
            double* a = lu + (8L * (diagonals[j] - j));
            Vector512<double> factor = Vector512.Load(work + (8L * j)), minus = -factor;
            factor.Store(u);
            for (long r = 8L * (j + 1); r < 8L * n; r += 8) Vector512.FusedMultiplyAdd(Vector512.Load(a + r), minus, Vector512.Load(work + r)).Store(work + r);
        }
    }

    private static void Subtract(double* x, int* rows, double* lu, int from, int to, Vector512<double> factor)
    {
        factor = -factor;
        for (int e = from; e < to; e++)
        {
            double* target = x + (8L * rows[e]);
            Vector512.FusedMultiplyAdd(Vector512.Load(lu + (8L * e)), factor, Vector512.Load(target)).Store(target);
        }
    }
}
