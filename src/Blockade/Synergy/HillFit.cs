using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Synergy;

/// <summary>A <see cref="HillCurve"/> fitted to the effects of one drug by least squares.</summary>
/// <param name="Curve">The curve.</param>
/// <param name="SumOfSquares">What is left, in the square of the effects' unit.</param>
/// <param name="HalfDoseIsTested">
/// Whether <see cref="HillCurve.HalfDose"/> lies among the doses above 0. Where it does not, the data do not say where the curve ends, and nulls that rest
/// on it (Loewe, zero interaction potency) are guesses.
/// </param>
public sealed record HillFit(HillCurve Curve, double SumOfSquares, bool HalfDoseIsTested)
{
    private const double LeastSlope = 0.1;
    private const double MostSlope = 30;

    // the half dose is looked for this far outside of the doses tested
    private static readonly double Beyond = Math.Log(1e3);

    /// <summary>
    /// Fits all four numbers, or three where the effect without drug is given. The search starts from the best point of a grid over half dose and
    /// slope, at each of which the other two follow by linear regression; so no start is asked for. Deterministic. Cost: under a millisecond
    /// for a plate.
    /// </summary>
    /// <param name="doses">Doses of 0 or more, one an effect; at least two differ and are above 0.</param>
    /// <param name="effects">Finite effects.</param>
    /// <param name="zero">The effect without drug, where it is not to be fitted.</param>
    /// <exception cref="ArgumentException">Other counts, a value that is not finite, or fewer than two doses above 0.</exception>
    public static HillFit Fit(ReadOnlySpan<double> doses, ReadOnlySpan<double> effects, double? zero = null)
    {
        if (doses.Length != effects.Length) throw new ArgumentException($"{doses.Length} doses have {effects.Length} effects; as many are wanted.", nameof(effects));
        double[] x = doses.ToArray(), y = effects.ToArray();
        if (x.Concat(y).Any(v => !double.IsFinite(v)) || x.Any(d => d < 0)) throw new ArgumentException("Doses are finite and 0 or more, effects finite.", nameof(doses));
        double[] tested = [.. x.Where(d => d > 0).Distinct().Order()];
        if (tested.Length < 2) throw new ArgumentException($"A curve needs two doses above 0; there are {tested.Length}.", nameof(doses));

        (double low, double high) = (Math.Log(tested[0]), Math.Log(tested[^1]));
        (HillCurve best, double sum) = Search(x, y, zero, low, high);
        double span = Math.Max(1e-9, y.Max() - y.Min());
        double[] lower = [y.Min() - (10 * span), y.Min() - (10 * span), low - Beyond, Math.Log(LeastSlope)];
        double[] upper = [y.Max() + (10 * span), y.Max() + (10 * span), high + Beyond, Math.Log(MostSlope)];
        double[] start = [best.Zero, best.Maximum, Math.Log(best.HalfDose), Math.Log(best.Slope)];
        int first = zero is null ? 0 : 1;
        (double[] point, double refined) = LeastSquares.Minimise(y, Predict, start[first..], lower[first..], upper[first..]);
        HillCurve curve = refined < sum ? Of(point) : best;
        return new HillFit(curve, Math.Min(refined, sum), curve.HalfDose >= tested[0] && curve.HalfDose <= tested[^1]);

        HillCurve Of(IReadOnlyList<double> p) => new(zero ?? p[0], p[1 - first], Math.Exp(p[2 - first]), Math.Exp(p[3 - first]));

        void Predict(Vector<double> p, double[] values, Matrix<double> slopes)
        {
            HillCurve c = Of(p.AsArray() ?? p.ToArray());
            for (int i = 0; i < x.Length; i++)
            {
                double share = c.Share(x[i]);
                values[i] = c.Zero + ((c.Maximum - c.Zero) * share);
                if (first == 0) slopes[i, 0] = 1 - share;
                slopes[i, 1 - first] = share;
                double steep = (c.Maximum - c.Zero) * share * (1 - share);   // by ln(dose^slope)
                slopes[i, 2 - first] = -steep * c.Slope;
                slopes[i, 3 - first] = x[i] > 0 ? steep * c.Slope * Math.Log(x[i] / c.HalfDose) : 0;
            }
        }
    }

    private static (HillCurve Curve, double SumOfSquares) Search(double[] x, double[] y, double? zero, double low, double high)
    {
        (HillCurve Curve, double SumOfSquares) best = (default, double.PositiveInfinity);
        const int halves = 31;
        const int slopes = 13;
        var shares = new double[x.Length];
        for (int i = 0; i < halves; i++)
        {
            // a decade to either side: farther out the corner is for the refinement to find
            double half = Math.Exp(low - 2.3 + ((high - low + 4.6) * i / (halves - 1)));
            for (int j = 0; j < slopes; j++)
            {
                double slope = 0.25 * Math.Pow(64, (double)j / (slopes - 1));
                var unit = new HillCurve(0, 1, half, slope);
                for (int k = 0; k < x.Length; k++) shares[k] = unit.At(x[k]);
                (double a, double b) = zero is double z ? (z, Through(shares, y, z)) : Line(shares, y);
                double sum = 0;
                for (int k = 0; k < x.Length; k++) sum += Square(y[k] - a - (b * shares[k]));
                if (sum < best.SumOfSquares) best = (new HillCurve(a, a + b, half, slope), sum);
            }
        }

        return best;
    }

    private static double Through(double[] x, double[] y, double zero)
    {
        double xx = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xx += x[i] * x[i];
            xy += x[i] * (y[i] - zero);
        }

        return xx > 0 ? xy / xx : 0;
    }

    private static (double At, double By) Line(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average(), xx = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xx += Square(x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        double slope = xx > 1e-12 ? xy / xx : 0;
        return (meanY - (slope * meanX), slope);
    }

    private static double Square(double value) => value * value;
}
