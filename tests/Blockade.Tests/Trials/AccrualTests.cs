using Blockade.Designs;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

public class AccrualTests
{
    private static readonly Accrual.Piecewise Slow = new([new(6, 5), new(18, 20)]);
    private static readonly Accrual.Piecewise Pause = new([new(4, 8), new(6, 0), new(10, 12)]);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "5 a month for 6 months and 20 for 18: 30 and 360 patients of 390")]
    public void Periods_are_filled_in_the_proportion_of_their_rates()
    {
        // one rounding of each of a few operations on numbers of this size
        Assert.Equal([0, 15.0 / 390, 30.0 / 390, 210.0 / 390, 1, 1], new[] { -1.0, 3, 6, 15, 24, 99 }.Select(Slow.Share), new Near(1e-15));
        Assert.Equal([0.0, 3, 6, 15, 24], new[] { 0, 15.0 / 390, 30.0 / 390, 210.0 / 390, 1 }.Select(Slow.TimeOf), new Near(1e-14));
        Assert.Equal((24.0, 20.0), (Slow.Months, Pause.Months));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nobody enters in a period without patients")]
    public void A_pause_takes_nobody()
    {
        for (int i = 0; i <= 1000; i++)
        {
            double entry = Pause.TimeOf(i / 1000.0);
            Assert.True(entry <= 4 || entry >= 10, $"{entry}");
            Assert.Equal(i / 1000.0, Pause.Share(entry), 1e-14);
        }
    }

    // rpact prints 16 digits; ours integrates piecewise smooth functions by Gauss-Legendre of order 128 between their breaks, to rounding: 1e-12 for both.
    // rpact's dropout of 5 % in 12 months is ours of 5 % a year.
    [Theory]
    [InlineData(12, 0.0655753216467263, 0.0896665559254194)]
    [InlineData(24, 0.3402552709289871, 0.3926741291592022)]
    [InlineData(30, 0.4915541317895213, 0.5310878312887134)]
    [InlineData(40, 0.6583923437398850, 0.6933861036961163)]
    [Evidence(EvidenceKind.OtherProgram, "rpact 3.3.4, getEventProbabilities: accrualTime c(0,6,24) with 5 and 20 a month and dropout 5 %; and c(0,4,10,20) with 8, 2 and 12, two to one")]
    public void Events_under_piecewise_accrual_are_those_of_rpact(double months, double slow, double dip)
    {
        AnalyticTrial trial = new()
        {
            Patients = 390,
            Arms = [new("control", SurvivalLaw.OfMedian(12)), new("new", SurvivalLaw.OfMedian(12).Times(0.65))],
            Accrual = Slow,
            DropoutPerYear = 0.05,
        };
        AnalyticTrial twoToOne = trial with
        {
            Arms = [trial.Arms[0], trial.Arms[1] with { Ratio = 2 }], Accrual = new Accrual.Piecewise([new(4, 8), new(6, 2), new(10, 12)]), DropoutPerYear = 0,
        };

        Assert.Equal(slow, TrialForecast.At(trial, months).EventShare, 1e-12);
        Assert.Equal(dip, TrialForecast.At(twoToOne, months).EventShare, 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract")]
    public void Accrual_without_patients_or_without_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Accrual.Piecewise([]));
        Assert.Throws<ArgumentException>(() => new Accrual.Piecewise([new(6, 0)]));
        Assert.Throws<ArgumentException>(() => new Accrual.Piecewise([new(0, 5), new(6, 1)]));
        Assert.Throws<ArgumentException>(() => new Accrual.Piecewise([new(6, double.NaN)]));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(x));

        public int GetHashCode(double obj) => 0;
    }
}
