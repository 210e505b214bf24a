using Blockade.Testing;
using CsCheck;

namespace Blockade.Reporting.Tests.Figures;

public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(0, 24, false, "0 5 10 15 20 25")]
    [InlineData(-3, 7, false, "\u22124 \u22122 0 2 4 6 8")]
    [InlineData(0.5, 1.3, true, "0.5 1 2")]
    [InlineData(0.01, 1000, true, "0.01 0.1 1 10 100 1000")]
    [InlineData(2e5, 3e7, true, "10\u2075 10\u2076 10\u2077 10\u2078")]
    [Evidence(EvidenceKind.Analytic, "round ticks that enclose the data")]
    public void Ticks_are_round_and_enclose_the_data(double min, double max, bool logarithmic, string expected) =>
        Assert.Equal(expected, string.Join(' ', AxisScale.Around(min, max, logarithmic, wanted: 5).Ticks.Select(t => t.Label)));

    [Fact, Evidence(EvidenceKind.Analytic, "an axis encloses its data, has three to twelve ticks, and ends on a tick")]
    public void Any_range_gets_an_axis() =>
        Gen.Select(Gen.Double[-9, 9], Gen.Double[0.02, 6], Gen.Bool).Sample((low, span, logarithmic) =>
        {
            (double min, double max) = logarithmic ? (Math.Pow(10, low), Math.Pow(10, low + span)) : (low, low + span);
            AxisScale scale = AxisScale.Around(min, max, logarithmic, wanted: 5);

            Assert.True(scale.Min <= scale.Position(min) + 1e-6 && scale.Max >= scale.Position(max) - 1e-6);
            Assert.InRange(scale.Ticks.Length, 2, 12);
            Assert.Equal((scale.Min, scale.Max), (scale.Ticks[0].Position, scale.Ticks[^1].Position));
            Assert.Equal(scale.Ticks.Length, scale.Ticks.Select(t => t.Label).Distinct().Count());
        });

    [Fact, Evidence(EvidenceKind.Analytic, "boxes of given height in a column")]
    public void Direct_labels_never_overlap_where_there_is_room() =>
        Gen.Float[0, 500].Array[1, 7].Sample(wanted =>
        {
            float[] tops = [.. wanted.Order()], heights = [.. wanted.Select((_, i) => 28f * (1 + i % 2))];
            float[] placed = DirectLabels.Spread(tops, heights, top: 0, bottom: 540);

            for (int i = 0; i < placed.Length; i++)
            {
                Assert.InRange(placed[i], -0.01f, 540.01f - heights[i]);
                if (i > 0) Assert.True(placed[i] >= placed[i - 1] + heights[i - 1] - 0.01f);
            }
        });
}
