using System.Numerics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// In which order to eliminate, and from where on to stop looking for zeros. Hub species, which many reactions share, have the
/// highest degree and so go last; what is left when the rest is gone is nearly full, and is solved as a full matrix.
/// </summary>
/// <remarks>
/// Minimum degree (Tinney and Walker 1967, doi:10.1109/PROC.1967.6011) on the pattern of A + A^T, exact degrees, ties to the lowest
/// index. The graph is a matrix of bits: an elimination is an OR of rows, so that analysis costs fill * n / 64 operations and n^2 / 8 bytes.
/// </remarks>
internal sealed class EliminationOrder
{
    // A floating-point operation on scattered entries costs as much as this many in the full part's kernel (measured, docs/performance.md).
    private const double ScatterCost = 20;

    // The same in eight lanes, where a scattered entry fills a register as well (measured by the flagship's matrices: 2 to 4).
    private const double LaneScatterCost = 3;

    // Full enough: what is left has this share of its entries.
    private const double FullShare = 0.9;

    // An entry of the full part, in a triangular solution, against a scattered one (measured likewise).
    private const double FullEntryCost = 0.4;

    private EliminationOrder(int[] vertices, int[][] later, int fullFrom)
    {
        Vertices = vertices;
        Later = later;
        FullFrom = fullFrom;
        double full = vertices.Length - fullFrom;
        FactorisationCost = full * full * full / 3 / ScatterCost;
        SolutionCost = FullEntryCost * full * full;
        for (int k = 0; k < fullFrom; k++)
        {
            FactorisationCost += (double)later[k].Length * later[k].Length;
            SolutionCost += 2.0 * later[k].Length;
        }
    }

    /// <summary>Place in the elimination -> index in the caller's matrix.</summary>
    public int[] Vertices { get; }

    /// <summary>For each place before <see cref="FullFrom"/>: the indices that its elimination joins, all of them later.</summary>
    public int[][] Later { get; }

    /// <summary>The first place of the full part.</summary>
    public int FullFrom { get; }

    /// <summary>What a factorisation costs, in multiply-adds on scattered entries.</summary>
    public double FactorisationCost { get; }

    /// <summary>What a solution with the factors costs, in the same unit.</summary>
    public double SolutionCost { get; }

    /// <summary>The same order with the full part where it costs least for eight matrices in lanes.</summary>
    public EliminationOrder InLanes()
    {
        int known = Later.Length;
        while (known > 0 && Later[known - 1] is null) known--;
        return new EliminationOrder(Vertices, Later, Cheapest(Later, known, LaneScatterCost, size => size));
    }

    /// <summary>The place of each index of the caller's matrix.</summary>
    public int[] Places()
    {
        var place = new int[Vertices.Length];
        for (int k = 0; k < place.Length; k++) place[Vertices[k]] = k;
        return place;
    }

    /// <summary>
    /// The filled pattern by columns in the order of elimination, rows ascending. What an elimination joins are rows of L in its column; their mirror is the row of U.
    /// Rows of the full part are left out of its own columns.
    /// </summary>
    public int[][] FilledColumns(int[] places)
    {
        var columns = new List<int>[Vertices.Length];
        for (int k = 0; k < columns.Length; k++) columns[k] = k < FullFrom ? [k] : [];
        for (int k = 0; k < FullFrom; k++)
        {
            foreach (int index in Later[k])
            {
                columns[k].Add(places[index]);
                columns[places[index]].Add(k);
            }
        }

        foreach (List<int> column in columns) column.Sort();
        return Array.ConvertAll(columns, c => c.ToArray());
    }

    public static EliminationOrder Of(SparsityPattern pattern)
    {
        int n = pattern.Dimension;
        int words = (n + 63) / 64;
        var graph = new ulong[(long)n * words];
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++)
            {
                int i = pattern.Rows[e];
                if (i == j) continue;
                Set(i, j);
                Set(j, i);
            }
        }

        var degree = new int[n];
        for (int j = 0; j < n; j++) degree[j] = Count(Row(j));
        var left = new List<int>(Enumerable.Range(0, n));
        var vertices = new int[n];
        var later = new int[n][];
        int full = n;
        for (int k = 0; k < n; k++)
        {
            int least = 0;
            for (int c = 1; c < left.Count; c++)
            {
                if (degree[left[c]] < degree[left[least]]) least = c;
            }

            int vertex = left[least];
            if (full == n && degree[vertex] >= FullShare * (left.Count - 1))
            {
                left.CopyTo(vertices, k);
                full = k;
                break;
            }

            left.RemoveAt(least);
            vertices[k] = vertex;
            Span<ulong> row = Row(vertex);
            later[k] = Members(row, degree[vertex]);
            foreach (int a in later[k])
            {
                Span<ulong> other = Row(a);
                for (int w = 0; w < words; w++) other[w] |= row[w];
                other[a >> 6] &= ~(1UL << (a & 63));
                other[vertex >> 6] &= ~(1UL << (vertex & 63));
                degree[a] = Count(other);
            }
        }

        return new EliminationOrder(vertices, later, Cheapest(later, full, ScatterCost, FullLu.Padded));

        Span<ulong> Row(int i) => graph.AsSpan(i * words, words);

        void Set(int i, int j) => graph[((long)i * words) + (j >> 6)] |= 1UL << (j & 63);
    }

    // Where the scattered operations before and the full ones after cost least together.
    private static int Cheapest(int[][] later, int full, double scatterCost, Func<int, int> padded)
    {
        double scattered = 0;
        for (int k = 0; k < full; k++) scattered += 2.0 * later[k].Length * later[k].Length;
        int best = full;
        double least = double.PositiveInfinity;
        for (int k = full; k >= 0; k--)
        {
            if (k < full) scattered -= 2.0 * later[k].Length * later[k].Length;
            double size = padded(later.Length - k);
            double cost = (scatterCost * scattered) + (2.0 / 3 * size * size * size);
            if (cost >= least) continue;
            least = cost;
            best = k;
        }

        return best;
    }

    private static int Count(ReadOnlySpan<ulong> row)
    {
        int count = 0;
        foreach (ulong word in row) count += BitOperations.PopCount(word);
        return count;
    }

    private static int[] Members(ReadOnlySpan<ulong> row, int count)
    {
        var members = new int[count];
        int at = 0;
        for (int w = 0; w < row.Length; w++)
        {
            for (ulong word = row[w]; word != 0; word &= word - 1) members[at++] = (w << 6) + BitOperations.TrailingZeroCount(word);
        }

        return members;
    }
}
