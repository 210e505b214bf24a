namespace Blockade.Survival;

/// <summary>Sums of weight, weight x and weight x x' (lower triangle) over a set of subjects.</summary>
internal sealed class RiskSums(int size)
{
    /// <summary>How many covariates there are.</summary>
    internal int Size => size;

    internal double Weight { get; private set; }

    internal double[] First { get; } = new double[size];

    internal double[] Second { get; } = new double[size * size];

    internal void Clear()
    {
        Weight = 0;
        Array.Clear(First);
        Array.Clear(Second);
    }

    internal void Add(double weight, ReadOnlySpan<double> x)
    {
        Weight += weight;
        for (int j = 0; j < x.Length; j++)
        {
            double wx = weight * x[j];
            First[j] += wx;
            for (int k = 0; k <= j; k++) Second[j * x.Length + k] += wx * x[k];
        }
    }
}
