namespace Blockade.Numerics.Tests.Jump;

/// <summary>Pearson's test of counts against probabilities, neighbours pooled until each expects at least ten.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// Fails where the statistic lies above its 1 - 5e-5 quantile (Wilson and Hilferty's approximation at z = 3.89), so that a right program is refused
    /// once in 20,000 choices of a seed.
    /// </summary>
    public static void Passes(IReadOnlyList<int> counts, IReadOnlyList<double> probabilities)
    {
        int n = counts.Sum();
        Assert.Equal(1, probabilities.Sum(), 1e-6);
        double statistic = 0, expected = 0, left = n;
        int observed = 0, cells = 0, seen = 0;
        for (int k = 0; k < counts.Count; k++)
        {
            expected += n * probabilities[k];
            observed += counts[k];
            if (probabilities[k] == 0) Assert.Equal(0, counts[k]);
            if ((expected < 10 || left - expected < 10) && k < counts.Count - 1) continue;   // what is left is one cell, too
            statistic += (observed - expected) * (observed - expected) / Math.Max(expected, 1e-9);
            left -= expected;
            seen += observed;
            (expected, observed) = (0, 0);
            cells++;
        }

        Assert.Equal(n, seen);
        double freedom = cells - 1;
        Assert.True(freedom >= 1, "one cell tests nothing");
        double step = 2 / (9 * freedom);
        double limit = freedom * Math.Pow(1 - step + (3.89 * Math.Sqrt(step)), 3);
        Assert.True(statistic <= limit, $"chi-square {statistic} of {freedom} degrees lies above {limit}");
    }
}
