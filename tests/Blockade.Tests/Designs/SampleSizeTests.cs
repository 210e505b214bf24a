using Blockade.Designs;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Designs;

public class SampleSizeTests
{
    // SAS 9.4 PROC SEQDESIGN, twosamplesurvival, as the tests of gsDesign quote it: null hazard 0.03466, hazard 0.01733, two-sided 5 %, 90 %
    private static readonly AnalyticTrial Sas = new()
    {
        Patients = 100,
        Arms = [new("control", new SurvivalLaw.Piecewise([0], [0.03466])), new("new", new SurvivalLaw.Piecewise([0], [0.01733]))],
        Accrual = Accrual.Even(24),
    };

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SAS 9.4 PROC SEQDESIGN: 87.4793 events and 197.1152 patients with 24 months of accrual and 12 of follow-up")]
    public void Events_and_patients_are_those_of_SAS()
    {
        double events = SampleSize.Schoenfeld(0.5, SampleSize.Drift(0.05, 2, 0.9));

        Assert.Equal(87.4793, events, 5e-5);
        Assert.Equal(197.1152, events / TrialForecast.At(Sas, 36).EventShare, 5e-5);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SAS 9.4 PROC SEQDESIGN: 182.1759 patients at six a month and 12 months of follow-up")]
    public void Accrual_at_a_rate_gives_the_patients_of_SAS()
    {
        double events = SampleSize.Schoenfeld(0.5, SampleSize.Drift(0.05, 2, 0.9));
        double Missing(double patients) => events - (patients * TrialForecast.At(Sas with { Accrual = Accrual.Even(patients / 6) }, (patients / 6) + 12).EventShare);

        Assert.Equal(182.1759, MathNet.Numerics.RootFinding.Brent.FindRoot(Missing, 100, 300), 5e-5);
    }

    [Theory, InlineData(0.5, 0.8, 71), InlineData(0.5, 0.9, 95), InlineData(2.0 / 3, 0.8, 197)]
    [Evidence(EvidenceKind.Analytic, "Freedman (1982): deaths = (z(0.975) + z(power))^2 ((1 + HR)/(1 - HR))^2, here with z from a table: 7.849 and 10.507")]
    public void Freedmans_events_are_his_formula(double ratio, double power, int events) =>
        Assert.Equal(events, (int)Math.Ceiling(SampleSize.Freedman(ratio, SampleSize.Drift(0.05, 2, power))));

    [Theory, InlineData(0.5), InlineData(1.0 / 3), InlineData(0.75)]
    [Evidence(EvidenceKind.Analytic, "the two formulas agree as the hazard ratio comes near one; near it Freedman's is larger by the fourth order of the log ratio, at one to one")]
    public void Schoenfeld_and_Freedman_meet_near_one(double share)
    {
        double drift = SampleSize.Drift(0.05, 2, 0.9);

        Assert.Equal(1, SampleSize.Freedman(0.999, drift, share) / SampleSize.Schoenfeld(0.999, drift, share), 0.002);
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Schoenfeld(1, drift));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Drift(0.05, 3, 0.9));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with proportional hazards the search comes to Schoenfeld's events: to its own interval and 3 %, what the formula is good to at HR 0.65")]
    public void The_search_finds_what_the_formula_says()
    {
        AnalyticTrial trial = Sas with { Arms = [new("control", SurvivalLaw.OfMedian(12)), new("new", SurvivalLaw.OfMedian(12).Times(0.65))] };
        var goal = new DesignGoal(0.9, 0.05, BoundarySides.Both, [0.5, 1], BoundaryShape.Pocock);

        DesignSearch found = DesignSearch.Find(trial, 40, goal, new RandomSource(1), 1000, 4, TestContext.Current.CancellationToken)!;

        double events = goal.Inflation * SampleSize.Schoenfeld(0.65, SampleSize.Drift(0.05, 2, 0.9));
        Assert.InRange(events, found.Lower - (0.03 * events), found.Upper + (0.03 * events));
        Assert.True(found.Answer.Power.Value >= 0.9);
        Assert.Equal(1.100, goal.Inflation, 6e-4);   // Jennison and Turnbull (2000), table 2.2: two looks, 90 %
        Assert.Equal(40, found.Answer.Months, 1.0);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "an effect that comes late costs events, and one in the wrong direction cannot be found at all")]
    public void A_delayed_effect_needs_more_events()
    {
        var goal = new DesignGoal(0.8, 0.05, BoundarySides.Both, [1], BoundaryShape.OBrienFleming);
        AnalyticTrial With(SurvivalLaw law) => Sas with { Arms = [new("control", SurvivalLaw.OfMedian(12)), new("new", law)] };
        DesignSearch? Find(SurvivalLaw law) => DesignSearch.Find(With(law), 40, goal, new RandomSource(1), 400, 4, TestContext.Current.CancellationToken);

        Assert.True(Find(SurvivalLaw.OfMedian(12).Times([0, 4], [1, 0.6]))!.Lower > Find(SurvivalLaw.OfMedian(12).Times(0.6))!.Upper);
        Assert.Null(Find(SurvivalLaw.OfMedian(8)));
    }
}
