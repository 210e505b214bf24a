using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

public class PosteriorSpreadTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "four points at (±1, ±1) turned by 45 degrees and stretched by 3 and 1/2: SDs along the axes 3s and s/2 with s² = 4/3, by coordinate the root of half the sum of squares")]
    public void A_turned_cross_gives_back_its_axes()
    {
        double s = Math.Sqrt(4.0 / 3), c = Math.Sqrt(0.5);
        ImmutableArray<ImmutableArray<double>> draws = [.. from a in new[] { -3.0, 3 } from b in new[] { -0.5, 0.5 } select ImmutableArray.Create(c * (a + b), c * (a - b))];

        PosteriorSpread found = PosteriorSpread.Of(draws);

        Assert.Equal(3 * s, found.Directions[0].Spread, 1e-12);
        Assert.Equal(s / 2, found.Directions[1].Spread, 1e-12);
        Assert.All(found.Directions[0].Weights, w => Assert.Equal(c, w, 1e-12));
        Assert.Equal(0, found.Directions[1].Weights.Sum(), 1e-12);
        Assert.All(found.Constants, x => Assert.Equal(Math.Sqrt(((9 * s * s) + (s * s / 4)) / 2), x, 1e-12));
        Assert.Throws<ArgumentException>(() => PosteriorSpread.Of([[1.0]]));
    }
}
