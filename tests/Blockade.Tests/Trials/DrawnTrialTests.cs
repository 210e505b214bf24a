using System.Collections.Immutable;
using Blockade.Designs;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Testing;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Trials;

/// <summary>A small CLEOPATRA with the receptor model of the documents, under draws of growth.</summary>
public class DrawnTrialTests
{
    private static readonly Lazy<StudyInputs> Inputs = new(() => StudyInputs.Read(
        Her2Files.Read("trials/cleopatra.toml"), SourceText.FromFile(Path.Combine(Repository.Root, "docs", "examples", "plain-receptor.bngl"))).Value!);

    private static readonly PosteriorDraws Draws = new(["tumour.growth"], [[0.004], [0.008], [0.012]]);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a draw of a replicate is the replicate of a run whose constants are the draw's; a run that goes on from another's journal repeats nothing and changes nothing")]
    public void A_draw_of_a_replicate_is_that_replicate_with_the_draws_constants()
    {
        using var journal = new MemoryStream();
        DrawnTrial one = Run(journal, 1), two = Run(journal, 2), anew = Run(new MemoryStream(), 2);

        Assert.Equal((1, 2), (one.Outcomes.Length, two.Outcomes.Length));
        Assert.Equal(Numbers(anew.Outcomes.SelectMany(o => o)), Numbers(two.Outcomes.SelectMany(o => o)));
        for (int d = 0; d < 3; d++)
        {
            using var memory = new MemoryStream();
            ReplicatedTrial alone = ReplicatedTrial.Run(
                Design, Tests, Inputs.Value.Population, Draws.In(Inputs.Value.Parameters, d), Inputs.Value.Receptors, Options, 2, false,
                ReplicateJournal.Open(memory, "key", Tests, 2).Journal!, cancellation: TestContext.Current.CancellationToken).Run!;

            Assert.Equal(Numbers(alone.Outcomes), Numbers(two.Outcomes.Select(o => o[d])));
        }

        PowerCurve curve = PowerCurve.Of(two, Tests);
        Assert.All(curve.Points, p => Assert.Equal(p.Assurance!.Success.Value, p.Power.Value));
    }

    [Theory]
    [InlineData("receptor.aT"), InlineData("tumour.docetaxelElimination"), InlineData("pk.trastuzumab.CL")]
    [Evidence(EvidenceKind.Analytic, "contract: drugs and receptors are followed once for all draws")]
    public void Draws_of_what_is_followed_once_for_all_draws_are_refused(string name)
    {
        Checked<PosteriorDraws> read = PosteriorFile.Read(new SourceText("draws.csv", $"draw,tumour.growth,{name}\n1,0.01,1\n2,0.02,2\n"), Inputs.Value.Parameters);

        Diagnostic problem = Assert.Single(read.Diagnostics);
        Assert.Equal(("STD1018", 19), (problem.Code, problem.Span.Start));
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
        Assert.Null(read.Value);
    }

    private static VirtualTrialOptions Options => new(4, 2);

    private static TrialDesign Design => Inputs.Value.Design.WithPatients(24);

    private static ImmutableArray<PlannedTest> Tests => PowerCurve.Tests(
        Endpoint.ProgressionFreeSurvival, 24, new DesignGoal(0.8, 0.05, BoundarySides.Both, [1], BoundaryShape.OBrienFleming), 4);

    private static IEnumerable<double> Numbers(IEnumerable<ReplicateOutcome> outcomes) => outcomes.SelectMany(o => o.Tests).SelectMany(t => t)
        .SelectMany(l => l.Events.Concat(l.Patients).Select(n => (double)n).Concat([l.Months, .. l.Comparisons.SelectMany(c => new[] { c.HazardRatio.Value, c.LogRankZ })]));

    private static DrawnTrial Run(Stream journal, int count)
    {
        journal.Position = 0;
        return DrawnTrial.Run(
            Design, Tests, Inputs.Value.Population, Inputs.Value.Parameters, Inputs.Value.Receptors, [.. Enumerable.Range(0, 3).Select(d => TumourParameters.From(Draws.In(Inputs.Value.Parameters, d)))],
            Options, count, ReplicateJournal.Open(journal, "key", Tests, 2).Journal!, cancellation: TestContext.Current.CancellationToken).Run!;
    }
}
