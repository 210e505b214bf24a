using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// LU factors of matrices that share one sparsity pattern: ordered and analysed once, refactored often. Pivots stay on the
/// diagonal, which is right for the matrices I - hJ of stiff solvers; a pivot that is too small is reported, not repaired.
/// </summary>
/// <remarks>
/// Minimum-degree ordering, which leaves hub species to the end; left-looking column factorisation on the filled pattern (Gilbert
/// and Peierls 1988, doi:10.1137/0909058, without its pivoting) for the sparse part, blocks in vector registers for the nearly
/// full part that is left (as in Davis 2006, Direct Methods for Sparse Linear Systems, 6.4). Where the one gives way to the other is
/// chosen by predicted cost. Holds scratch: one thread. After construction nothing is allocated.
/// </remarks>
public sealed class SparseLu
{
    private const double SmallestPivotRatio = 1e-14;

    private readonly SparsityPattern _pattern;
    private readonly int[] _order;          // place in elimination -> index in the caller's matrix
    private readonly int _fullFrom;         // places from here on are columns of the full part
    private readonly FullLu _full;
    private readonly int[] _columnStarts;   // filled pattern, permuted, rows ascending within a column; rows of the full part are kept there
    private readonly int[] _rows;
    private readonly int[] _diagonal;       // where L begins: the diagonal's place in a sparse column, the end of a full one
    private readonly int[] _target;         // place in the work row of each entry of the caller's values
    private readonly double[] _values;      // L below the diagonal (unit), U on and above it
    private readonly double[] _work;

    /// <summary>Orders and analyses. Cost: n/64 operations per entry of the factors, n^2/8 bytes; the order is found once for a pattern.</summary>
    public SparseLu(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _pattern = pattern;
        int n = pattern.Dimension;
        EliminationOrder order = pattern.Elimination;
        _order = order.Vertices;
        _fullFrom = order.FullFrom;
        _full = new FullLu(n - _fullFrom);
        int[] place = order.Places();
        int[][] columns = order.FilledColumns(place);
        _columnStarts = new int[n + 1];
        for (int k = 0; k < n; k++) _columnStarts[k + 1] = _columnStarts[k] + columns[k].Length;
        _rows = new int[_columnStarts[n]];
        _diagonal = new int[n];
        for (int k = 0; k < n; k++)
        {
            columns[k].CopyTo(_rows, _columnStarts[k]);
            _diagonal[k] = k < _fullFrom ? Array.BinarySearch(_rows, _columnStarts[k], columns[k].Length, k) : _columnStarts[k + 1];
        }

        _target = new int[pattern.EntryCount];
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) _target[e] = place[pattern.Rows[e]];
        }

        _values = new double[_rows.Length];
        _work = new double[n];
    }

    /// <summary>Entries of L and U together: what a factorisation works on.</summary>
    public int FilledEntryCount => _rows.Length + (_full.Size * _full.Size);

    /// <summary>Columns that are solved as one full matrix: the hubs, and what they are joined to.</summary>
    public int FullColumnCount => _full.Size;

    /// <summary>Factorises a matrix given by its values in the pattern's order.</summary>
    /// <returns>False where a pivot is not finite or vanishes against its column.</returns>
    public bool Factor(ReadOnlySpan<double> values)
    {
        if (values.Length != _pattern.EntryCount)
        {
            throw new ArgumentException($"{values.Length} values were given; the pattern has {_pattern.EntryCount} entries.", nameof(values));
        }

        ReadOnlySpan<int> starts = _columnStarts;
        ReadOnlySpan<int> rows = _rows;
        Span<double> lu = _values;
        Span<double> work = _work;
        for (int k = 0; k < _order.Length; k++)
        {
            int from = starts[k];
            int to = starts[k + 1];
            int column = _order[k];
            for (int e = from; e < to; e++) work[rows[e]] = 0;
            if (k >= _fullFrom) work[_fullFrom..].Clear();
            for (int e = _pattern.ColumnStarts[column]; e < _pattern.ColumnStarts[column + 1]; e++) work[_target[e]] = values[e];

            int diagonal = _diagonal[k];
            for (int e = from; e < diagonal; e++)
            {
                int j = rows[e];
                double u = work[j];
                lu[e] = u;
                if (u != 0) Subtract(work, rows, lu, _diagonal[j] + 1, starts[j + 1], u);
            }

            if (k >= _fullFrom)
            {
                work[_fullFrom..].CopyTo(_full.Column(k - _fullFrom));
                continue;
            }

            double pivot = work[k];
            double largest = Math.Abs(pivot);
            for (int e = diagonal + 1; e < to; e++) largest = Math.Max(largest, Math.Abs(work[rows[e]]));
            if (!double.IsFinite(largest) || Math.Abs(pivot) <= SmallestPivotRatio * largest) return false;
            lu[diagonal] = pivot;
            double inverse = 1 / pivot;
            for (int e = diagonal + 1; e < to; e++) lu[e] = work[rows[e]] * inverse;
        }

        return _full.Factor();
    }

    /// <summary>Replaces b by the solution of A x = b with the last factors. Defined only after a successful factorisation.</summary>
    public void Solve(Span<double> b)
    {
        int n = _order.Length;
        ReadOnlySpan<int> starts = _columnStarts;
        ReadOnlySpan<int> rows = _rows;
        ReadOnlySpan<double> lu = _values;
        Span<double> x = _work;
        for (int k = 0; k < n; k++) x[k] = b[_order[k]];
        for (int k = 0; k < _fullFrom; k++)
        {
            if (x[k] != 0) Subtract(x, rows, lu, _diagonal[k] + 1, starts[k + 1], x[k]);
        }

        _full.SolveLower(x[_fullFrom..]);
        _full.SolveUpper(x[_fullFrom..]);
        for (int k = n - 1; k >= 0; k--)
        {
            if (k < _fullFrom) x[k] /= lu[_diagonal[k]];
            if (x[k] != 0) Subtract(x, rows, lu, starts[k], _diagonal[k], x[k]);
        }

        for (int k = 0; k < n; k++) b[_order[k]] = x[k];
    }

    // x[rows[e]] -= factor * values[e]. Rows of one column differ, and the analysis made them: no check and no order needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(Span<double> x, ReadOnlySpan<int> rows, ReadOnlySpan<double> values, int from, int to, double factor)
    {
        ref double target = ref MemoryMarshal.GetReference(x);
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref double value = ref MemoryMarshal.GetReference(values);
        for (nint e = from; e < to; e++) Unsafe.Add(ref target, (nint)(uint)Unsafe.Add(ref row, e)) -= factor * Unsafe.Add(ref value, e);
    }
}
