using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Random;
using Blockade.Testing;

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
    [Evidence(EvidenceKind.Analytic, "an arrow matrix does not fill when its hub goes last")]
    public void Hubs_go_last()
    {
        const int n = 50;
        SparsityPattern arrow = SparsityPattern.FromEntries(n, Enumerable.Range(0, n).SelectMany(i => new[] { (0, i), (i, 0) }));

        Assert.Equal(arrow.EntryCount, new SparseLu(arrow).FilledEntryCount);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A + B <-> C keeps A + C and B + C; D is untouched")]
    public void Conservation_laws_are_found()
    {
        var laws = ConservationLaws.Find(4, [[(0, -1), (1, -1), (2, 1)], [(0, 1), (1, 1), (2, -1)]]);

        Assert.Equal(3, laws.Length);
        double[] amounts = [3, 5, 7, 11];
        double[] after = [2, 4, 8, 11];   // the reaction fired once
        foreach (var law in laws) Assert.Equal(law.Sum(e => e.Coefficient * amounts[e.State]), law.Sum(e => e.Coefficient * after[e.State]));
    }
}
