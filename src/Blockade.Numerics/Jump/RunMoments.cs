namespace Blockade.Numerics.Jump;

/// <summary>Means and sums of squared deviations of a growing number of runs, value by value.</summary>
/// <remarks>Chan, Golub and LeVeque (1983), Am. Stat. 37:242-247, doi:10.1080/00031305.1983.10483115.</remarks>
public sealed class RunMoments(int size)
{
    /// <summary>Runs added.</summary>
    public int Count { get; private set; }

    /// <summary>Means; zero before the first run.</summary>
    public double[] Mean { get; } = new double[size];

    /// <summary>Sums of squared deviations from the mean.</summary>
    public double[] Squares { get; } = new double[size];

    /// <summary>The sample's standard deviation of a value (over n - 1); NaN with fewer than two runs.</summary>
    public double StandardDeviation(int index) => Count < 2 ? double.NaN : Math.Sqrt(Squares[index] / (Count - 1));

    /// <summary>Adds a run; one value for each of the moments.</summary>
    public void Add(ReadOnlySpan<double> run)
    {
        Count++;
        for (int i = 0; i < run.Length; i++)
        {
            double distance = run[i] - Mean[i];
            Mean[i] += distance / Count;
            Squares[i] += distance * (run[i] - Mean[i]);
        }
    }

    /// <summary>Adds the runs of another.</summary>
    public void Add(RunMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0) return;
        int count = Count + other.Count;
        for (int i = 0; i < Mean.Length; i++)
        {
            double distance = other.Mean[i] - Mean[i];
            Mean[i] += distance * other.Count / count;
            Squares[i] += other.Squares[i] + (distance * distance * Count / count * other.Count);
        }

        Count = count;
    }
}
