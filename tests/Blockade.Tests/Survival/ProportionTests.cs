using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

public class ProportionTests
{
    [Theory, InlineData(81, 263, 0.2553, 0.3662, 0.2527, 0.3676), InlineData(15, 148, 0.0624, 0.1605, 0.0578, 0.1617)]
    [InlineData(0, 20, 0, 0.1611, 0, 0.1684), InlineData(1, 29, 0.0061, 0.1718, 0.0009, 0.1776)]
    [Evidence(EvidenceKind.Published, "Newcombe (1998), Stat. Med. 17:857-872, table I, methods 3 and 5, four decimals")]
    public void Limits_are_the_published_ones(int part, int whole, double wilsonLower, double wilsonUpper, double exactLower, double exactUpper)
    {
        Estimate wilson = Proportion.Wilson(part, whole), exact = Proportion.ClopperPearson(part, whole);

        Assert.Equal(wilsonLower, wilson.Lower, 5e-5);
        Assert.Equal(wilsonUpper, wilson.Upper, 5e-5);
        Assert.Equal(exactLower, exact.Lower, 5e-5);
        Assert.Equal(exactUpper, exact.Upper, 5e-5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "none of n: Clopper and Pearson's upper limit is 1 - 0.025^(1/n); nothing of nothing has no share")]
    public void The_ends_are_closed_forms()
    {
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 40), Proportion.ClopperPearson(0, 40).Upper, 1e-12);
        Assert.Equal(Math.Pow(0.025, 1.0 / 40), Proportion.ClopperPearson(40, 40).Lower, 1e-12);
        Assert.True(double.IsNaN(Proportion.Wilson(0, 0).Value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(3, 2));
    }
}
