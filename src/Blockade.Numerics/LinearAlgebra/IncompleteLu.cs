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
    internal const double SmallestPivotRatio = 1e-14;

    private readonly Layout _layout;
    private readonly double[] _values;  // unit L below the diagonal, U above it, the inverse of U's diagonal on it
    private readonly double[] _work;

    /// <summary>Orders and analyses. Cost: that of sorting the entries.</summary>
    public IncompleteLu(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _layout = new Layout(pattern);
        _values = new double[pattern.EntryCount];
        _work = new double[pattern.Dimension];
    }

    /// <summary>Multiply-adds on scattered entries that a factorisation takes.</summary>
    public double FactorisationCost => _layout.FactorisationCost;

    /// <summary>Factorises a matrix given by its values in the pattern's order.</summary>
    /// <returns>False where a pivot is not finite or vanishes against its column.</returns>
    public bool Factor(ReadOnlySpan<double> values)
    {
        if (values.Length != _values.Length) throw new ArgumentException($"{values.Length} values were given; the pattern has {_values.Length} entries.", nameof(values));
        double[] work = _work, lu = _values;
        int[] starts = _layout.Starts, rows = _layout.Rows, diagonals = _layout.Diagonal;
        for (int k = 0; k < work.Length; k++)
        {
            int from = starts[k], to = starts[k + 1], diagonal = diagonals[k];
            for (int e = from; e < to; e++) work[rows[e]] = values[_layout.Source[e]];
            for (int e = from; e < diagonal; e++)
            {
                int j = rows[e];
                double u = work[j];
                lu[e] = u;
                if (u != 0) Subtract(work, rows, lu, diagonals[j] + 1, starts[j + 1], u);   // what falls outside the pattern is never read
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
        int[] order = _layout.Order, starts = _layout.Starts, rows = _layout.Rows, diagonal = _layout.Diagonal;
        for (int k = 0; k < x.Length; k++) x[k] = b[order[k]];
        for (int k = 0; k < x.Length; k++) Subtract(x, rows, lu, diagonal[k] + 1, starts[k + 1], x[k]);
        for (int k = x.Length - 1; k >= 0; k--)
        {
            double v = x[k] *= lu[diagonal[k]];
            Subtract(x, rows, lu, starts[k], diagonal[k], v);
            b[order[k]] = v;
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

    /// <summary>The pattern in the order of elimination, for one matrix or for many. Immutable.</summary>
    internal sealed class Layout
    {
        public Layout(SparsityPattern pattern)
        {
            int n = pattern.Dimension;
            var degree = new int[n];
            for (int j = 0; j < n; j++)
            {
                degree[j] += pattern.ColumnStarts[j + 1] - pattern.ColumnStarts[j];
                for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) degree[pattern.Rows[e]]++;
            }

            Order = [.. Enumerable.Range(0, n).OrderBy(j => degree[j])];   // a stable sort
            var place = new int[n];
            for (int k = 0; k < n; k++) place[Order[k]] = k;
            Starts = new int[n + 1];
            Rows = new int[pattern.EntryCount];
            Source = new int[pattern.EntryCount];
            Diagonal = new int[n];
            for (int k = 0; k < n; k++)
            {
                int from = pattern.ColumnStarts[Order[k]], count = pattern.ColumnStarts[Order[k] + 1] - from;
                Starts[k + 1] = Starts[k] + count;
                for (int e = 0; e < count; e++) (Rows[Starts[k] + e], Source[Starts[k] + e]) = (place[pattern.Rows[from + e]], from + e);
                Array.Sort(Rows, Source, Starts[k], count);
                Diagonal[k] = Array.BinarySearch(Rows, Starts[k], count, k);
            }

            for (int k = 0; k < n; k++)
            {
                for (int e = Starts[k]; e < Diagonal[k]; e++) FactorisationCost += Starts[Rows[e] + 1] - Diagonal[Rows[e]];
            }
        }

        /// <summary>Place in the elimination -> index in the caller's matrix.</summary>
        public int[] Order { get; }

        /// <summary>Where each column's entries start.</summary>
        public int[] Starts { get; }

        /// <summary>The row of each entry, as a place; ascending within a column.</summary>
        public int[] Rows { get; }

        /// <summary>The entry of the caller's values.</summary>
        public int[] Source { get; }

        /// <summary>The diagonal's entry in each column.</summary>
        public int[] Diagonal { get; }

        public double FactorisationCost { get; }
    }
}
