using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

/// <summary>Cuts worked out by hand: who is in, and when each watch ended.</summary>
public class AnalysisDataTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "CLEOPATRA's rules: first progression, or death within 18 weeks of the last assessment; else censored at the last assessment")]
    public void Progression_free_survival_ends_at_progression_death_or_the_last_scan()
    {
        TrialResult trial = Of(
            Patient(0, 0, [63, 126, 189], progression: 189),             // seen before the cut
            Patient(0, 50, [63, 126, 189], progression: 189),            // day 239 of the trial: after the cut, so the scan of day 126 is the last
            Patient(0, 11, [63, 126, 189], progression: 189),            // on the day of the cut itself
            Patient(0, 0, [63], death: 100),                             // 37 days after the scan
            Patient(0, 0, [63], death: 189),                             // 126 days after it: 18 weeks, inclusive
            Patient(0, 0, [63], death: 190),                             // 127 days
            Patient(0, 0, [], death: 126),                               // never scanned: the clock runs from entry
            Patient(0, 0, [], death: 127),                               // and a watch without a scan has no length; one day stands for it
            Patient(0, 0, [63, 126, 189], progression: 126, death: 150), // the first of two events
            Patient(0, 0, [63, 126], progression: 126, dropout: 100),    // lost before it could be seen
            Patient(0, 0, [63, 126], death: 150, dropout: 150),          // lost on the day of death: seen
            Patient(0, 199, []));                                        // entered the day before

        AnalysisData data = AnalysisData.Cut(trial, By(Endpoint.ProgressionFreeSurvival, AtDay(200)));

        Assert.Equal("189* 126 189* 100* 189* 63 126* 1 126* 63 150* 1", Days(data));
        Assert.Equal(Enumerable.Range(0, 12), data.Subjects);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "death at or before the end of the watch, which is the first of cut, dropout and the simulated time")]
    public void Overall_survival_ends_at_death_the_cut_or_the_dropout()
    {
        TrialResult trial = Of(
            Patient(0, 0, [63], progression: 63, death: 100),
            Patient(0, 100, [], death: 100),
            Patient(0, 101, [], death: 100),
            Patient(0, 0, [], death: 100, dropout: 99.5),
            Patient(0, 0, []),
            Patient(0, 200, [], death: 1));    // enters on the day of the cut: not in

        AnalysisData data = AnalysisData.Cut(trial, By(Endpoint.OverallSurvival, AtDay(200)));

        Assert.Equal("100* 100* 99 99.5 200", Days(data));
        Assert.Equal([0, 1, 2, 3, 4], data.Subjects);
        Assert.Equal(
            $"{Cleopatra.Design.FollowUpDays}",
            Days(AnalysisData.Cut(Of(Patient(0, 0, [], death: Cleopatra.Design.FollowUpDays + 1)), By(Endpoint.OverallSurvival, AtDay(5000)))));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each endpoint reads its own reader")]
    public void The_investigators_endpoint_reads_the_investigator()
    {
        TrialResult trial = Of(Patient(0, 0, [63, 126], progression: 63, investigator: 126));

        Assert.Equal("63*", Days(AnalysisData.Cut(trial, By(Endpoint.ProgressionFreeSurvival, AtDay(200)))));
        Assert.Equal("126*", Days(AnalysisData.Cut(trial, By(Endpoint.InvestigatorProgressionFreeSurvival, AtDay(200)))));
    }

    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(2, 120, 3)]      // two on the same date come together
    [InlineData(3, 120, 3)]
    [InlineData(4, 163, 4)]
    [Evidence(EvidenceKind.Analytic, "calendar dates of the events: 100, 120, 120, 163; all known by a date are counted")]
    public void A_cut_by_events_falls_on_the_date_of_the_last_one(int events, double day, int counted)
    {
        TrialResult trial = Of(
            Patient(0, 40, [], death: 60), Patient(0, 20, [], death: 100), Patient(0, 57, [], death: 63), Patient(0, 100, [63], progression: 63),
            Patient(0, 150, []), Patient(0, 160, []));

        AnalysisData data = AnalysisData.Cut(trial, By(Endpoint.ProgressionFreeSurvival, new Cutoff.ByEvents(events)));

        Assert.Equal(day, data.At.Days);
        Assert.Equal(counted, data.FollowUps.Count(f => f.HadEvent));
        Assert.Equal(counted == 1 ? 3 : counted == 3 ? 4 : 6, data.Subjects.Length);   // who has entered before that day
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an event that is too far away to be reached is waited for until the last patient's follow-up ends")]
    public void A_cut_by_more_events_than_happen_waits_for_everyone()
    {
        TrialResult trial = Of(Patient(0, 0, [], death: 60), Patient(0, 500, [63], death: 4000));

        AnalysisData data = AnalysisData.Cut(trial, By(Endpoint.OverallSurvival, new Cutoff.ByEvents(2)));

        Assert.Equal(500 + Cleopatra.Design.FollowUpDays, data.At.Days);
        Assert.Equal($"60* {Cleopatra.Design.FollowUpDays}", Days(data));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the event that sets the date is in the data, on every day of five years")]
    public void The_event_that_sets_the_date_is_counted()
    {
        for (int day = 1; day <= 1826; day++)
        {
            AnalysisData data = AnalysisData.Cut(
                Of(Patient(0, 0, [], death: day), Patient(0, 0, [], death: day + 1)), By(Endpoint.OverallSurvival, new Cutoff.ByEvents(1)));

            Assert.Equal((double)day, data.At.Days);
            Assert.Equal($"{day}* {day}", Days(data));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nobody has entered before day zero: no data, no answer, and no exception")]
    public void A_cut_before_accrual_has_no_data_and_says_so()
    {
        TrialResult trial = Of(Patient(0, 0, [63], progression: 63), Patient(1, 0, [63], progression: 63));

        AnalysisResult result = AnalysisResult.Of(trial, By(Endpoint.ProgressionFreeSurvival, AtDay(0)));

        Assert.Empty(result.Data.FollowUps);
        Assert.All(result.Arms, a => Assert.Equal((0, 0, double.NaN), (a.Patients, a.Events, a.Median.Value)));
        Assert.Equal(CoxStatus.NoEvents, Assert.Single(result.Comparisons).Status);
        Assert.Null(result.Comparisons[0].LogRank);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a patient whose simulation failed has no follow-up")]
    public void A_patient_who_could_not_be_simulated_is_left_out()
    {
        TrialResult trial = Of(Patient(0, 0, [], death: 60) with { Disease = null, Status = "StepTooSmall" }, Patient(1, 0, [], death: 70));

        Assert.Equal([1], AnalysisData.Cut(trial, By(Endpoint.OverallSurvival, AtDay(100))).Subjects);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two arms of two: at the first death of arm 1 both arms have two at risk, at the second arm 0 has one less; O-E = 1 - 1/2 + ...")]
    public void An_analysis_compares_every_arm_with_the_first()
    {
        TrialResult trial = Of(
            Patient(0, 0, [], death: 10), Patient(1, 0, [], death: 20), Patient(0, 0, [], death: 30), Patient(1, 0, [], death: 40));

        AnalysisResult result = AnalysisResult.Of(trial, By(Endpoint.OverallSurvival, AtDay(100)));

        // log-rank: expected in arm 1 is 2/4 + 2/3 + 1/2 + 1; variance 1/4 + 2/9 + 1/4
        double expected = 0.5 + (2 / 3.0) + 0.5 + 1;
        Assert.Equal((2 - expected) / Math.Sqrt(0.25 + (2 / 9.0) + 0.25), result.Comparisons[0].LogRank!.Z, 1e-14);
        Assert.Equal([2, 2], result.Arms.Select(a => a.Events));
        Assert.Equal((result.Comparisons[0].Arm, result.Comparisons[0].Control), (trial.Design.Arms[1].Name, trial.Design.Arms[0].Name));

        // Cox: log-likelihood b - log(2+2t) - [log(1+2t)] ... maximised by hand: events 0,1,0,1 with arm-1 counts 2,2,1,1 at risk of 4,3,2,1
        double t = result.Comparisons[0].HazardRatio.Value;
        Assert.Equal(2, (2 * t / (2 + (2 * t))) + (2 * t / (1 + (2 * t))) + (t / (1 + t)) + 1, 1e-8);
    }
}
