using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;

namespace Blockade.Tests.Calibration;

/// <summary>The fit on results that a known tumour made: the answer is known, and the misfit there is nought.</summary>
public class TumourFitTests
{
    private const int Patients = 30;

    private static readonly ParameterTable Start = Read("parameters.csv", """
        tumour.growth,0.01,1/day,fixed,by hand,,assumption,
        tumour.docetaxelKill,0.004,L/(mg*h*day),fixed,by hand,,assumption,
        """);

    private static readonly ImmutableArray<FreeParameter> Free = FreeParameter.From(Read("priors.csv", """
        tumour.growth,0.01,1/day,lognormal(cv=66%),by hand,,assumption,
        tumour.docetaxelKill,0.004,L/(mg*h*day),lognormal(cv=95%),by hand,,assumption,
        """));

    private static readonly double[] Truth = [0.8, -0.6];

    // what the true tumour does, as if it had been published of 400 patients
    private static readonly Lazy<PublishedResults> Made = new(() =>
    {
        PublishedResults asked = new(
        [
            .. new[] { "placebo", "pertuzumab" }.SelectMany(arm => new[] { "orr", "survival-os@12", "survival-os@24" }.Select(q => Row(arm, q, 0.5, ResultRole.Calibrate))),
        ]);
        TumourFit fit = Fit(asked, 2);
        return new([.. fit.Misfits(Truth).Select(m => m.Target with { Value = m.Predicted })]);
    });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "at the parameters that made the targets every residual is nought, and minus twice the log posterior is the prior's z^2")]
    public void At_the_truth_nothing_but_the_prior_is_left()
    {
        TumourFit fit = Fit(Made.Value, 2);

        Assert.All(fit.Misfits(Truth), m => Assert.Equal(0, m.Residual));
        Assert.Equal((0.8 * 0.8) + (0.6 * 0.6), fit.Objective(Truth), 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "targets made by a known tumour: draws come back to it, and do not stay about the prior's middle; trials that they make are like the targets")]
    public void Draws_recover_what_made_the_targets()
    {
        TumourFit fit = Fit(Made.Value, 2);
        double before = fit.Objective([0, 0]);

        Posterior found = fit.Sample(100, 50, cancellation: TestContext.Current.CancellationToken);

        // 30 simulated patients know a share to 0.09, six shares together leave of a constant perhaps half the prior's spread: the truth lies inside the draws
        Assert.True(before > 8, $"the prior's middle fits already: {before}");
        Assert.True(fit.Objective(found.Centre) < 4, $"{fit.Objective(found.Centre)}");
        for (int i = 0; i < Truth.Length; i++)
        {
            double[] sorted = [.. found.Draws.Select(d => d[i]).Order()];
            Assert.InRange(Truth[i], sorted[0], sorted[^1]);
            Assert.True(PosteriorSpread.Of(found.Draws).Constants[i] < 0.8, "the data say nothing");
        }

        Assert.Equal(6, found.Checks.Length);
        Assert.All(found.Checks, c => Assert.InRange(c.Observed, c.Lower, c.Upper));
        Assert.InRange(found.Misfit, 0.5, 1);   // they were made without chance, and lie closer than chance would have them
        Assert.Equal(300, found.Points);
        Assert.Equal(100 + found.Stages.Sum(s => s.Points - 5), found.Evaluations);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "common random numbers: the misfit is a function of the point, whatever was asked before and by how many threads")]
    public void The_same_point_gives_the_same_misfit()
    {
        TumourFit fit = Fit(Made.Value, 2);
        double first = fit.Objective([0.3, 0.1]);
        fit.Objective([-1, 1]);

        Assert.Equal(first, fit.Objective([0.3, 0.1]));
        Assert.Equal(first, Fit(Made.Value, 1).Objective([0.3, 0.1]));
        Assert.Equal(3, fit.Evaluations);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every blind number changed, the objective stays the same to the last bit")]
    public void Blind_rows_do_not_move_the_objective()
    {
        PublishedResults With(double value) => new([.. Made.Value.Rows, Row("placebo", "median-pfs", value, ResultRole.Blind), Row("placebo", "orr", value / 100, ResultRole.Blind)]);

        Assert.Equal(Fit(Made.Value, 2).Objective([0.3, 0.1]), Fit(With(40), 2).Objective([0.3, 0.1]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a frozen fit says what it was fitted to, and reads back to four digits")]
    public void A_frozen_fit_reads_back()
    {
        TumourFit fit = Fit(Made.Value, 2);
        string frozen = fit.Freeze(Truth, Made.Value.Targets);

        ParameterTable read = EvidenceReader.ReadParameters(new SourceText("calibrated.csv", frozen)).Value!;
        Assert.Equal(Made.Value.Targets.Sha256, TumourFit.FrozenHash(frozen));
        Assert.Equal(2, read.Count);
        Assert.All(Free.Zip(Truth), f => Assert.Equal(1, read.Value(f.First.Row.Id) / f.First.Value(f.Second), 5e-4));
        Assert.All(read, r => Assert.Equal(Grade.Fitted, r.Grade));
        Assert.Null(TumourFit.FrozenHash("id,value\n"));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "ratios made by a known tumour are met there and missed elsewhere; swapping the arms turns the logarithm's sign")]
    public void A_ratio_of_hazards_can_be_a_target()
    {
        PublishedResult Ratio(string arms, double value) => Row(arms, "hazard-ratio-pfs@0-24", value, ResultRole.Calibrate) with { Lower = value / 1.3, Upper = value * 1.3 };
        TumourFit first = Fit(new([Ratio("pertuzumab vs placebo", 1), Ratio("placebo vs pertuzumab", 1)]), 2);

        double[] logs = [.. first.Misfits(Truth).Select(m => m.Predicted)];
        TumourFit again = Fit(new([Ratio("pertuzumab vs placebo", Math.Exp(logs[0]))]), 2);

        Assert.NotEqual(0, logs[0]);
        Assert.Equal(logs[0], -logs[1], 1e-8);
        Assert.Equal(0, Assert.Single(again.Misfits(Truth)).Residual, 1e-12);
        Assert.NotEqual(0, Assert.Single(again.Misfits([-2, 2])).Residual, 1e-3);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a fit that finds its points in a journal has the draws of one that computes them, with one thread or two, and computes nothing")]
    public void A_fit_is_taken_up_from_its_journal()
    {
        using var file = new MemoryStream();
        TumourFit whole = Fit(Made.Value, 2, EvaluationJournal.Open(file, "key", 2).Journal), plain = Fit(Made.Value, 1);
        Posterior drawn = whole.Sample(40, 10, cancellation: TestContext.Current.CancellationToken);
        file.Position = 0;

        TumourFit resumed = Fit(Made.Value, 2, EvaluationJournal.Open(file, "key", 2).Journal);
        Posterior again = resumed.Sample(40, 10, cancellation: TestContext.Current.CancellationToken), other = plain.Sample(40, 10, cancellation: TestContext.Current.CancellationToken);

        foreach (Posterior same in new[] { again, other })
        {
            Assert.Equal(drawn.Draws.SelectMany(d => d), same.Draws.SelectMany(d => d));
            Assert.Equal(whole.Freeze(drawn, Made.Value.Targets), whole.Freeze(same, Made.Value.Targets));
        }

        Assert.True(whole.Evaluations > 100, $"{whole.Evaluations}");
        Assert.Equal(0, resumed.Evaluations);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a fit that is told to stop stops, and what it has computed stands in the journal")]
    public void A_fit_that_is_told_to_stop_stops()
    {
        using var file = new MemoryStream();
        using var stop = new CancellationTokenSource();
        EvaluationJournal journal = EvaluationJournal.Open(file, "key", 2).Journal!;
        TumourFit fit = Fit(Made.Value, 2, journal);

        Assert.ThrowsAny<OperationCanceledException>(() => fit.Sample(40, 10, new Stopping(stop), stop.Token));

        Assert.Equal(2, journal.Count);   // a step of two chains
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the caller's mistakes")]
    public void A_target_without_its_trial_or_arm_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Fit(new([Row("placebo", "orr", 0.5, ResultRole.Calibrate) with { Trial = "HERTAX" }]), 1));
        Assert.Throws<ArgumentException>(() => Fit(new([Row("no such arm", "orr", 0.5, ResultRole.Calibrate)]), 1));
        Assert.Throws<ArgumentException>(() => Fit(new([Row("placebo", "total-pcr", 0.5, ResultRole.Calibrate)]), 1));
    }

    private static TumourFit Fit(PublishedResults results, int threads, EvaluationJournal? journal = null) => new(
        results.Targets, [OneCellStudy.Design], [OneCellStudy.Population], OneCellStudy.Inputs.Parameters.With(Start), Free, OneCellStudy.Subjects,
        new RandomSource(3), Patients, threads) { Journal = journal };

    private static PublishedResult Row(string arm, string quantity, double value, ResultRole role) => new(
        $"{arm}.{quantity}.{role}", "CLEOPATRA", arm, quantity, value, double.NaN, double.NaN, "1", 400, "by hand", "", role, Grade.Assumption, "", default(SourceSpan));

    private static ParameterTable Read(string name, string rows) =>
        EvidenceReader.ReadParameters(new SourceText(name, "id,value,unit,distribution,source,doi,grade,note\n" + rows)).Value!;

    private sealed class Stopping(CancellationTokenSource source) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => source.Cancel();
    }
}
