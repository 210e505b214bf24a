using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Tests.LinearAlgebra;

public class SparseLuTests
{
    [Theory, InlineData(1, 1.0), InlineData(7, 0.3), InlineData(40, 0.05), InlineData(120, 0.02)]
    [Evidence(EvidenceKind.Analytic, "A (A^-1 b) = b on diagonally dominant random matrices")]
    public void Solutions_satisfy_the_system(int n, double density)
    {
        RandomSequence random = new RandomSource((ulong)n).Sequence(1, 0);
        var entries = new List<(int, int)>();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (random.NextUniform() < density) entries.Add((i, j));
            }
        }

        SparsityPattern pattern = SparsityPattern.FromEntries(n, entries);
        var lu = new SparseLu(pattern);
        for (int repeat = 0; repeat < 3; repeat++)
        {
            var values = new double[pattern.EntryCount];
            for (int e = 0; e < values.Length; e++) values[e] = random.NextNormal();
            for (int j = 0; j < n; j++) values[pattern.IndexOf(j, j)] = n + 1;
            var b = new double[n];
            for (int i = 0; i < n; i++) b[i] = random.NextNormal();
            double[] x = [.. b];

            Assert.True(lu.Factor(values));
            lu.Solve(x);

            var product = new double[n];
            for (int j = 0; j < n; j++)
            {
                for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) product[pattern.Rows[e]] += values[e] * x[j];
            }

            for (int i = 0; i < n; i++) Assert.Equal(b[i], product[i], 1e-12 * n);   // backward stable: a few ulps per row
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a singular matrix has no factors")]
    public void A_vanishing_pivot_is_reported()
    {
        SparsityPattern pattern = SparsityPattern.Dense(2);

        Assert.False(new SparseLu(pattern).Factor([1, 1, 1, 1]));
        Assert.False(new SparseLu(pattern).Factor([double.NaN, 1, 1, 1]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an arrow matrix does not fill when its hub goes last; it fills wholly when its hub goes first")]
    public void Hubs_go_last()
    {
        const int n = 500, block = 16;
        SparsityPattern arrow = SparsityPattern.FromEntries(n, Enumerable.Range(0, n).SelectMany(i => new[] { (0, i), (i, 0) }));

        var lu = new SparseLu(arrow);

        Assert.InRange(lu.FullColumnCount, 0, block);
        Assert.InRange(lu.FilledEntryCount, arrow.EntryCount, arrow.EntryCount + (block * block));   // nothing but the last block, where zeros are not worth looking for
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "cliques along a chain, joined to three hubs: the factors hold no more than the pattern, a border and the full part")]
    public void Sparse_and_full_parts_meet_at_any_size()
    {
        RandomSequence random = new RandomSource(5).Sequence(3, 1);
        foreach (int n in new[] { 1, 2, 15, 16, 17, 33, 47, 64, 100, 131 })
        {
            (SparsityPattern pattern, double[] values, Matrix<double> dense) = RandomMatrix(n, 0.08, ref random, hubs: 3);
            double[] b = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
            double[] x = [.. b];
            var lu = new SparseLu(pattern);

            Assert.True(lu.Factor(values));
            lu.Solve(x);

            double[] residual = [.. dense.Multiply(Vector<double>.Build.DenseOfArray(x))];
            double largest = x.Max(Math.Abs) * dense.InfinityNorm();
            for (int i = 0; i < n; i++) Assert.Equal(b[i], residual[i], 1e-15 * (n + 10) * largest);   // backward stable: a few ulps of |A| |x|
        }
    }

    [Theory, InlineData(3, 0.5), InlineData(30, 0.1), InlineData(75, 0.04), InlineData(150, 0.3), InlineData(200, 1)]
    [Evidence(EvidenceKind.OtherProgram, "MathNet.Numerics 5.0: dense LU with pivoting")]
    public void Solutions_equal_those_of_a_dense_solver(int n, double density)
    {
        RandomSequence random = new RandomSource((ulong)n).Sequence(2, 0);
        (SparsityPattern pattern, double[] values, Matrix<double> dense) = RandomMatrix(n, density, ref random);
        double[] b = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        double[] x = [.. b];
        var lu = new SparseLu(pattern);

        Assert.True(lu.Factor(values));
        lu.Solve(x);

        double[] expected = [.. dense.LU().Solve(Vector<double>.Build.DenseOfArray(b))];
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < n; i++) Assert.Equal(expected[i], x[i], 1e-14 * n * largest);   // well conditioned: a few ulps a row
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "P A P' P x = P b: a system told in another order has the same solution")]
    public void The_order_of_the_unknowns_does_not_matter()
    {
        const int n = 60;
        RandomSequence random = new RandomSource(9).Sequence(3, 0);
        (SparsityPattern pattern, double[] values, _) = RandomMatrix(n, 0.05, ref random);
        int[] permutation = [.. Enumerable.Range(0, n)];
        for (int i = n - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (permutation[i], permutation[j]) = (permutation[j], permutation[i]);
        }

        var moved = new List<(int Row, int Column, double Value)>();
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) moved.Add((permutation[pattern.Rows[e]], permutation[j], values[e]));
        }

        SparsityPattern other = SparsityPattern.FromEntries(n, moved.Select(m => (m.Row, m.Column)));
        var otherValues = new double[other.EntryCount];
        foreach ((int row, int column, double value) in moved) otherValues[other.IndexOf(row, column)] = value;
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        double[] z = new double[n];
        for (int i = 0; i < n; i++) z[permutation[i]] = x[i];
        var lu = new SparseLu(pattern);
        var otherLu = new SparseLu(other);

        Assert.True(lu.Factor(values) && otherLu.Factor(otherValues));
        lu.Solve(x);
        otherLu.Solve(z);

        for (int i = 0; i < n; i++) Assert.Equal(x[i], z[permutation[i]], 1e-13);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a diagonal matrix, one without entries of its own (the diagonal is always there), one of size zero")]
    public void Matrices_with_almost_nothing_in_them_are_solved()
    {
        SparsityPattern diagonal = SparsityPattern.FromEntries(3, []);
        var lu = new SparseLu(diagonal);
        double[] b = [2, 6, 12];

        Assert.Equal(3, lu.FilledEntryCount);
        Assert.True(lu.Factor([2, 3, 4]));
        lu.Solve(b);
        Assert.Equal([1, 2, 3], b);
        Assert.False(lu.Factor([2, 0, 4]));   // an empty row
        Assert.True(lu.Factor([1, 1, 1]));    // and back
        var none = new SparseLu(SparsityPattern.FromEntries(0, []));
        Assert.True(none.Factor([]));
        none.Solve([]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "rank one, however large: every pivot but the first vanishes")]
    public void A_large_singular_matrix_is_reported()
    {
        const int n = 150;
        SparsityPattern pattern = SparsityPattern.Dense(n);
        double[] values = [.. from j in Enumerable.Range(1, n) from i in Enumerable.Range(1, n) select (double)(i * j)];   // whole numbers: exact

        Assert.False(new SparseLu(pattern).Factor(values));
    }

    [Theory, InlineData(0), InlineData(20), InlineData(63), InlineData(99)]
    [Evidence(EvidenceKind.Analytic, "what is not finite, wherever it stands in a full matrix, leaves no factors")]
    public void A_value_that_is_not_finite_is_reported(int place)
    {
        const int n = 100;
        SparsityPattern pattern = SparsityPattern.Dense(n);
        double[] good = [.. from j in Enumerable.Range(0, n) from i in Enumerable.Range(0, n) select i == j ? n : 1.0 / (1 + i + j)];
        var lu = new SparseLu(pattern);
        Assert.True(lu.Factor(good));
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            foreach (int column in new[] { place, (place + 37) % n })
            {
                double[] values = [.. good];
                values[(column * n) + place] = bad;
                Assert.False(lu.Factor(values));
            }
        }

        Assert.True(lu.Factor(good));
    }

    [Theory, InlineData(1e-300), InlineData(1e300)]
    [Evidence(EvidenceKind.Metamorphic, "(c A) (x / c) = b")]
    public void Scale_does_not_matter(double scale)
    {
        const int n = 40;
        RandomSequence random = new RandomSource(4).Sequence(3, 0);
        (SparsityPattern pattern, double[] values, _) = RandomMatrix(n, 0.1, ref random);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], z = [.. x];
        var lu = new SparseLu(pattern);

        Assert.True(lu.Factor(values));
        lu.Solve(x);
        Assert.True(lu.Factor([.. values.Select(v => v * scale)]));
        lu.Solve(z);

        for (int i = 0; i < n; i++) Assert.Equal(x[i], z[i] * scale, 1e-13);
    }

    // the diagonal outweighs its row, as in I - hJ
    private static (SparsityPattern Pattern, double[] Values, Matrix<double> Dense) RandomMatrix(
        int n, double density, ref RandomSequence random, int hubs = 0)
    {
        var entries = new List<(int, int)>();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (random.NextUniform() < density || Math.Min(i, j) < hubs) entries.Add((i, j));
            }
        }

        SparsityPattern pattern = SparsityPattern.FromEntries(n, entries);
        var values = new double[pattern.EntryCount];
        for (int e = 0; e < values.Length; e++) values[e] = random.NextNormal();
        for (int j = 0; j < n; j++) values[pattern.IndexOf(j, j)] = j < hubs ? 2 * n : 2 * ((n * density) + 1);
        var dense = Matrix<double>.Build.Dense(n, n);
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) dense[pattern.Rows[e], j] = values[e];
        }

        return (pattern, values, dense);
    }
}
