namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// LU factors of matrices that share one sparsity pattern: ordered and analysed once, refactored often. Pivots stay on the
/// diagonal, which is right for the matrices I - hJ of stiff solvers; a pivot that is too small is reported, not repaired.
/// </summary>
/// <remarks>
/// Minimum-degree ordering on the pattern of A + A^T (Tinney and Walker 1967, doi:10.1109/PROC.1967.6011), which leaves hub
/// species to the end; left-looking column factorisation on the filled pattern (Gilbert and Peierls 1988,
/// doi:10.1137/0909058, without its pivoting). Holds scratch: one thread. After construction nothing is allocated.
/// </remarks>
public sealed class SparseLu
{
    private const double SmallestPivotRatio = 1e-14;

    private readonly SparsityPattern _pattern;
    private readonly int[] _order;          // place in elimination -> index in the caller's matrix
    private readonly int[] _columnStarts;   // filled pattern, permuted, rows ascending within a column
    private readonly int[] _rows;
    private readonly int[] _diagonal;       // place of the diagonal entry of each column
    private readonly int[] _target;         // place in the filled pattern's work row of each entry of the caller's values
    private readonly double[] _values;      // L below the diagonal (unit), U on and above it
    private readonly double[] _work;

    /// <summary>Orders and analyses. Cost: about O(fill) per eliminated column.</summary>
    public SparseLu(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _pattern = pattern;
        int n = pattern.Dimension;
        (_order, SortedSet<int>[] later) = MinimumDegree(pattern);
        var place = new int[n];
        for (int k = 0; k < n; k++) place[_order[k]] = k;

        // later[k]: rows below the diagonal in column k of L; its mirror is the row of U (the filled pattern is symmetric)
        var columns = new List<int>[n];
        for (int k = 0; k < n; k++) columns[k] = [k];
        for (int k = 0; k < n; k++)
        {
            foreach (int index in later[k])
            {
                int row = place[index];
                columns[k].Add(row);
                columns[row].Add(k);
            }
        }

        _columnStarts = new int[n + 1];
        for (int k = 0; k < n; k++) _columnStarts[k + 1] = _columnStarts[k] + columns[k].Count;
        _rows = new int[_columnStarts[n]];
        _diagonal = new int[n];
        for (int k = 0; k < n; k++)
        {
            columns[k].Sort();
            columns[k].CopyTo(_rows, _columnStarts[k]);
            _diagonal[k] = Array.BinarySearch(_rows, _columnStarts[k], columns[k].Count, k);
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
    public int FilledEntryCount => _rows.Length;

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
            for (int e = _pattern.ColumnStarts[column]; e < _pattern.ColumnStarts[column + 1]; e++) work[_target[e]] = values[e];

            int diagonal = _diagonal[k];
            for (int e = from; e < diagonal; e++)
            {
                int j = rows[e];
                double u = work[j];
                lu[e] = u;
                if (u == 0) continue;
                for (int f = _diagonal[j] + 1; f < starts[j + 1]; f++) work[rows[f]] -= lu[f] * u;
            }

            double pivot = work[k];
            double largest = Math.Abs(pivot);
            for (int e = diagonal + 1; e < to; e++) largest = Math.Max(largest, Math.Abs(work[rows[e]]));
            if (!double.IsFinite(largest) || Math.Abs(pivot) <= SmallestPivotRatio * largest) return false;
            lu[diagonal] = pivot;
            double inverse = 1 / pivot;
            for (int e = diagonal + 1; e < to; e++) lu[e] = work[rows[e]] * inverse;
        }

        return true;
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
        for (int k = 0; k < n; k++)
        {
            double v = x[k];
            if (v == 0) continue;
            for (int e = _diagonal[k] + 1; e < starts[k + 1]; e++) x[rows[e]] -= lu[e] * v;
        }

        for (int k = n - 1; k >= 0; k--)
        {
            double v = x[k] /= lu[_diagonal[k]];
            if (v == 0) continue;
            for (int e = starts[k]; e < _diagonal[k]; e++) x[rows[e]] -= lu[e] * v;
        }

        for (int k = 0; k < n; k++) b[_order[k]] = x[k];
    }

    // Eliminates a vertex of least degree at a time and joins its neighbours; ties go to the lowest index, so the order is fixed.
    private static (int[] Order, SortedSet<int>[] Later) MinimumDegree(SparsityPattern pattern)
    {
        int n = pattern.Dimension;
        var neighbours = new HashSet<int>[n];
        for (int j = 0; j < n; j++) neighbours[j] = [];
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++)
            {
                int i = pattern.Rows[e];
                if (i == j) continue;
                neighbours[i].Add(j);
                neighbours[j].Add(i);
            }
        }

        var queue = new SortedSet<(int Degree, int Vertex)>();
        for (int j = 0; j < n; j++) queue.Add((neighbours[j].Count, j));
        var order = new int[n];
        var later = new SortedSet<int>[n];
        for (int k = 0; k < n; k++)
        {
            (int degree, int vertex) = queue.Min;
            queue.Remove((degree, vertex));
            order[k] = vertex;
            later[k] = [.. neighbours[vertex]];
            int[] clique = [.. later[k]];
            foreach (int a in clique)
            {
                int before = neighbours[a].Count;
                neighbours[a].Remove(vertex);
                foreach (int b in clique)
                {
                    if (b != a) neighbours[a].Add(b);
                }

                if (neighbours[a].Count == before) continue;
                queue.Remove((before, a));
                queue.Add((neighbours[a].Count, a));
            }
        }

        return (order, later);
    }
}
