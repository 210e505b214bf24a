using System.Collections.Immutable;
using Blockade.Designs;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Designs;

/// <summary>Cheap replicates: what a design promises in its formulas is what ten thousand trials do.</summary>
public class AnalyticTrialTests
{
    private const int Replicates = 10_000;

    private static readonly PlannedTest ThreeLooks = PlannedTest.Of(
        "three looks", Endpoint.OverallSurvival, [50, 75, 100], new BoundaryShape.LanDeMetsOBrienFleming(), 0.05, BoundarySides.Both);

    private static readonly AnalyticTrial Trial = new()
    {
        Patients = 160,
        Arms = [new("control", SurvivalLaw.OfMedian(10)), new("new", SurvivalLaw.OfMedian(10))],
        Accrual = new Accrual.Power(12, 1.5),
        DropoutPerYear = 0.05,
        StratumHazardRatios = [0.7, 1.5],
    };

    private static readonly Lazy<TestCharacteristics> Null = new(() => Of(Trial, ThreeLooks, identical: true));
    private static readonly Lazy<TestCharacteristics> Effect = new(() => Of(With(0.6), ThreeLooks));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "identical arms: three looks together err in 5 % of 10,000 replicates, half to each side, spent as planned; four binomial standard errors")]
    public void Identical_arms_stop_at_the_rate_that_is_spent()
    {
        TestCharacteristics found = Null.Value;

        // a log-rank statistic of d events is normal to about 1/(4 d) of the tail: below 0.003 here, as where one look is tested
        double Bound(double p) => (4 * Math.Sqrt(p * (1 - p) / Replicates)) + 0.003;
        Assert.Equal(0.025, found.Success.Value, Bound(0.025));
        Assert.Equal(0.025, found.Harm.Value, Bound(0.025));
        double before = 0;
        foreach ((LookCharacteristics look, double spent) in found.Looks.Zip(ThreeLooks.Plan.Spent))
        {
            Assert.Equal((spent - before) / 2, look.Success.Value, Bound((spent - before) / 2));
            before = spent;
        }
    }

    [Theory, InlineData(1.0), InlineData(0.6)]
    [Evidence(EvidenceKind.Analytic, "95 % intervals of the stratified Cox model hold the true hazard ratio in 95 % of replicates; its log is nearly unbiased")]
    public void Intervals_of_the_hazard_ratio_cover_it(double ratio)
    {
        TestCharacteristics found = ratio == 1 ? Null.Value : Effect.Value;

        Assert.Equal(0.95, found.Coverage.Value, (4 * Math.Sqrt(0.95 * 0.05 / Replicates)) + 0.003);
        // the maximum of a likelihood of d events is off by the order of the log ratio over d
        Assert.Equal(Math.Log(ratio), found.LogHazardRatio.Value, (4 * found.LogHazardRatio.StandardError) + (2 * Math.Abs(Math.Log(ratio)) / 100));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Schoenfeld: the statistic is a Wiener process with drift -log HR sqrt(d)/2; crossings look by look to 1.5 percent points, what 100 events leave of the approximation")]
    public void Trials_stop_as_often_as_the_process_crosses()
    {
        ImmutableArray<double> expected = ThreeLooks.Plan.PowerBy(-Math.Log(0.6) * Math.Sqrt(100) / 2);

        foreach ((LookCharacteristics look, double by) in Effect.Value.Looks.Zip(expected)) Assert.Equal(by, look.SuccessBy.Value, (4 * Math.Sqrt(0.25 / Replicates)) + 0.015);
        Assert.All(Effect.Value.Looks.Take(2), k => Assert.True(k.Bias.Value < -5 * k.Bias.StandardError, "an early stop flatters the arm"));
        Assert.True(Effect.Value.Looks[0].Bias.Value < Effect.Value.Looks[1].Bias.Value, "the earlier the more");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a cut by events holds that many, whatever the dropout; the mean date of the last is the forecast's")]
    public void A_look_comes_when_its_events_are_there()
    {
        Assert.Equal([50.0, 75, 100], Effect.Value.Looks.Select(k => k.Events.Value));
        Assert.All(Effect.Value.Looks, k => Assert.Equal(0, k.Events.StandardError));

        // strata are not in the forecast, and the mean of a date is not the date of the mean: its curvature over the spread of a count
        TestCharacteristics plain = Of(With(0.6) with { StratumHazardRatios = [1] }, ThreeLooks, replicates: 2000);
        foreach ((LookCharacteristics look, int events) in plain.Looks.Zip([50, 75, 100]))
        {
            double date = TrialForecast.DateOf(With(0.6), events);
            Assert.Equal(1, look.Months.Value / date, 0.02);
        }
    }

    [Theory, InlineData("delayed"), InlineData("crossing"), InlineData("curve"), InlineData("weibull")]
    [Evidence(EvidenceKind.Analytic, "the mean of the log-rank statistic by Schoenfeld's and Lakatos' integral, hazards not proportional, to 0.1 of a standard error beyond Monte Carlo")]
    public void The_forecast_of_the_statistic_is_what_replicates_do(string law)
    {
        AnalyticTrial trial = new()
        {
            Patients = 400,
            Arms = [new("control", SurvivalLaw.OfMedian(12)), new("new", SurvivalLawTests.Law(law), 2)],
            Accrual = Accrual.Even(18),
            DropoutPerYear = 0.1,
        };
        PlannedTest atDate = PlannedTest.Of(new Analysis("at a date", Endpoint.OverallSurvival, new Cutoff.ByDate(new StudyTime(30))));

        LookOutcome[] looks = [.. trial.Run([atDate], new RandomSource(5), 2000, 4, TestContext.Current.CancellationToken).Select(o => o.Tests[0][0])];

        TrialForecast forecast = TrialForecast.At(trial, 30);
        Assert.Equal(forecast.EventShare * 400, looks.Average(l => l.Events.Sum()), 4 * Math.Sqrt(400 * 0.25 / 2000));
        Assert.Equal(forecast.DriftPerRootPatient * 20, looks.Average(l => -l.Comparisons[0].LogRankZ), (4 / Math.Sqrt(2000)) + 0.1);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a patient of a replicate is a function of seed, replicate and number: not of threads")]
    public void Replicates_do_not_depend_on_threads()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        static double[] Ratios(ImmutableArray<ReplicateOutcome> outcomes) => [.. outcomes.SelectMany(o => o.Tests[0]).SelectMany(l => new[] { l.Months, l.Comparisons[0].HazardRatio.Value })];

        Assert.Equal(Ratios(Trial.Run([ThreeLooks], new RandomSource(1), 40, 1, cancellation)), Ratios(Trial.Run([ThreeLooks], new RandomSource(1), 40, 7, cancellation)));
    }

    private static AnalyticTrial With(double ratio) => Trial with { Arms = [Trial.Arms[0], new("new", Trial.Arms[0].Law.Times(ratio))] };

    private static TestCharacteristics Of(AnalyticTrial trial, PlannedTest test, bool identical = false, int replicates = Replicates) =>
        OperatingCharacteristics.Of([test], ["control", "new"], trial.Run([test], new RandomSource(20261126), replicates, Environment.ProcessorCount), identical).Single();
}
