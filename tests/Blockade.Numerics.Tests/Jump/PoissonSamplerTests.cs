using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

public class PoissonSamplerTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(9.99)]
    [InlineData(10)]
    [InlineData(14.5)]
    [InlineData(123.4)]
    [InlineData(2000)]
    [Evidence(EvidenceKind.Analytic, "p(k) = mean p(k - 1) / k")]
    public void Counts_have_the_probabilities_of_the_Poisson_law(double mean)
    {
        int size = (int)(mean + (12 * Math.Sqrt(mean)) + 20);
        var law = new double[size];
        double log = -mean;
        for (int k = 0; k < size; k++)
        {
            law[k] = Math.Exp(log);
            log += Math.Log(mean / (k + 1));
        }

        RandomSequence random = new RandomSource(5).Sequence(0, 0);
        var counts = new int[size];
        for (int i = 0; i < 200_000; i++) counts[(int)PoissonSampler.Next(mean, ref random)]++;

        ChiSquare.Passes(counts, law);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e18)]
    [Evidence(EvidenceKind.Analytic, "for large means (k - mean) / sqrt(mean) is standard normal: mean 0, variance 1")]
    public void Large_means_keep_mean_and_variance(double mean)
    {
        const int Runs = 100_000;
        RandomSequence random = new RandomSource(6).Sequence(0, 0);
        (double sum, double squares) = (0, 0);
        for (int i = 0; i < Runs; i++)
        {
            double z = (PoissonSampler.Next(mean, ref random) - mean) / Math.Sqrt(mean);
            sum += z;
            squares += z * z;
        }

        // four standard errors: refused once in 16,000
        Assert.Equal(0, sum / Runs, 4 / Math.Sqrt(Runs));
        Assert.Equal(1, squares / Runs, 4 * Math.Sqrt(2.0 / Runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a mean of zero has one outcome")]
    public void Nothing_comes_of_nothing()
    {
        RandomSequence random = new RandomSource(7).Sequence(0, 0);

        Assert.Equal(0, PoissonSampler.Next(0, ref random));
    }
}
