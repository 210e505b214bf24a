using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Populations;

public class ResidualErrorTests
{
    private const int Draws = 20_000;

    [Theory, InlineData(20.0), InlineData(150.0)]
    [Evidence(EvidenceKind.Published, "Quartino 2019, doi:10.1007/s00280-018-3728-z: residual 19.7 % proportional and 1.38 ug/mL additive")]
    public void Trastuzumab_scatters_by_both_parts(double milligramsPerLitre)
    {
        double[] observed = Observe(ResidualError.OfTrastuzumab(Her2Evidence.Parameters().Value!), milligramsPerLitre);

        double sd = Math.Sqrt(Math.Pow(0.197 * milligramsPerLitre, 2) + (1.38 * 1.38));
        double mean = observed.Average();
        double spread = Math.Sqrt(observed.Sum(o => (o - mean) * (o - mean)) / (Draws - 1));
        Assert.Equal(milligramsPerLitre, mean, 4 * sd / Math.Sqrt(Draws));          // four standard errors of a mean
        Assert.Equal(1, spread / sd, 4 / Math.Sqrt(2.0 * Draws));                   // and of a normal's SD
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Garg 2014, doi:10.1007/s00280-014-2560-3: residual 18.1 %, additive on the logarithm")]
    public void Pertuzumab_scatters_on_the_logarithm()
    {
        double[] logs = [.. Observe(ResidualError.OfPertuzumab(Her2Evidence.Parameters().Value!), 60).Select(o => Math.Log(o / 60))];

        double mean = logs.Average();
        double spread = Math.Sqrt(logs.Sum(o => (o - mean) * (o - mean)) / (Draws - 1));
        Assert.Equal(0, mean, 4 * 0.181 / Math.Sqrt(Draws));
        Assert.Equal(1, spread / 0.181, 4 / Math.Sqrt(2.0 * Draws));
    }

    private static double[] Observe(ResidualError error, double milligramsPerLitre)
    {
        RandomSequence random = new RandomSource(5).Sequence((ushort)DrawPurpose.Observation, 0);
        var observed = new double[Draws];
        for (int i = 0; i < Draws; i++) observed[i] = error.Observe(milligramsPerLitre, ref random);
        return observed;
    }
}
