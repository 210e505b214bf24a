using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// Factors that keep to the matrix's own pattern: what an elimination would fill in is dropped. Cheap at any size, and only nearly the inverse: a
/// preconditioner. Holds scratch: one thread. After construction nothing is allocated.
/// </summary>
/// <remarks>
/// ILU(0): Meijerink and van der Vorst (1977), Math. Comp. 31:148-162. Columns in order of rising degree, ties to the lower index: a hub that is
/// eliminated early would drop the couplings of all its neighbours.
/// </remarks>
public sealed class IncompleteLu
{
    private const double SmallestPivotRatio = 1e-14;

    private readonly int[] _order;      // place in elimination -> index in the caller's matrix
    private readonly int[] _starts;     // the permuted pattern, rows ascending within a column
    private readonly int[] _rows;
    private readonly int[] _diagonal;
    private readonly int[] _source;     // entry of the caller's values
    private readonly double[] _values;  // unit L below the diagonal, U above it, the inverse of U's diagonal on it
    private readonly double[] _work;

    /// <summary>Orders and analyses. Cost: that of sorting the entries.</summary>
    public IncompleteLu(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        int n = pattern.Dimension;
        var degree = new int[n];
        for (int j = 0; j < n; j++)
        {
            degree[j] += pattern.ColumnStarts[j + 1] - pattern.ColumnStarts[j];
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) degree[pattern.Rows[e]]++;
        }

        _order = [.. Enumerable.Range(0, n).OrderBy(j => degree[j])];   // a stable sort
        var place = new int[n];
        for (int k = 0; k < n; k++) place[_order[k]] = k;
        _starts = new int[n + 1];
        _rows = new int[pattern.EntryCount];
        _source = new int[pattern.EntryCount];
        _diagonal = new int[n];
        for (int k = 0; k < n; k++)
        {
            int from = pattern.ColumnStarts[_order[k]], count = pattern.ColumnStarts[_order[k] + 1] - from;
            _starts[k + 1] = _starts[k] + count;
            for (int e = 0; e < count; e++) (_rows[_starts[k] + e], _source[_starts[k] + e]) = (place[pattern.Rows[from + e]], from + e);
            Array.Sort(_rows, _source, _starts[k], count);
            _diagonal[k] = Array.BinarySearch(_rows, _starts[k], count, k);
        }

        for (int k = 0; k < n; k++)
        {
            for (int e = _starts[k]; e < _diagonal[k]; e++) FactorisationCost += _starts[_rows[e] + 1] - _diagonal[_rows[e]];
        }

        _values = new double[_rows.Length];
        _work = new double[n];
    }

    /// <summary>Multiply-adds on scattered entries that a factorisation takes.</summary>
    public double FactorisationCost { get; }

    /// <summary>Factorises a matrix given by its values in the pattern's order.</summary>
    /// <returns>False where a pivot is not finite or vanishes against its column.</returns>
    public bool Factor(ReadOnlySpan<double> values)
    {
        if (values.Length != _source.Length) throw new ArgumentException($"{values.Length} values were given; the pattern has {_source.Length} entries.", nameof(values));
        double[] work = _work, lu = _values;
        int[] rows = _rows;
        for (int k = 0; k < _order.Length; k++)
        {
            int from = _starts[k], to = _starts[k + 1], diagonal = _diagonal[k];
            for (int e = from; e < to; e++) work[rows[e]] = values[_source[e]];
            for (int e = from; e < diagonal; e++)
            {
                int j = rows[e];
                double u = work[j];
                lu[e] = u;
                if (u != 0) Subtract(work, rows, lu, _diagonal[j] + 1, _starts[j + 1], u);   // what falls outside the pattern is never read
            }

            double pivot = work[k];
            double largest = Math.Abs(pivot);
            for (int e = diagonal + 1; e < to; e++) largest = Math.Max(largest, Math.Abs(work[rows[e]]));
            if (!double.IsFinite(largest) || Math.Abs(pivot) <= SmallestPivotRatio * largest) return false;
            double inverse = 1 / pivot;
            lu[diagonal] = inverse;
            for (int e = diagonal + 1; e < to; e++) lu[e] = work[rows[e]] * inverse;
        }

        return true;
    }

    /// <summary>Replaces b by U^-1 L^-1 b.</summary>
    public void Solve(Span<double> b)
    {
        double[] x = _work, lu = _values;
        for (int k = 0; k < x.Length; k++) x[k] = b[_order[k]];
        for (int k = 0; k < x.Length; k++) Subtract(x, _rows, lu, _diagonal[k] + 1, _starts[k + 1], x[k]);
        for (int k = x.Length - 1; k >= 0; k--)
        {
            double v = x[k] *= lu[_diagonal[k]];
            Subtract(x, _rows, lu, _starts[k], _diagonal[k], v);
            b[_order[k]] = v;
        }
    }

    // x[rows[e]] -= factor * values[e]. Rows of one column differ, and the analysis made them: no check and no order needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(double[] x, int[] rows, double[] values, int from, int to, double factor)
    {
        ref double target = ref MemoryMarshal.GetArrayDataReference(x);
        ref int row = ref MemoryMarshal.GetArrayDataReference(rows);
        ref double value = ref MemoryMarshal.GetArrayDataReference(values);
        for (nint e = from; e < to; e++) Unsafe.Add(ref target, (nint)(uint)Unsafe.Add(ref row, e)) -= factor * Unsafe.Add(ref value, e);
    }
}
