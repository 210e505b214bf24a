using System.Collections.Immutable;
using Blockade.Testing;
using Blockade.Trials;
using Blockade.Tumours;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

/// <summary>Responses of patients whose scans are written down.</summary>
public class ResponseSummaryTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "RECIST 1.0, Therasse 2000: a response lasts from the first scan that has it, if it is confirmed, to progression; stable disease counts from the start of treatment")]
    public void Responses_are_counted_timed_and_followed()
    {
        TrialResult trial = Of(
            Scanned([50, 50, 50, 70], progression: 252),        // partial from day 63, for 189 days
            Scanned([90, 40, 40, 40], progression: null),       // partial from day 126, still so at day 252
            Scanned([0, 0, 0, 0], progression: null),           // complete from day 63
            Scanned([95, 95, 95, 95], progression: null),       // stable at day 189: a benefit
            Scanned([95, 95, 130], progression: 189),           // stable at day 126 only
            Scanned([60, 95], progression: 126),                // seen once, never confirmed
            Scanned([130], progression: 63),
            Scanned([], progression: null));

        ResponseSummary arm = ResponseSummary.Of(trial, StudyTime.FromDays(300))[0];

        Assert.Equal(8, arm.Patients);
        Assert.Equal(
            [(Response.NotEvaluable, 1), (Response.Progression, 1), (Response.Stable, 3), (Response.Partial, 2), (Response.Complete, 1)],
            arm.Best.Where(b => b.Value > 0).OrderBy(b => b.Key).Select(b => (b.Key, b.Value)));
        Assert.Equal(3 / 8.0, arm.Objective.Value);
        Assert.Equal(4 / 8.0, arm.Benefit.Value);
        Assert.Equal(63 / StudyTime.DaysPerMonth, arm.MedianToResponse, 1e-12);

        // durations 189 with progression, 126 and 189 without: all three at risk until then, one of two events left at day 189
        Assert.Equal([126.0, 189.0], arm.Duration!.Times.Select(t => Math.Round(t * StudyTime.DaysPerMonth, 6)));
        Assert.Equal([1, 0.5], arm.Duration.Survival);
        Assert.Equal(0, ResponseSummary.Of(trial, StudyTime.FromDays(300))[1].Patients);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "an earlier cut knows less: what is confirmed after it is not confirmed yet")]
    public void An_earlier_cut_knows_less()
    {
        TrialResult trial = Of(Scanned([50, 50, 50, 50], progression: null));

        Assert.Equal(
            [Response.NotEvaluable, Response.Stable, Response.Partial],
            new[] { 62.0, 125, 126 }.Select(cut => ResponseSummary.Of(trial, StudyTime.FromDays(cut))[0].Best.Single(b => b.Value == 1).Key));
    }

    private static SubjectRow Scanned(double[] sums, int? progression)
    {
        ImmutableArray<int> days = NineWeekly(63 * sums.Length);
        SubjectRow row = Patient(0, 0, [.. days], progression: progression);
        return row with { Disease = row.Disease! with { SumMillimetres = [.. sums] } };
    }
}
