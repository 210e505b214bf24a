using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Least squares for residuals that move in small jumps, as counts of simulated patients do: damped Gauss-Newton whose central differences
/// span many jumps and shrink as the search closes in. Deterministic.
/// </summary>
/// <remarks>Damping after Marquardt (1963), J. SIAM 11:431-441. MathNet's own search takes steps far too small for such a function.</remarks>
internal static class GaussNewton
{
    private const double LongestMove = 1.5;
    private const double ShortestStep = 0.08;
    private const int Attempts = 4;

    /// <summary>
    /// Goes downhill from a point until <paramref name="iterations"/> are spent or the differences have shrunk away.
    /// </summary>
    /// <param name="residuals">The residuals at a point whose coordinates are of order one.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="step">Half the span of the first central differences.</param>
    /// <param name="iterations">Most Jacobians. Each costs two evaluations a coordinate and a few more.</param>
    /// <returns>The best point and its sum of squares.</returns>
    public static (double[] Point, double SumOfSquares) Minimise(
        Func<double[], double[]> residuals, ReadOnlySpan<double> start, double step, int iterations)
    {
        double[] point = start.ToArray();
        double[] at = residuals(point);
        double sum = Squares(at);
        double damping = 0.1;
        for (int iteration = 0; iteration < iterations && step >= ShortestStep; iteration++)
        {
            Matrix<double> jacobian = Differences(residuals, point, step, at.Length);
            Matrix<double> normal = jacobian.TransposeThisAndMultiply(jacobian);
            Vector<double> gradient = jacobian.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(at));
            bool improved = false;
            for (int attempt = 0; attempt < Attempts && !improved; attempt++)
            {
                Matrix<double> damped = normal + Matrix<double>.Build.DenseDiagonal(point.Length, damping * normal.Diagonal().Maximum());
                Vector<double> move = damped.Cholesky().Solve(-gradient);
                move *= Math.Min(1, LongestMove / Math.Max(1e-12, move.AbsoluteMaximum()));
                double[] next = [.. point.Select((x, i) => x + move[i])];
                double[] there = residuals(next);
                double value = Squares(there);
                improved = value < sum;
                if (improved) (point, at, sum) = (next, there, value);
                damping *= improved ? 0.3 : 4;
            }

            if (!improved) (step, damping) = (step / 2, 0.1);
        }

        return (point, sum);
    }

    /// <summary>
    /// The normal approximation's covariance at a minimum of half the sum of squares: the inverse of the normal matrix of central differences
    /// (Laplace).
    /// </summary>
    public static Matrix<double> Covariance(Func<double[], double[]> residuals, ReadOnlySpan<double> minimum, double step)
    {
        double[] point = minimum.ToArray();
        Matrix<double> jacobian = Differences(residuals, point, step, residuals(point).Length);
        return jacobian.TransposeThisAndMultiply(jacobian).Cholesky().Solve(Matrix<double>.Build.DenseIdentity(point.Length));
    }

    private static Matrix<double> Differences(Func<double[], double[]> residuals, double[] point, double step, int count)
    {
        Matrix<double> jacobian = Matrix<double>.Build.Dense(count, point.Length);
        for (int j = 0; j < point.Length; j++)
        {
            double[] moved = [.. point];
            moved[j] = point[j] + step;
            double[] above = residuals(moved);
            moved[j] = point[j] - step;
            double[] below = residuals(moved);
            for (int i = 0; i < count; i++) jacobian[i, j] = (above[i] - below[i]) / (2 * step);
        }

        return jacobian;
    }

    private static double Squares(double[] values) => values.Sum(v => v * v);
}
