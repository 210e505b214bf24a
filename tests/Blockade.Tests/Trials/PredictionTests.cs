using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;
using Blockade.Tumours;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

public class PredictionTests
{
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [Evidence(EvidenceKind.Published, "Newcombe (1998), Stat. Med. 17:857-872, table I, method 3: Wilson's score interval, four decimals")]
    public void A_share_has_the_published_interval_of_Wilson(int responders, int patients, double lower, double upper)
    {
        TrialResult trial = Of(Enumerable.Range(0, patients).Select(k =>
            Patient(1, 0, [], best: k < responders ? Response.Partial : Response.Stable)));

        Estimate share = Prediction.Share(trial, trial.Design.Arms[1].Name, r => r.Disease!.Best >= Response.Partial)!.Value;

        Assert.Equal(responders / (double)patients, share.Value);
        Assert.Equal(lower, share.Lower, 5e-5);
        Assert.Equal(upper, share.Upper, 5e-5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a share of nobody is no number: patients for whom the question makes no sense do not count")]
    public void A_share_counts_only_those_it_applies_to()
    {
        TrialResult trial = Of(Patient(0, 0, [], complete: true), Patient(0, 0, [], complete: null), Patient(0, 0, [], complete: false));
        string arm = trial.Design.Arms[0].Name;

        Assert.Equal(0.5, Prediction.Share(trial, arm, r => r.PathologicallyComplete)!.Value.Value);
        Assert.Null(Prediction.Share(trial, arm, _ => null));
        Assert.Null(Prediction.Share(trial, "no such arm", _ => true));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "medians, landmarks and shares of four and four patients, counted by hand")]
    public void Every_published_quantity_finds_its_own_value()
    {
        // deaths at months 1, 2, 3 and 5 in the control; 2, 4, 6 and none in the other arm. 30.4375 days a month: whole days nearest to it.
        int[] control = [31, 61, 92, 153];
        int?[] treated = [61, 122, 183, null];
        TrialResult trial = Of(
        [
            .. control.Select((d, k) => Patient(0, 0, [], death: d, best: k == 3 ? Response.Complete : Response.Progression)),
            .. treated.Select((d, k) => Patient(1, 0, [], death: d, best: k >= 2 ? Response.Partial : Response.Stable)),
        ]);
        ImmutableArray<AnalysisResult> analyses = [AnalysisResult.Of(trial, By(Endpoint.OverallSurvival, AtDay(300)))];

        ImmutableArray<Prediction> predictions = Prediction.Of(trial, analyses, new PublishedResults(
        [
            Row("a", "median-os", "placebo"), Row("b", "median-os", "pertuzumab"), Row("c", "survival-os@2.5", "placebo"),
            Row("d", "survival-os@2.5", "pertuzumab"), Row("e", "orr", "placebo"), Row("f", "orr", "pertuzumab"),
            Row("g", "hazard-ratio-os", "pertuzumab vs placebo"), Row("h", "median-pfs", "placebo"), Row("i", "total-pcr", "placebo"),
            Row("j", "something-else", "placebo"), Row("k", "orr", "placebo") with { Trial = "HERTAX" },
        ]));

        // no analysis of PFS, no surgery, an unknown quantity and another trial: nothing to set beside
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], predictions.Select(p => p.Published.Id));
        double[] values = [.. predictions.Select(p => p.Predicted.Value)];
        Assert.Equal((61 + 92) / 2.0 / StudyTime.DaysPerMonth, values[0], 1e-12);   // flat at a half between two deaths: the middle
        Assert.Equal((122 + 183) / 2.0 / StudyTime.DaysPerMonth, values[1], 1e-12);
        Assert.Equal([0.5, 0.75, 0.25, 0.5], values[2..6]);
        Assert.Equal(analyses[0].Comparisons[0].HazardRatio.Value, values[6]);
    }

    private static PublishedResult Row(string id, string quantity, string arm) => new(
        id, "CLEOPATRA", arm, quantity, 1, double.NaN, double.NaN, "1", 4, "by hand", "", ResultRole.Blind, Grade.Read, "", default(SourceSpan));
}
