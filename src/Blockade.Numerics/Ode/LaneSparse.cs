using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ in eight lanes that want their factors at the same time, as LU factors of all lanes at once on the filled pattern: a register holds one entry of
/// eight matrices. Pivots stay on the diagonal. What fills up completely at the end is a full matrix of its own. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneSparse : LaneMatrix
{
    private const double SmallestPivotRatio = 1e-14;
    private const int Panel = 4;   // full columns that are worked on together: what they and four before them need stands in registers

    private readonly SparsityPattern _pattern;
    private readonly int _fullFrom;                                 // places from here on are full columns of full rows
    private readonly int[] _order;                                  // place in elimination -> index in the caller's matrix
    private readonly int[] _starts, _rows, _diagonals, _target;     // filled and permuted, rows ascending, without the full part; the row of each of the caller's entries
    private readonly LaneBuffer _factors, _work;                    // unit L below the diagonal, U above it, the inverse of U's diagonal on it
    private readonly LaneFullLu _full;

    public LaneSparse(SparsityPattern pattern)
        : base(pattern)
    {
        _pattern = pattern;
        EliminationOrder order = pattern.Elimination.InLanes();
        (_order, _fullFrom) = (order.Vertices, order.FullFrom);
        int n = _order.Length;
        int[] place = order.Places();
        int[][] columns = order.FilledColumns(place);
        for (int k = _fullFrom; k < n; k++) columns[k] = [.. columns[k].TakeWhile(r => r < _fullFrom)];
        _starts = new int[n + 1];
        for (int k = 0; k < n; k++) _starts[k + 1] = _starts[k] + columns[k].Length;
        _rows = [.. columns.SelectMany(c => c)];
        _diagonals = [.. Enumerable.Range(0, _fullFrom).Select(k => Array.BinarySearch(_rows, _starts[k], columns[k].Length, k))];
        _target = [.. pattern.Rows.ToArray().Select(r => place[r])];
        (_factors, _work, _full) = (new LaneBuffer(_rows.Length), new LaneBuffer(n), new LaneFullLu(n - _fullFrom));
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        TakeCoefficients(c, lanes);
        c = Prepared;
        Vector512<double> good = LaneBuffer.Mask(lanes), one = Vector512.Create(1.0);
        double* work = _work.Pointer, lu = _factors.Pointer, from = Jacobian.Pointer;
        int n = _order.Length;
        fixed (int* starts = _starts, rows = _rows, diagonals = _diagonals, target = _target, columns = _pattern.ColumnStarts)
        {
            for (int k = 0; k < n; k++)
            {
                int to = starts[k + 1], diagonal = k < _fullFrom ? diagonals[k] : to, column = _order[k];
                for (int e = starts[k]; e < to; e++) Vector512<double>.Zero.Store(work + (8L * rows[e]));
                if (k >= _fullFrom) new Span<double>(work + (8L * _fullFrom), 8 * (n - _fullFrom)).Clear();
                for (int e = columns[column]; e < columns[column + 1]; e++) (-(c * Vector512.Load(from + (8L * e)))).Store(work + (8L * target[e]));
                (Vector512.Load(work + (8L * k)) + one).Store(work + (8L * k));
                for (int e = starts[k]; e < diagonal; e++)
                {
                    int j = rows[e];
                    Vector512<double> u = Vector512.Load(work + (8L * j));
                    u.Store(lu + (8L * e));
                    Subtract(work, rows, lu, diagonals[j] + 1, starts[j + 1], u);
                }

                if (k >= _fullFrom)
                {
                    new Span<double>(work + (8L * _fullFrom), 8 * (n - _fullFrom)).CopyTo(new Span<double>(_full.Column(k - _fullFrom), 8 * (n - _fullFrom)));
                    continue;
                }

                Vector512<double> pivot = Vector512.Load(work + (8L * k)), inverse = one / pivot, largest = Vector512.Abs(pivot);
                inverse.Store(lu + (8L * diagonal));
                for (int e = diagonal + 1; e < to; e++)
                {
                    Vector512<double> below = Vector512.Load(work + (8L * rows[e]));
                    largest = Vector512.Max(largest, Vector512.Abs(below));
                    (below * inverse).Store(lu + (8L * e));
                }

                good &= LaneFullLu.IsPivot(pivot, largest);
            }
        }

        return (int)Vector512.ExtractMostSignificantBits(good & _full.Factor());
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        double* x = _work.Pointer, at = b.Pointer, lu = _factors.Pointer;
        Vector512<double> mask = LaneBuffer.Mask(lanes), scale = Correction(c);
        int n = _order.Length;
        fixed (int* starts = _starts, rows = _rows, diagonals = _diagonals, order = _order)
        {
            for (int k = 0; k < n; k++) Vector512.Load(at + (8L * order[k])).Store(x + (8L * k));
            for (int k = 0; k < _fullFrom; k++) Subtract(x, rows, lu, diagonals[k] + 1, starts[k + 1], Vector512.Load(x + (8L * k)));
            _full.SolveLower(x + (8L * _fullFrom));
            _full.SolveUpper(x + (8L * _fullFrom));
            for (int k = n - 1; k >= 0; k--)
            {
                Vector512<double> v = Vector512.Load(x + (8L * k));
                if (k < _fullFrom) v *= Vector512.Load(lu + (8L * diagonals[k]));
                Subtract(x, rows, lu, starts[k], k < _fullFrom ? diagonals[k] : starts[k + 1], v);
                (mask & (v * scale)).Store(at + (8L * order[k]));
            }
        }

        return lanes;
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
