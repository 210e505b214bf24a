using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>A scorecard of a small CLEOPATRA with two draws of growth.</summary>
public class ScorecardTests
{
    private static readonly PublishedResults Published = new(
    [
        .. OneCellStudy.Inputs.Published.Rows.Where(r => r.Id is "cleopatra.placebo.pfs12" or "cleopatra.pertuzumab.os24" or "cleopatra.placebo.os12" or "neosphere.thp.pcr"),
    ]);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same numbers on any number of threads; the rows are those that the trial can answer, in the file's order")]
    public void Threads_change_no_byte()
    {
        Scorecard one = Run(1, 2), two = Run(2, 2);

        Assert.Equal(["cleopatra.placebo.os12", "cleopatra.placebo.pfs12", "cleopatra.pertuzumab.os24"], one.Rows.Select(r => r.Published.Id));
        Assert.Equal(one.Rows.SelectMany(r => r.Values), two.Rows.SelectMany(r => r.Values));
        Assert.All(one.Rows, r => Assert.Equal(2 * 2, r.Values.Length));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one draw alone: a prediction is that of the trial itself, replicate by replicate")]
    public void A_prediction_is_what_the_trial_says()
    {
        Scorecard card = Run(2, 1);
        ParameterTable table = Draws.In(OneCellStudy.Inputs.Parameters, 0);
        for (uint r = 0; r < 2; r++)
        {
            TrialResult trial = new TrialSimulator(
                Design, OneCellStudy.Population, OneCellStudy.Subjects, Blockade.Tumours.TumourParameters.From(table), new Blockade.Numerics.Random.RandomSource(5), 2)
                .Run(r, cancellation: TestContext.Current.CancellationToken);
            ImmutableArray<Prediction> alone = Prediction.Of(trial, [.. Design.Analyses.Select(a => AnalysisResult.Of(trial, a))], Published);

            Assert.Equal(alone.Select(p => p.Predicted.Value), card.Rows.Select(row => row.Values[(int)r]));
        }
    }

    private static TrialDesign Design => OneCellStudy.Design with
    {
        Patients = 20, Analyses = [.. OneCellStudy.Design.Analyses.Where(a => a.Cutoff is Cutoff.ByDate)],
    };

    private static PosteriorDraws Draws => new(["tumour.growth"], [[0.02], [0.05]]);

    private static Scorecard Run(int threads, int draws) => Scorecard.Run(
        [Design], [OneCellStudy.OneCell(OneCellStudy.Inputs.Population)], OneCellStudy.Inputs.Parameters, Draws, draws, 2, Published, OneCellStudy.Subjects, 5, threads,
        cancellation: TestContext.Current.CancellationToken);
}
