using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Synergy;

/// <summary>A <see cref="MusycSurface"/> fitted to all wells of a matrix by least squares.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="SumOfSquares">What is left, in the square of the effects' unit.</param>
/// <param name="Parameters">How many numbers were fitted: 12, or 10 with gamma held at 1.</param>
public sealed record MusycFit(MusycSurface Surface, double SumOfSquares, int Parameters)
{
    private static readonly double MostAlpha = Math.Log(1e4);
    private static readonly double MostGamma = Math.Log(10);
    private static readonly double Beyond = Math.Log(1e3);
    private static readonly ImmutableArray<double> StartingAlphas = [0, Math.Log(10), -Math.Log(10)];

    /// <summary>
    /// Fits a surface, from the two drugs' own curves and nine pairs of alpha. Null where the matrix has no more wells than there are numbers to fit. Deterministic.
    /// </summary>
    /// <param name="matrix">The wells.</param>
    /// <param name="drug1">The first drug alone, where the search begins.</param>
    /// <param name="drug2">The second drug alone.</param>
    /// <param name="cooperativity">Whether the slopes may change too (gamma).</param>
    /// <remarks>Cost: some tens of milliseconds for a plate of a hundred wells.</remarks>
    public static MusycFit? Fit(DoseMatrix matrix, HillCurve drug1, HillCurve drug2, Cooperativity cooperativity)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int count = cooperativity == Cooperativity.Fitted ? 12 : 10;
        if (matrix.Wells.Length <= count) return null;
        double zero = (drug1.Zero + drug2.Zero) / 2;
        double corner = matrix.Mean(matrix.CellCount - 1);
        double both = double.IsNaN(corner) ? matrix.Wells.Max(w => w.Effect) : corner;
        MusycFit? best = null;
        foreach (double alpha12 in StartingAlphas)
        {
            foreach (double alpha21 in StartingAlphas)
            {
                MusycFit fit = From(matrix, new MusycSurface(drug1 with { Zero = zero }, drug2 with { Zero = zero }, both, Math.Exp(alpha12), Math.Exp(alpha21)), count);
                if (best is null || fit.SumOfSquares < best.SumOfSquares) best = fit;
            }
        }

        return best;
    }

    /// <summary>Fits the same numbers to other wells of the same doses, starting from this fit.</summary>
    public MusycFit Again(DoseMatrix matrix) => From(matrix, Surface, Parameters);

    private static MusycFit From(DoseMatrix matrix, MusycSurface start, int count)
    {
        ImmutableArray<Well> wells = matrix.Wells;
        double[] effects = [.. wells.Select(w => w.Effect)];
        double span = Math.Max(1e-9, effects.Max() - effects.Min());
        (double least, double most) = (effects.Min() - (2 * span), effects.Max() + (2 * span));
        (double low1, double high1) = (Math.Log(matrix.Doses1[1]) - Beyond, Math.Log(matrix.Doses1[^1]) + Beyond);
        (double low2, double high2) = (Math.Log(matrix.Doses2[1]) - Beyond, Math.Log(matrix.Doses2[^1]) + Beyond);
        (double flat, double steep) = (Math.Log(0.1), Math.Log(30));
        double[] lower = [least, least, least, least, flat, flat, low1, low2, -MostAlpha, -MostAlpha, -MostGamma, -MostGamma];
        double[] upper = [most, most, most, most, steep, steep, high1, high2, MostAlpha, MostAlpha, MostGamma, MostGamma];
        var row = new double[12];
        (double[] point, double sum) = LeastSquares.Minimise(effects, Predict, [.. Coordinates(start)[..count].Select((v, i) => Math.Clamp(v, lower[i], upper[i]))], lower[..count], upper[..count]);
        return new MusycFit(Of(point), sum, count);

        void Predict(Vector<double> p, double[] values, Matrix<double> slopes)
        {
            MusycSurface surface = Of(p.ToArray());
            for (int i = 0; i < wells.Length; i++)
            {
                values[i] = surface.At(wells[i].Dose1, wells[i].Dose2);
                surface.Slopes(wells[i].Dose1, wells[i].Dose2, row);
                for (int j = 0; j < count; j++) slopes[i, j] = row[j];
            }
        }
    }

    private static double[] Coordinates(MusycSurface s) =>
    [
        s.Drug1.Zero, s.Drug1.Maximum, s.Drug2.Maximum, s.Both, Math.Log(s.Drug1.Slope), Math.Log(s.Drug2.Slope), Math.Log(s.Drug1.HalfDose), Math.Log(s.Drug2.HalfDose),
        Math.Log(s.Alpha12), Math.Log(s.Alpha21), Math.Log(s.Gamma12), Math.Log(s.Gamma21),
    ];

    private static MusycSurface Of(double[] p) => new(
        new HillCurve(p[0], p[1], Math.Exp(p[6]), Math.Exp(p[4])), new HillCurve(p[0], p[2], Math.Exp(p[7]), Math.Exp(p[5])), p[3],
        Math.Exp(p[8]), Math.Exp(p[9]), p.Length > 10 ? Math.Exp(p[10]) : 1, p.Length > 10 ? Math.Exp(p[11]) : 1);
}
