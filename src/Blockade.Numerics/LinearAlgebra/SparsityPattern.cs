namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// Where a square matrix may be non-zero, in compressed sparse columns. Row indices ascend within a column; every diagonal
/// entry is present, because the solvers factorise I - hJ. Immutable.
/// </summary>
public sealed class SparsityPattern
{
    private readonly int[] _columnStarts;
    private readonly int[] _rows;
    private readonly Lazy<EliminationOrder> _elimination;
    private readonly Lazy<(int[] States, SparsityPattern Pattern)[]> _blocks;

    private SparsityPattern(int dimension, int[] columnStarts, int[] rows)
    {
        Dimension = dimension;
        _columnStarts = columnStarts;
        _rows = rows;
        _elimination = new Lazy<EliminationOrder>(() => EliminationOrder.Of(this));
        _blocks = new Lazy<(int[], SparsityPattern)[]>(() => Array.ConvertAll(BlockOrder.Of(this), states => (states, Among(states))));
    }

    /// <summary>Rows and columns.</summary>
    public int Dimension { get; }

    /// <summary>Stored entries.</summary>
    public int EntryCount => _rows.Length;

    /// <summary>Length <see cref="Dimension"/> + 1: entries of column j are ColumnStarts[j] .. ColumnStarts[j+1].</summary>
    public ReadOnlySpan<int> ColumnStarts => _columnStarts;

    /// <summary>The row of each entry.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>The order to eliminate in: found when first asked for, and once for all solvers of the pattern.</summary>
    internal EliminationOrder Elimination => _elimination.Value;

    /// <summary>States that hang together, in an order in which each group rests on those before: found when first asked for.</summary>
    internal (int[] States, SparsityPattern Pattern)[] Blocks => _blocks.Value;

    /// <summary>Builds a pattern from (row, column) pairs in any order, with repeats; adds the diagonal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside 0 .. dimension - 1.</exception>
    public static SparsityPattern FromEntries(int dimension, IEnumerable<(int Row, int Column)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var columns = new SortedSet<int>[dimension];
        for (int j = 0; j < dimension; j++) columns[j] = [j];
        foreach ((int row, int column) in entries)
        {
            if ((uint)row >= (uint)dimension || (uint)column >= (uint)dimension)
            {
                throw new ArgumentOutOfRangeException(nameof(entries), (row, column), $"Indices lie in 0 .. {dimension - 1}.");
            }

            columns[column].Add(row);
        }

        var starts = new int[dimension + 1];
        for (int j = 0; j < dimension; j++) starts[j + 1] = starts[j] + columns[j].Count;
        var rows = new int[starts[dimension]];
        for (int j = 0; j < dimension; j++) columns[j].CopyTo(rows, starts[j]);
        return new SparsityPattern(dimension, starts, rows);
    }

    /// <summary>Every entry: for small systems without structure.</summary>
    public static SparsityPattern Dense(int dimension) => FromEntries(
        dimension, from column in Enumerable.Range(0, dimension) from row in Enumerable.Range(0, dimension) select (row, column));

    /// <summary>The place of an entry in the values array, or -1. Cost: O(log entries of the column).</summary>
    public int IndexOf(int row, int column)
    {
        int start = _columnStarts[column];
        int found = Array.BinarySearch(_rows, start, _columnStarts[column + 1] - start, row);
        return found < 0 ? -1 : found;
    }

    // The pattern of some states by themselves, ascending.
    private SparsityPattern Among(int[] states)
    {
        var inner = new List<(int, int)>();
        for (int j = 0; j < states.Length; j++)
        {
            for (int e = _columnStarts[states[j]]; e < _columnStarts[states[j] + 1]; e++)
            {
                int row = Array.BinarySearch(states, _rows[e]);
                if (row >= 0) inner.Add((row, j));
            }
        }

        return FromEntries(states.Length, inner);
    }
}
