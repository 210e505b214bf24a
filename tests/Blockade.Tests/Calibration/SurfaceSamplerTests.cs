using Blockade.Calibration;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Tests.Calibration;

public class SurfaceSamplerTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "linear residuals A x - b with standard normal priors: a normal posterior with precision A'A + I and mean (A'A + I)^-1 A'b; polynomials are exact, so that all weights are equal")]
    public void A_linear_model_gives_back_the_normal_posterior()
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new[,] { { 2.0, 0.5, 0.0 }, { 0.3, -1.0, 1.5 } });
        Vector<double> b = Vector<double>.Build.DenseOfArray([1.0, -2.0]);
        Matrix<double> covariance = (a.TransposeThisAndMultiply(a) + Matrix<double>.Build.DenseIdentity(3)).Inverse();
        Vector<double> mean = covariance * a.TransposeThisAndMultiply(b);
        double[] Residuals(double[] x) => [.. (a * Vector<double>.Build.DenseOfArray(x)) - b, .. x];

        (double[][] points, double[] weights) = Sampler(Residuals, 2, [.. mean], covariance).Sample(2, 400);

        Assert.Equal(2000, points.Length);
        Assert.Equal(2000, ImportanceSampler.EffectiveSize(weights), 1e-3);
        Moments(points, weights, mean, covariance, 2000);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the residual 3 (exp(x1/2) + x2 - 1), which is no polynomial: its posterior's moments summed over a grid of 600 x 600")]
    public void A_model_that_is_no_polynomial_is_weighed_to_its_posterior()
    {
        static double[] Residuals(double[] x) => [3 * (Math.Exp(x[0] / 2) + x[1] - 1), x[0], x[1]];
        (double total, double m1, double m2, double m11, double m22) = (0, 0, 0, 0, 0);
        for (int i = 0; i < 600; i++)
        {
            for (int j = 0; j < 600; j++)
            {
                double[] x = [-6 + (0.02 * i), -6 + (0.02 * j)];
                double density = Math.Exp(-0.5 * Residuals(x).Sum(r => r * r));
                (total, m1, m2, m11, m22) = (total + density, m1 + (density * x[0]), m2 + (density * x[1]), m11 + (density * x[0] * x[0]), m22 + (density * x[1] * x[1]));
            }
        }

        (double[][] points, double[] weights) = Sampler(Residuals, 1, [0, 0], Matrix<double>.Build.DenseIdentity(2) * 0.5).Sample(3, 800);

        double size = ImportanceSampler.EffectiveSize(weights);
        Assert.True(size > 2000, $"4,000 points are worth {size} only");
        (double v1, double v2) = ((m11 / total) - (m1 / total * (m1 / total)), (m22 / total) - (m2 / total * (m2 / total)));
        Assert.Equal(m1 / total, points.Select((p, k) => weights[k] * p[0]).Sum(), 5 * Math.Sqrt(v1 / size));   // five standard errors
        Assert.Equal(m2 / total, points.Select((p, k) => weights[k] * p[1]).Sum(), 5 * Math.Sqrt(v2 / size));
        Assert.Equal(v1, points.Select((p, k) => weights[k] * (p[0] - (m1 / total)) * (p[0] - (m1 / total))).Sum(), 5 * v1 * Math.Sqrt(3 / size));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same seed, the same points")]
    public void The_same_seed_gives_the_same_points()
    {
        static double[] Residuals(double[] x) => [3 * (Math.Exp(x[0] / 2) + x[1] - 1), x[0], x[1]];
        (double[][] Points, double[] Weights) Once() => Sampler(Residuals, 1, [0, 0], Matrix<double>.Build.DenseIdentity(2)).Sample(2, 50);
        (double[][] one, double[] weights) = Once();
        (double[][] other, double[] again) = Once();

        Assert.Equal(one, other);
        Assert.Equal(weights, again);
    }

    private static SurfaceSampler Sampler(Func<double[], double[]> residuals, int count, double[] mode, Matrix<double> covariance) =>
        new(residuals, count, mode, covariance, new RandomSource(8), null, TestContext.Current.CancellationToken);

    // means and covariances within five standard errors of so many independent draws
    private static void Moments(double[][] points, double[] weights, Vector<double> mean, Matrix<double> covariance, double size)
    {
        for (int i = 0; i < mean.Count; i++)
        {
            Assert.Equal(mean[i], points.Select((p, k) => weights[k] * p[i]).Sum(), 5 * Math.Sqrt(covariance[i, i] / size));
            for (int j = 0; j < mean.Count; j++)
            {
                double found = points.Select((p, k) => weights[k] * (p[i] - mean[i]) * (p[j] - mean[j])).Sum();
                Assert.Equal(covariance[i, j], found, 5 * Math.Sqrt(((covariance[i, i] * covariance[j, j]) + (covariance[i, j] * covariance[i, j])) / size));
            }
        }
    }
}
