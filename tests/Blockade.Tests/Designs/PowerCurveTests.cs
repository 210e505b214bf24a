using Blockade.Designs;
using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Designs;

public class PowerCurveTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "proportional hazards: the events at which replicates cut at many counts reach 80 % are Schoenfeld's, to the curve's own limits and 3 %")]
    public void The_curve_crosses_a_power_where_the_formula_says()
    {
        var goal = new DesignGoal(0.8, 0.05, BoundarySides.Both, [1], BoundaryShape.OBrienFleming);
        AnalyticTrial trial = new()
        {
            Patients = 300,
            Arms = [new("control", SurvivalLaw.OfMedian(10)), new("new", SurvivalLaw.OfMedian(10).Times(0.65))],
            Accrual = Accrual.Even(12),
        };
        var tests = PowerCurve.Tests(Endpoint.OverallSurvival, 300, goal);
        PowerCurve curve = PowerCurve.Of(tests, trial.Run(tests, new RandomSource(2), 600, 4, TestContext.Current.CancellationToken), 300);

        Estimate events = curve.EventsFor(0.8);

        double formula = SampleSize.Schoenfeld(0.65, SampleSize.Drift(0.05, 2, 0.8));
        Assert.InRange(formula, 0.97 * events.Lower, 1.03 * events.Upper);
        Assert.InRange(events.Value, events.Lower, events.Upper);
        Assert.InRange(curve.MonthsFor(events.Value), 6, 30);
        Assert.True(double.IsNaN(curve.EventsFor(0.9999999).Upper));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "between (16 events, 0.5) and (64, Phi(1)) the quantile rises by one over roots 4 to 8: Phi(0.5) is at root 6")]
    public void Between_points_the_quantile_is_straight_over_the_root_of_events()
    {
        static DesignPoint Point(int events, double power) => new(events, 100, new Estimate(power, power, power), events / 4.0);
        PowerCurve curve = new([Point(16, 0.5), Point(64, 0.8413447460685429)]);

        Assert.Equal(36, curve.EventsFor(0.6914624612740131).Value, 1e-9);
        Assert.Equal(9, curve.MonthsFor(36), 1e-12);
    }
}
