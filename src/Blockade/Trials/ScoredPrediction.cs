using System.Collections.Immutable;
using Blockade.Evidence;

namespace Blockade.Trials;

/// <summary>
/// A published result beside what was predicted of it: by every draw of the constants, in every set of patients. What is not reached (a
/// median) counts as infinite.
/// </summary>
/// <param name="Published">The published result.</param>
/// <param name="Values">Predictions, draw by draw, the sets of patients of a draw side by side.</param>
/// <param name="Replicates">Sets of patients.</param>
public sealed record ScoredPrediction(PublishedResult Published, ImmutableArray<double> Values, int Replicates)
{
    private readonly ImmutableArray<double> _sorted = [.. Values.Select(v => double.IsNaN(v) ? double.PositiveInfinity : v).Order()];

    /// <summary>Median of the predictions; NaN where it is not reached.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Lower end of their 90 % interval.</summary>
    public double Lower => Quantile(0.05);

    /// <summary>Upper end of their 90 % interval; NaN where it is not reached.</summary>
    public double Upper => Quantile(0.95);

    /// <summary>Whether the published value lies in the 90 % interval.</summary>
    public bool IsInside => Published.Value >= Lower && !(Published.Value > Upper);

    /// <summary>
    /// The continuous ranked probability score of the predictions at the published value, in its unit: zero is perfect, and for a prediction
    /// without spread it is the absolute error. NaN where some prediction is not reached.
    /// </summary>
    /// <remarks>Gneiting and Raftery (2007), J. Am. Stat. Assoc. 102:359-378, doi:10.1198/016214506000001437, equation 21 for a sample.</remarks>
    public double Crps
    {
        get
        {
            if (double.IsInfinity(_sorted[^1])) return double.NaN;
            int n = _sorted.Length;
            double error = 0, spread = 0;
            for (int i = 0; i < n; i++)
            {
                error += Math.Abs(_sorted[i] - Published.Value);
                spread += ((2 * i) - n + 1) * _sorted[i];   // the sum over all pairs, of the sorted values
            }

            return (error / n) - (spread / ((double)n * n));
        }
    }

    /// <summary>
    /// SD that comes of not knowing the constants, and SD that comes of who happens to be enrolled: components of a two-way layout, the
    /// second with the interaction. NaN where some prediction is not reached, or where there is one draw or one set of patients only.
    /// </summary>
    /// <remarks>Searle, Casella and McCulloch (1992), Variance Components, chapter 4: analysis of variance; a negative component is zero.</remarks>
    public (double Parameters, double Patients) Spread
    {
        get
        {
            int sets = Replicates, draws = Values.Length / sets;
            if (sets < 2 || draws < 2 || double.IsInfinity(_sorted[^1])) return (double.NaN, double.NaN);
            double[] ofDraw = [.. Enumerable.Range(0, draws).Select(d => Enumerable.Range(0, sets).Average(r => Values[(d * sets) + r]))];
            double[] ofSet = [.. Enumerable.Range(0, sets).Select(r => Enumerable.Range(0, draws).Average(d => Values[(d * sets) + r]))];
            double mean = ofDraw.Average();
            double betweenDraws = sets * ofDraw.Sum(m => (m - mean) * (m - mean)) / (draws - 1);
            double betweenSets = draws * ofSet.Sum(m => (m - mean) * (m - mean)) / (sets - 1);
            double rest = 0;
            for (int d = 0; d < draws; d++)
            {
                for (int r = 0; r < sets; r++)
                {
                    double left = Values[(d * sets) + r] - ofDraw[d] - ofSet[r] + mean;
                    rest += left * left;
                }
            }

            rest /= (draws - 1) * (sets - 1);
            return (Math.Sqrt(Math.Max(0, (betweenDraws - rest) / sets)), Math.Sqrt(Math.Max(0, (betweenSets - rest) / draws) + rest));
        }
    }

    // type 7 of Hyndman and Fan (1996), as R's default
    private double Quantile(double p)
    {
        double at = p * (_sorted.Length - 1);
        int below = (int)at;
        double low = _sorted[below], high = _sorted[Math.Min(below + 1, _sorted.Length - 1)];
        double value = at == below ? low : low + ((at - below) * (high - low));
        return double.IsFinite(value) ? value : double.NaN;
    }
}
