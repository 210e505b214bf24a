using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Random;

public class PhiloxTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0ul, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    [Evidence(EvidenceKind.Published, "known-answer vectors of Random123 1.09, kat_vectors, philox4x32 10")]
    public void Blocks_equal_the_known_answers(
        uint c0, uint c1, uint c2, uint c3, ulong key, uint w0, uint w1, uint w2, uint w3)
    {
        Assert.Equal((w0, w1, w2, w3), Philox.Block(c0, c1, c2, c3, key));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "moments of the standard normal; six standard errors at n = 200,000")]
    public void Normals_have_mean_zero_and_variance_one()
    {
        const int n = 200_000;
        RandomSequence sequence = new RandomSource(1).Sequence(purpose: 1, i: 2, j: 3);

        double sum = 0, sumOfSquares = 0;
        for (int k = 0; k < n; k++)
        {
            double z = sequence.NextNormal();
            sum += z;
            sumOfSquares += z * z;
        }

        Assert.Equal(0, sum / n, 6 / Math.Sqrt(n));
        Assert.Equal(1, sumOfSquares / n, 6 * Math.Sqrt(2.0 / n));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an address names its draws")]
    public void Sequences_repeat_at_one_address_and_differ_at_others()
    {
        var random = new RandomSource(7);
        RandomSequence first = random.Sequence(1, 2, 3);
        RandomSequence again = random.Sequence(1, 2, 3);
        RandomSequence[] others = [random.Sequence(2, 2, 3), random.Sequence(1, 3, 3), random.Sequence(1, 2, 4), new RandomSource(8).Sequence(1, 2, 3)];

        ulong draw = first.NextUInt64();

        Assert.Equal(draw, again.NextUInt64());
        foreach (RandomSequence other in others)
        {
            RandomSequence cursor = other;
            Assert.NotEqual(draw, cursor.NextUInt64());
        }
    }
}
