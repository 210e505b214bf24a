namespace Blockade.Numerics.LinearAlgebra;

/// <summary>Which states of a system hang together in a circle, and in which order the circles can be solved one after the other.</summary>
internal static class BlockOrder
{
    /// <summary>The strong components of a matrix's graph, each ascending, after all those whose columns its rows have entries in: block triangular.</summary>
    /// <remarks>Tarjan (1972), SIAM J. Comput. 1:146-160, doi:10.1137/0201010, without recursion. Cost: linear in the entries.</remarks>
    public static int[][] Of(SparsityPattern pattern)
    {
        int n = pattern.Dimension, next = 0;
        int[][] columns = Rows(pattern);
        int[] index = new int[n], low = new int[n], at = new int[n];
        var isOpen = new bool[n];
        Array.Fill(index, -1);
        Stack<int> path = [], open = [];
        var blocks = new List<int[]>();
        for (int root = 0; root < n; root++)
        {
            if (index[root] < 0) Enter(root);
            while (path.TryPeek(out int v))
            {
                if (at[v] < columns[v].Length)
                {
                    int other = columns[v][at[v]++];
                    if (index[other] < 0) Enter(other);
                    else if (isOpen[other]) low[v] = Math.Min(low[v], index[other]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out int before)) low[before] = Math.Min(low[before], low[v]);
                if (low[v] == index[v]) blocks.Add(Close(v));
            }
        }

        return [.. blocks];

        void Enter(int v)
        {
            index[v] = low[v] = next++;
            isOpen[v] = true;
            path.Push(v);
            open.Push(v);
        }

        int[] Close(int first)
        {
            var block = new List<int>();
            int v;
            do
            {
                v = open.Pop();
                isOpen[v] = false;
                block.Add(v);
            }
            while (v != first);
            block.Sort();
            return [.. block];
        }
    }

    private static int[][] Rows(SparsityPattern pattern)
    {
        var rows = new List<int>[pattern.Dimension];
        for (int i = 0; i < rows.Length; i++) rows[i] = [];
        for (int j = 0; j < rows.Length; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) rows[pattern.Rows[e]].Add(j);
        }

        return Array.ConvertAll(rows, r => r.ToArray());
    }
}
