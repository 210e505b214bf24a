using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Blockade.Numerics.Tests.Random;

/// <summary>
/// Distributions against their closed forms. Seeds are fixed, so a test passes or fails for ever; the level, 1e-6, is the chance
/// that a perfect generator would have failed with the seed chosen here.
/// </summary>
public class RandomSequenceTests
{
    private const int Draws = 200_000;

    // Kolmogorov's limit: P(sqrt(n) D > x) = 2 exp(-2 x^2) for large x, so x = sqrt(ln(2 / level) / 2)
    private static readonly double KolmogorovBound = Math.Sqrt(Math.Log(2 / 1e-6) / 2) / Math.Sqrt(Draws);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Kolmogorov-Smirnov: uniform on (0, 1), level 1e-6")]
    public void Uniforms_are_uniform() => AssertDistribution((ref RandomSequence s) => s.NextUniform(), x => x);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "Kolmogorov-Smirnov: normal distribution function of MathNet.Numerics 5.0, level 1e-6")]
    public void Normals_are_normal() => AssertDistribution((ref RandomSequence s) => s.NextNormal(), x => Normal.CDF(0, 1, x));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Kolmogorov-Smirnov: 1 - exp(-x), level 1e-6")]
    public void Exponentials_are_exponential() => AssertDistribution((ref RandomSequence s) => s.NextExponential(), x => 1 - Math.Exp(-x));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Box and Muller's pair is independent: x^2 + y^2 is exponential with mean two")]
    public void Both_normals_of_a_pair_are_independent() => AssertDistribution(
        (ref RandomSequence s) => s.NextNormal() is var x && s.NextNormal() is var y ? (x * x) + (y * y) : 0, r => 1 - Math.Exp(-r / 2));

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(10), InlineData(97), InlineData(1000)]
    [Evidence(EvidenceKind.OtherProgram, "chi-square with MathNet.Numerics 5.0's incomplete gamma function, level 1e-6")]
    public void Whole_numbers_are_equally_likely(int bound)
    {
        RandomSequence sequence = new RandomSource(11).Sequence(1, (uint)bound);
        var counts = new int[bound];
        for (int k = 0; k < Draws; k++) counts[sequence.NextInt32(bound)]++;   // an index outside would throw

        double expected = (double)Draws / bound;
        double statistic = counts.Sum(c => (c - expected) * (c - expected) / expected);
        if (bound > 1) Assert.True(SpecialFunctions.GammaUpperRegularized((bound - 1) / 2.0, statistic / 2) > 1e-6, $"chi-square {statistic}");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with bound 3 * 2^29, multiplication without rejection would favour no residue class by more than 2^-33, taking remainders of 31 bits some by a half")]
    public void A_large_bound_has_no_favourites()
    {
        const int bound = 3 << 29;
        RandomSequence sequence = new RandomSource(12).Sequence(1, 0);
        int low = 0;
        for (int k = 0; k < Draws; k++)
        {
            if (sequence.NextInt32(bound) < bound / 3) low++;
        }

        Assert.Equal(Draws / 3.0, low, 5 * Math.Sqrt(Draws * 2 / 9.0));   // five deviations of a binomial with p = 1/3: 6e-7
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each of the 64 bits is a fair coin; six deviations, 2e-9 each")]
    public void Every_bit_is_fair()
    {
        RandomSequence sequence = new RandomSource(13).Sequence(1, 0);
        var ones = new int[64];
        for (int k = 0; k < Draws; k++)
        {
            ulong word = sequence.NextUInt64();
            for (int bit = 0; bit < 64; bit++) ones[bit] += (int)((word >> bit) & 1);
        }

        foreach (int count in ones) Assert.Equal(Draws / 2.0, count, 6 * Math.Sqrt(Draws) / 2);
    }

    [Theory, InlineData(0u, 1u, 1, 1), InlineData(1u, 0u, 1, 1), InlineData(0u, 0u, 2, 1), InlineData(0u, 0u, 1, 2)]
    [Evidence(EvidenceKind.Analytic, "sequences at neighbouring addresses are uncorrelated: five deviations, 6e-7")]
    public void Neighbours_are_uncorrelated(uint i, uint j, int purpose, int seed)
    {
        RandomSequence first = new RandomSource(1).Sequence(1, 0);
        RandomSequence second = new RandomSource((ulong)seed).Sequence((ushort)purpose, i, j);
        double sum = 0;
        for (int k = 0; k < Draws; k++) sum += first.NextNormal() * second.NextNormal();

        Assert.Equal(0, sum / Draws, 5 / Math.Sqrt(Draws));
    }

    [Theory, InlineData(0), InlineData(-1)]
    [Evidence(EvidenceKind.Analytic, "no whole number lies below zero or one that is negative")]
    public void A_bound_that_leaves_nothing_is_refused(int bound)
    {
        RandomSequence sequence = new RandomSource(1).Sequence(1, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.NextInt32(bound));
    }

    private delegate double Draw(ref RandomSequence sequence);

    private static void AssertDistribution(Draw draw, Func<double, double> distribution)
    {
        RandomSequence sequence = new RandomSource(10).Sequence(1, 0);
        var values = new double[Draws];
        for (int k = 0; k < Draws; k++) values[k] = draw(ref sequence);
        Array.Sort(values);
        double distance = 0;
        for (int k = 0; k < Draws; k++)
        {
            double p = distribution(values[k]);
            distance = Math.Max(distance, Math.Max(((k + 1.0) / Draws) - p, p - ((double)k / Draws)));
        }

        Assert.True(distance <= KolmogorovBound, $"distance {distance:E3}, bound {KolmogorovBound:E3}");
    }
}
