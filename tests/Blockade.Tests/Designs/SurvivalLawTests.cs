using Blockade.Designs;
using Blockade.Testing;

namespace Blockade.Tests.Designs;

public class SurvivalLawTests
{
    public static TheoryData<string> Laws => ["constant", "pieces", "weibull", "delayed", "crossing", "curve"];

    [Theory, MemberData(nameof(Laws))]
    [Evidence(EvidenceKind.Analytic, "the time at which the hazard has added up to H has the cumulative hazard H, whose derivative is the hazard")]
    public void Hazard_and_time_are_inverse(string name)
    {
        SurvivalLaw law = Law(name);
        foreach (double h in new[] { 1e-6, 0.1, 0.5, 1, 2.5 })
        {
            double t = law.TimeAt(h);
            Assert.Equal(h, law.CumulativeHazard(t), 1e-12 * Math.Max(1, h));
            double step = 1e-5 * t;
            if (law.Breaks.Any(b => Math.Abs(b - t) <= 2 * step)) continue;
            double slope = (law.CumulativeHazard(t + step) - law.CumulativeHazard(t - step)) / (2 * step);
            Assert.Equal(1, slope / law.Hazard(t), 1e-6);   // the step's square, and rounding over the step
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "medians, and the points of a curve")]
    public void A_law_goes_through_what_it_is_made_of()
    {
        Assert.Equal(0.5, SurvivalLaw.OfMedian(12).Survival(12), 1e-15);
        Assert.Equal(Math.Exp(-1), new SurvivalLaw.Weibull(1.7, 9).Survival(9), 1e-15);
        Assert.Equal(0.8, Law("curve").Survival(6), 1e-14);
        Assert.Equal(0.3, Law("curve").Survival(24), 1e-14);
        Assert.Equal(double.PositiveInfinity, SurvivalLaw.OfMedian(5).Times([0, 10], [1, 0]).TimeAt(50));
        Assert.Throws<ArgumentException>(() => SurvivalLaw.Through([(6, 0.5), (5, 0.4)]));
        Assert.Throws<ArgumentException>(() => new SurvivalLaw.Piecewise([1], [0.1]));
    }

    internal static SurvivalLaw Law(string name) => name switch
    {
        "constant" => SurvivalLaw.OfMedian(12),
        "pieces" => new SurvivalLaw.Piecewise([0, 3, 9], [0.05, 0.12, 0.02]),
        "weibull" => new SurvivalLaw.Weibull(1.4, 15),
        "delayed" => SurvivalLaw.OfMedian(12).Times([0, 4], [1, 0.6]),
        "crossing" => new SurvivalLaw.Weibull(0.8, 10).Times([0, 6], [1.3, 0.5]),
        _ => SurvivalLaw.Through([(6, 0.8), (12, 0.55), (24, 0.3)]),
    };
}
