using Blockade.Calibration;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Tests.Calibration;

public class ImportanceSamplerTests
{
    private static readonly double[] Mean = [1, -2, 0.5];

    private static readonly Matrix<double> Covariance = Matrix<double>.Build.DenseOfArray(new[,] { { 2.0, 0.6, 0.0 }, { 0.6, 1.0, -0.3 }, { 0.0, -0.3, 0.5 } });

    [Theory]
    [InlineData(0, 1)]      // from the target's own mean and covariance
    [InlineData(1.5, 4)]    // from far off and too wide
    [InlineData(1.0, 0.3)]  // and too narrow
    [Evidence(EvidenceKind.Analytic, "a normal target: its mean and covariance, within five Monte Carlo standard errors of as many independent draws as the weights are worth")]
    public void A_normal_target_gives_back_its_moments(double off, double scale)
    {
        Matrix<double> precision = Covariance.Inverse();
        double Target(double[] x)
        {
            Vector<double> d = Vector<double>.Build.DenseOfArray(x) - Vector<double>.Build.DenseOfArray(Mean);
            return d * precision * d;
        }

        (double[][] points, double[] weights) = ImportanceSampler.Sample(
            Target, [.. Mean.Select(m => m + off)], Covariance * scale, 6, 500, new RandomSource(3), cancellation: TestContext.Current.CancellationToken);

        double size = ImportanceSampler.EffectiveSize(weights);
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.True(size > 1000, $"3,000 points of a learned proposal are worth {size} only");
        for (int i = 0; i < 3; i++)
        {
            double mean = points.Select((p, k) => weights[k] * p[i]).Sum();
            Assert.Equal(Mean[i], mean, 5 * Math.Sqrt(Covariance[i, i] / size));
            for (int j = 0; j < 3; j++)
            {
                // the variance of a normal's sample covariance: (s_ii s_jj + s_ij^2) / n
                double covariance = points.Select((p, k) => weights[k] * (p[i] - Mean[i]) * (p[j] - Mean[j])).Sum();
                double error = Math.Sqrt(((Covariance[i, i] * Covariance[j, j]) + (Covariance[i, j] * Covariance[i, j])) / size);
                Assert.Equal(Covariance[i, j], covariance, 5 * error);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the curved target x1 ~ N(0, 1), x2 | x1 ~ N(x1^2, 1/4): E x1 = 0, E x2 = 1, Var x2 = 2 + 1/4")]
    public void A_curved_target_gives_back_its_moments()
    {
        double Target(double[] x) => (x[0] * x[0]) + (4 * (x[1] - (x[0] * x[0])) * (x[1] - (x[0] * x[0])));

        (double[][] points, double[] weights) = ImportanceSampler.Sample(
            Target, [0, 0], Matrix<double>.Build.DenseIdentity(2), 8, 1000, new RandomSource(4), cancellation: TestContext.Current.CancellationToken);

        double size = ImportanceSampler.EffectiveSize(weights);
        double first = points.Select((p, k) => weights[k] * p[0]).Sum(), second = points.Select((p, k) => weights[k] * p[1]).Sum();
        Assert.True(size > 500, $"8,000 points are worth {size} only");
        Assert.Equal(0, first, 5 / Math.Sqrt(size));
        Assert.Equal(1, second, 5 * Math.Sqrt(2.25 / size));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a density of zero, given as no number, gets no weight")]
    public void Where_the_density_is_zero_there_is_no_weight()
    {
        (double[][] points, double[] weights) = ImportanceSampler.Sample(
            x => x[0] < 0 ? double.NaN : x[0] * x[0], [0], Matrix<double>.Build.DenseIdentity(1), 3, 200, new RandomSource(5), cancellation: TestContext.Current.CancellationToken);

        Assert.Contains(points, p => p[0] < 0);
        Assert.All(points.Zip(weights), p => Assert.True(p.First[0] >= 0 || p.Second == 0));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "equal weights are worth their number, one weight is worth one; systematic resampling takes each point n w times, rounded up or down")]
    public void Weights_are_worth_what_they_say()
    {
        double[] weights = [0.5, 0.05, 0.2, 0.25];
        int[] chosen = ImportanceSampler.Resample(weights, 10, 0.37);

        Assert.Equal(4, ImportanceSampler.EffectiveSize([0.25, 0.25, 0.25, 0.25]), 1e-12);
        Assert.Equal(1, ImportanceSampler.EffectiveSize([0, 1, 0]), 1e-12);
        Assert.Equal(10, chosen.Length);
        for (int i = 0; i < weights.Length; i++) Assert.InRange(chosen.Count(c => c == i), Math.Floor(10 * weights[i]), Math.Ceiling(10 * weights[i]));
    }
}
