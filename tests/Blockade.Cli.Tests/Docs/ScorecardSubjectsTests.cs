using System.Collections.Immutable;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Cli.Tests.Docs;

public class ScorecardSubjectsTests
{
    private static readonly Scorecard Card = new(
        [
            Row("hazard-ratio-pfs", 0.5, ResultRole.Blind, 0.6, 0.7, 0.8, 0.9),
            Row("hazard-ratio-pfs-final@6-12", 0.65, ResultRole.Blind, 0.6, 0.7),
            Row("survival-pfs@6", 0.9, ResultRole.Blind, 0.5, 0.6),
            Row("survival-pfs@12", 0.8, ResultRole.Blind, 0.5, 0.6),
            Row("survival-pfs@24", 0.1, ResultRole.Blind, 0.5, 0.6),
            Row("median-pfs[Asia]", 9, ResultRole.Blind, 12, 13),
            Row("orr", 0.9, ResultRole.Calibrate, 0.1, 0.2),
            Row("median-pfs", 9, ResultRole.Blind, 12, 13) with { Published = Row("median-pfs", 9, ResultRole.Blind).Published with { Grade = Grade.Recall } },
        ], 1, 1);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "counted by hand: six blind results that are not from memory, one inside")]
    public void Results_are_counted_by_subject_and_those_outside_named_once_for_each_side()
    {
        ImmutableArray<(string Subject, ImmutableArray<ScoredPrediction> Rows)> subjects = ScorecardSubjects.Of(Card);

        Assert.Equal("1 of 6", ScorecardReport.Count(Card)[..6]);
        Assert.Equal(["T: progression, one arm against the other", "T: progression in each arm", "T: subgroups"], subjects.Select(s => s.Subject));
        Assert.Equal("hazard ratio of PFS: primary (published below)", ScorecardSubjects.Outside(subjects[0].Rows));
        Assert.Equal("a vs b, month: 6, 12 (published above); a vs b, month: 24 (published below)", ScorecardSubjects.Outside(subjects[1].Rows));
        Assert.Equal("median PFS, a vs b: Asia (published below)", ScorecardSubjects.Outside(subjects[2].Rows));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "none of four predictions is 0.5 or less; without blind rows there is nothing to say")]
    public void Predicted_trials_as_good_as_the_published_one_are_counted()
    {
        Assert.Contains("0.50 or less in 0 of 4", ScorecardSubjects.AsLow(Card), StringComparison.Ordinal);
        Assert.Equal("hazard-ratio-pfs", Assert.Single(ScorecardSubjects.First(Card)).Published.Quantity);
        Assert.Equal(("No blind result is among these.", ""), (ScorecardReport.Summary(new Scorecard([], 1, 1)), ScorecardSubjects.AsLow(new Scorecard([], 1, 1))));
    }

    private static ScoredPrediction Row(string quantity, double published, ResultRole role, params double[] values) => new(
        new PublishedResult(quantity, "T", "a vs b", quantity, published, double.NaN, double.NaN, "1", 10, "by hand", "", role, Grade.Read, "", default), [.. values], 1);
}
