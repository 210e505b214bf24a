using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.LinearAlgebra;

public class KrylovTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(16), InlineData(1003)]
    [Evidence(EvidenceKind.Analytic, "the definition, one element at a time: eight parts, each a chain of fused multiply-adds, joined in pairs; every bit")]
    public void Sums_do_not_show_how_wide_the_registers_are(int n)
    {
        RandomSequence random = new RandomSource(3).Sequence(1, (uint)n);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], y = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        var parts = new double[8];
        double[] sum = [.. y];
        for (int i = 0; i < n; i++)
        {
            parts[i % 8] = Math.FusedMultiplyAdd(x[i], y[i], parts[i % 8]);
            sum[i] = Math.FusedMultiplyAdd(x[i], 0.7, y[i]);
        }

        Assert.Equal(((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7])), VectorKernels.Dot(x, y));
        VectorKernels.AddScaled(y, x, 0.7);
        Assert.Equal(sum, y);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(30), InlineData(300)]
    [Evidence(EvidenceKind.Analytic, "a tree eliminated from its leaves, and an arrow with its hub last, do not fill: nothing is dropped, so the factors are exact")]
    public void Factors_that_drop_nothing_are_the_inverse(int n)
    {
        RandomSequence random = new RandomSource(4).Sequence(1, (uint)n);
        var chain = Enumerable.Range(1, n - 1).SelectMany(i => new[] { (i - 1, i), (i, i - 1) });
        var arrow = Enumerable.Range(1, n - 1).SelectMany(i => new[] { (0, i), (i, 0) });
        foreach (var entries in new[] { chain, arrow })
        {
            SparsityPattern pattern = SparsityPattern.FromEntries(n, entries);
            double[] values = Dominant(pattern, ref random);
            double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
            double[] b = Times(pattern, values, x);
            var factors = new IncompleteLu(pattern);

            Assert.True(factors.Factor(values));
            factors.Solve(b);

            for (int i = 0; i < n; i++) Assert.Equal(x[i], b[i], 1e-13);   // diagonally dominant: a few ulps
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "on the pattern, L U equals the matrix: what defines ILU(0) (Saad 2003, Iterative Methods for Sparse Linear Systems, proposition 10.4)")]
    public void On_the_pattern_the_product_of_the_factors_is_the_matrix()
    {
        const int n = 25;
        RandomSequence random = new RandomSource(8).Sequence(1, 0);
        SparsityPattern pattern = SparsityPattern.FromEntries(
            n, from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) where random.NextUniform() < 0.2 select (i, j));
        double[] values = Dominant(pattern, ref random);
        var factors = new IncompleteLu(pattern);
        Assert.True(factors.Factor(values));

        // M = (columns of M^-1)^-1, by the solver of full matrices
        SparsityPattern full = SparsityPattern.Dense(n);
        var inverse = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            inverse[(j * n) + j] = 1;
            factors.Solve(inverse.AsSpan(j * n, n));
        }

        var lu = new SparseLu(full);
        Assert.True(lu.Factor(inverse));
        for (int j = 0; j < n; j++)
        {
            var column = new double[n];
            column[j] = 1;
            lu.Solve(column);
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) Assert.Equal(values[e], column[pattern.Rows[e]], 1e-11);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a zero pivot, and values that are no numbers, leave no factors")]
    public void What_cannot_be_factorised_is_reported()
    {
        SparsityPattern pattern = SparsityPattern.FromEntries(3, [(0, 1), (1, 2)]);
        var factors = new IncompleteLu(pattern);
        foreach (double bad in new[] { 0, double.NaN, double.PositiveInfinity })
        {
            var values = new double[pattern.EntryCount];
            values.AsSpan().Fill(1);
            values[pattern.IndexOf(1, 1)] = bad;
            Assert.False(factors.Factor(values));
        }

        var none = new IncompleteLu(SparsityPattern.FromEntries(0, []));
        Assert.True(none.Factor([]));
        none.Solve([]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a matrix with k distinct eigenvalues has a minimal polynomial of degree k: the exact solution after k products")]
    public void The_products_needed_are_the_distinct_eigenvalues()
    {
        const int n = 50;
        RandomSequence random = new RandomSource(5).Sequence(1, 0);
        double[] eigenvalues = [1, 3, -7, 100];
        double[] b = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], x = [.. b];
        var gmres = new Gmres(n, 10);

        int products = gmres.Solve((from, direction, to) => { from.CopyTo(direction); for (int i = 0; i < n; i++) to[i] = eigenvalues[i % 4] * from[i]; }, x, 1e-10);

        Assert.Equal(4, products);
        for (int i = 0; i < n; i++) Assert.Equal(b[i] / eigenvalues[i % 4], x[i], 1e-9);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the residual that is left is no longer than asked, computed afresh; none is asked of a right-hand side that is shorter")]
    public void The_tolerance_is_kept()
    {
        const int n = 80;
        RandomSequence random = new RandomSource(6).Sequence(1, 0);
        SparsityPattern pattern = SparsityPattern.FromEntries(
            n, from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) where random.NextUniform() < 0.1 select (i, j));
        double[] values = Dominant(pattern, ref random);
        var gmres = new Gmres(n, 60);
        double[] b = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        int before = 0;
        foreach (double tolerance in new[] { 1e-1, 1e-4, 1e-8 })
        {
            double[] x = [.. b];
            int products = gmres.Solve((from, direction, to) =>
            {
                for (int i = 0; i < n; i++) direction[i] = from[i] / values[pattern.IndexOf(i, i)];
                Times(pattern, values, direction.ToArray()).CopyTo(to);
            }, x, tolerance);

            double[] product = Times(pattern, values, x);
            double residual = Math.Sqrt(Enumerable.Range(0, n).Sum(i => (b[i] - product[i]) * (b[i] - product[i])));
            Assert.InRange(residual, 0, tolerance * (1 + 1e-6));
            Assert.InRange(products, before, 60);
            before = products + 1;
        }

        double[] small = [.. b.Select(v => v * 1e-9)];
        Assert.Equal(0, gmres.Solve((_, _, _) => throw new InvalidOperationException("no product is needed"), small, 1e-6));
        Assert.All(small, v => Assert.Equal(0, v));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a shift of the unit vectors moves the residual nowhere until the last product; NaN is never a solution")]
    public void A_search_that_fails_says_so()
    {
        const int n = 20;
        var gmres = new Gmres(n, 10);
        var b = new double[n];
        b[0] = 1;

        Assert.True(gmres.Solve((from, direction, to) => { from.CopyTo(direction); for (int i = 0; i < n; i++) to[(i + 1) % n] = from[i]; }, b, 1e-3) < 0);
        b[0] = double.NaN;
        Assert.True(gmres.Solve((from, _, to) => from.CopyTo(to), b, 1e-3) < 0);
        b.AsSpan().Fill(1);
        Assert.True(gmres.Solve((_, _, to) => to.Fill(double.NaN), b, 1e-3) < 0);
        b.AsSpan().Fill(1);
        Assert.True(gmres.Solve((_, _, to) => to.Clear(), b, 1e-3) < 0);
    }

    private static double[] Dominant(SparsityPattern pattern, ref RandomSequence random)
    {
        var values = new double[pattern.EntryCount];
        for (int e = 0; e < values.Length; e++) values[e] = random.NextNormal();
        for (int j = 0; j < pattern.Dimension; j++) values[pattern.IndexOf(j, j)] = 2 * pattern.Dimension;
        return values;
    }

    private static double[] Times(SparsityPattern pattern, double[] values, double[] x)
    {
        var product = new double[x.Length];
        for (int j = 0; j < x.Length; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) product[pattern.Rows[e]] += values[e] * x[j];
        }

        return product;
    }
}
