namespace Blockade.Numerics.Jump;

/// <summary>Means and sums of squared deviations of a growing number of runs, value by value.</summary>
/// <remarks>Chan, Golub and LeVeque (1983), Am. Stat. 37:242-247, doi:10.1080/00031305.1983.10483115.</remarks>
internal sealed class RunMoments(int size)
{
    public int Count { get; private set; }

    public double[] Mean { get; } = new double[size];

    public double[] Squares { get; } = new double[size];

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

    public void Add(RunMoments other)
    {
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
