using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace Blockade.Survival;

/// <summary>The chance that correlated normals leave a box.</summary>
/// <remarks>
/// Genz (1992), J. Comput. Graph. Stat. 1:141-149: given those before it, each normal's interval becomes a stretch of the unit interval, so that a
/// box in m dimensions is a smooth integral over a cube of m - 1, done here by Gauss and Legendre's rule.
/// </remarks>
internal static class NormalBox
{
    /// <summary>P(any |Z_i| > limit) for standard normals of a correlation matrix of up to four rows; good to 1e-6 or better.</summary>
    internal static double Outside(double[,] correlation, double limit)
    {
        (double[,] factor, int rank) = Factor(correlation);
        if (rank == 1) return SpecialFunctions.Erfc(limit / Constants.Sqrt2);
        int order = rank switch { 2 => 128, 3 => 64, _ => 40 };
        GaussLegendreRule rule = new(0, 1, order);
        return 1 - Inside(factor, limit, rule, new double[rank], 0);
    }

    private static double Inside(double[,] factor, double limit, GaussLegendreRule rule, double[] y, int row)
    {
        double centre = 0;
        for (int j = 0; j < row; j++) centre += factor[row, j] * y[j];
        double low = Normal.CDF(0, 1, (-limit - centre) / factor[row, row]);
        double width = Normal.CDF(0, 1, (limit - centre) / factor[row, row]) - low;
        if (row == y.Length - 1 || width <= 0) return width;
        double sum = 0;
        for (int k = 0; k < rule.Order; k++)
        {
            // the end of the interval is where the inverse has no value; a node that rounds there has no weight to speak of
            y[row] = Normal.InvCDF(0, 1, Math.Clamp(low + (width * rule.GetAbscissa(k)), 1e-300, 1 - 1e-16));
            sum += rule.GetWeight(k) * Inside(factor, limit, rule, y, row + 1);
        }

        return width * sum;
    }

    // Cholesky's factor; a normal that those before it determine bounds nothing new when it is one of them, and is left out
    private static (double[,] Factor, int Rank) Factor(double[,] correlation)
    {
        int m = correlation.GetLength(0);
        var kept = new List<int>();
        double[,] factor = new double[m, m];
        for (int i = 0; i < m; i++)
        {
            int r = kept.Count;
            double pivot = correlation[i, i];
            for (int j = 0; j < r; j++)
            {
                double sum = correlation[i, kept[j]];
                for (int k = 0; k < j; k++) sum -= factor[r, k] * factor[j, k];
                factor[r, j] = sum / factor[j, j];
                pivot -= factor[r, j] * factor[r, j];
            }

            if (pivot <= 1e-10) continue;
            factor[r, r] = Math.Sqrt(pivot);
            kept.Add(i);
        }

        return (factor, kept.Count);
    }
}
