using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

public class GrowthSignalTests
{
    private static readonly GrowthSignal Signal = new(SampleTumour.Parameters with { SignalHalfScale = 5, AktWeight = 8, ErkWeight = 0.5 });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "w1 o1/(k + o1) + w2 o2/(k + o2) with odds o and half-scale k")]
    public void The_signal_is_a_weighted_sum_of_saturating_odds()
    {
        Assert.Equal((8 * 2 / 7.0) + (0.5 * 3 / 8.0), Signal.Of(Math.Log(2), Math.Log(3)), 1e-14);
        Assert.Equal(4.25, Signal.Of(Math.Log(5), Math.Log(5)), 1e-14);   // half of each weight
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "limits: odds to infinity give the sum of the weights, odds to zero give nothing")]
    public void The_signal_lies_between_nothing_and_the_sum_of_the_weights()
    {
        Assert.Equal(8.5, Signal.Of(800, 800));
        Assert.Equal(0, Signal.Of(-800, -800));
        Assert.Equal(8, Signal.Of(double.PositiveInfinity, double.NegativeInfinity));
        for (double odds = -30; odds < 30; odds += 0.5) Assert.True(Signal.Of(odds + 0.5, 0) > Signal.Of(odds, 0) - 1e-15);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the untreated cell is one by definition; a cell without any signal cannot be divided by")]
    public void The_relative_signal_of_the_untreated_cell_is_one()
    {
        Assert.Equal(1, Signal.Relative(0.3, -1, 0.3, -1));
        Assert.Equal(0, Signal.Relative(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity));
    }
}
