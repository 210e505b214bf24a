namespace Blockade.Trials;

/// <summary>A mean over replicates with its Monte Carlo standard error, and how many replicates stand behind it.</summary>
/// <param name="Value">The mean; NaN over nothing.</param>
/// <param name="StandardError">Its standard error: the standard deviation between replicates over the root of their number; NaN below two.</param>
/// <param name="Count">The replicates.</param>
public readonly record struct MonteCarlo(double Value, double StandardError, int Count)
{
    /// <summary>The mean of one number a replicate.</summary>
    public static MonteCarlo Mean(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0) return new(double.NaN, double.NaN, 0);
        double mean = all.Average();
        double squares = all.Sum(v => (v - mean) * (v - mean));
        return new(mean, all.Length < 2 ? double.NaN : Math.Sqrt(squares / (all.Length - 1) / all.Length), all.Length);
    }

    /// <summary>The standard deviation between replicates.</summary>
    public double StandardDeviation => StandardError * Math.Sqrt(Count);
}
