using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Residuals of a costly model as quadratic polynomials of its coordinates, fitted to points where it was run: what a walk over the posterior may ask a
/// hundred thousand times. Immutable.
/// </summary>
/// <remarks>
/// After Bliznyuk et al. (2008), J. Comput. Graph. Stat. 17:270-294, doi:10.1198/106186008X320681, with polynomials of the residuals instead of radial functions
/// of the density, and draws that are weighed against the model itself.
/// </remarks>
internal sealed class ResponseSurface
{
    private readonly double[][] _coefficients;   // of each residual
    private readonly double[] _least, _most;     // what the model gave; no polynomial goes far beyond
    private readonly int _dimensions;

    private ResponseSurface(double[][] coefficients, double[] least, double[] most, int dimensions) =>
        (_coefficients, _least, _most, _dimensions) = (coefficients, least, most, dimensions);

    /// <summary>Coefficients of a polynomial of so many coordinates: what a fit needs more points than.</summary>
    public static int CoefficientCount(int dimensions) => 1 + dimensions + (dimensions * (dimensions + 1) / 2);

    /// <summary>
    /// Fits the polynomials. Points near the best count most: each by the square root of its density relative to the best, at least a thousandth.
    /// </summary>
    /// <param name="points">Where the model was run.</param>
    /// <param name="residuals">What it gave there, a row a point.</param>
    /// <param name="minusTwiceLogDensities">Minus twice the log density at each point.</param>
    public static ResponseSurface Fit(IReadOnlyList<double[]> points, IReadOnlyList<double[]> residuals, IReadOnlyList<double> minusTwiceLogDensities)
    {
        int dimensions = points[0].Length, count = residuals[0].Length;
        double best = minusTwiceLogDensities.Min();
        var design = Matrix<double>.Build.Dense(points.Count, CoefficientCount(dimensions));
        var answers = Matrix<double>.Build.Dense(points.Count, count);
        var terms = new double[CoefficientCount(dimensions)];
        for (int row = 0; row < points.Count; row++)
        {
            double weight = Math.Max(1e-3, Math.Exp(-0.125 * (minusTwiceLogDensities[row] - best)));   // its square counts
            Terms(points[row], terms);
            for (int k = 0; k < terms.Length; k++) design[row, k] = weight * terms[k];
            for (int k = 0; k < count; k++) answers[row, k] = weight * residuals[row][k];
        }

        Matrix<double> solution = design.QR().Solve(answers);
        return new ResponseSurface(
            [.. Enumerable.Range(0, count).Select(k => solution.Column(k).ToArray())],
            [.. Enumerable.Range(0, count).Select(k => residuals.Min(r => r[k]))],
            [.. Enumerable.Range(0, count).Select(k => residuals.Max(r => r[k]))],
            dimensions);
    }

    /// <summary>Minus twice the log density at a point: the residuals' squares, and those of the coordinates, whose priors are standard normal.</summary>
    public double MinusTwiceLogDensity(ReadOnlySpan<double> point)
    {
        Span<double> terms = stackalloc double[CoefficientCount(_dimensions)];
        Terms(point, terms);
        double sum = 0;
        foreach (double x in point) sum += x * x;
        for (int k = 0; k < _coefficients.Length; k++)
        {
            double[] c = _coefficients[k];
            double residual = 0;
            for (int i = 0; i < terms.Length; i++) residual += c[i] * terms[i];
            residual = Math.Clamp(residual, _least[k], _most[k]);
            sum += residual * residual;
        }

        return sum;
    }

    private static void Terms(ReadOnlySpan<double> x, Span<double> terms)
    {
        int at = 0;
        terms[at++] = 1;
        foreach (double v in x) terms[at++] = v;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i; j < x.Length; j++) terms[at++] = x[i] * x[j];
        }
    }
}
