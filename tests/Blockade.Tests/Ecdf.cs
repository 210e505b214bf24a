namespace Blockade.Tests;

/// <summary>How far a sample is from a distribution.</summary>
internal static class Ecdf
{
    /// <summary>Kolmogorov's statistic: the largest distance of the sample's distribution function from <paramref name="distribution"/>.</summary>
    public static double Distance(IEnumerable<double> sample, Func<double, double> distribution)
    {
        double[] sorted = [.. sample.Order()];
        double worst = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double f = distribution(sorted[i]);
            worst = Math.Max(worst, Math.Max(f - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - f));
        }

        return worst;
    }
}
