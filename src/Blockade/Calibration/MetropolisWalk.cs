using Blockade.Numerics.Random;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>A random walk whose steps learn their covariance while it settles and keep it from then on. Deterministic.</summary>
/// <remarks>Haario, Saksman and Tamminen (2001), Bernoulli 7:223-242, doi:10.2307/3318737; the scale 2.38/sqrt(d) after Roberts, Gelman and Gilks (1997).</remarks>
internal static class MetropolisWalk
{
    private const int SettlingSteps = 40_000;   // half of it on the given covariance

    /// <summary>Every n-th point of the walk after it has settled, and the share of its steps that were taken.</summary>
    /// <param name="minusTwiceLogDensity">The density, cheap.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="covariance">About the density's.</param>
    /// <param name="points">Points wanted.</param>
    /// <param name="apart">Steps from one to the next.</param>
    /// <param name="random">Draws.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (double[][] Points, double Accepted) Sample(
        Func<double[], double> minusTwiceLogDensity, IReadOnlyList<double> start, Matrix<double> covariance, int points, int apart, RandomSequence random,
        CancellationToken cancellation)
    {
        int n = start.Count;
        double scale = 2.38 / Math.Sqrt(n);
        Matrix<double> root = covariance.Cholesky().Factor * scale;
        double[] here = [.. start], there = new double[n], normal = new double[n];
        double now = minusTwiceLogDensity(here);
        var seen = new List<double[]>();
        var kept = new double[points][];
        long taken = 0, steps = SettlingSteps + ((long)points * apart);
        for (long step = 1; step <= steps; step++)
        {
            if (step % 1000 == 0) cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < n; i++) normal[i] = random.NextNormal();
            for (int i = 0; i < n; i++)
            {
                double sum = here[i];
                for (int j = 0; j <= i; j++) sum += root[i, j] * normal[j];
                there[i] = sum;
            }

            double next = minusTwiceLogDensity(there);
            if (Math.Log(random.NextUniform()) < 0.5 * (now - next))
            {
                (here, there, now) = (there, here, next);
                if (step > SettlingSteps) taken++;
            }

            if (step > SettlingSteps / 4 && step <= SettlingSteps / 2 && step % 5 == 0) seen.Add([.. here]);
            if (step == SettlingSteps / 2) root = Covariance(seen).Cholesky().Factor * scale;
            if (step > SettlingSteps && (step - SettlingSteps) % apart == 0) kept[((step - SettlingSteps) / apart) - 1] = [.. here];
        }

        return (kept, taken / (double)(steps - SettlingSteps));
    }

    private static Matrix<double> Covariance(List<double[]> points)
    {
        int n = points[0].Length;
        var mean = Vector<double>.Build.Dense(n);
        foreach (double[] p in points) mean += Vector<double>.Build.DenseOfArray(p) / points.Count;
        Matrix<double> covariance = Matrix<double>.Build.DenseIdentity(n) * 1e-9;   // a walk that stood still has none
        foreach (double[] p in points)
        {
            Vector<double> d = Vector<double>.Build.DenseOfArray(p) - mean;
            covariance += d.OuterProduct(d) / points.Count;
        }

        return covariance;
    }
}
