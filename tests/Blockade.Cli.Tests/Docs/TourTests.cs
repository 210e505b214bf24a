using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Docs;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli.Tests.Docs;

/// <summary>The code of docs/tour.md: each region is one block of it, and each assertion is what the tour says.</summary>
public sealed class TourTests
{
    private const string Document = "docs/tour.md";

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the tour's own sentences: sizes that 'show network her2' prints, doses of the label, shares between 0 and 1")]
    public void The_tour_s_code_runs_and_says_what_the_tour_says()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        #region rules
        SourceText source = Her2Files.Read("her2.bngl");
        Checked<RuleModel> rules = BnglReader.Read(source);            // never throws: what is wrong is in rules.Diagnostics
        Assert.Empty(rules.Diagnostics.Where(d => d.Severity == Severity.Error));
        Rule onT = rules.Value!.Rules.First(r => r.Name == "onT");     // trastuzumab finds domain IV
        #endregion

        #region network
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(rules.Value, ExpansionLimits.Default, null, cancellation);
        Assert.Equal((176, 1121), (network.Value!.Species.Length, network.Value.Reactions.Length));
        #endregion

        #region cell
        CompiledModel model = CompiledModel.Compile(network.Value);
        double[] parameters = model.Parameters(("T_nM", 500), ("P_nM", 500), ("N_nM", 1));
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        var solver = new OdeSolver(model.Ode(parameters), new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 });
        double seconds = 0;
        SolveStatus status = solver.Advance(ref seconds, y, 3600, cancellation);
        Assert.Equal((SolveStatus.Completed, 3600), (status, seconds));
        #endregion

        #region patient
        Checked<StudyInputs> read = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), cancellation: cancellation);
        StudyInputs study = read.Value!;
        var random = new RandomSource(Seed: 1);
        VirtualPatient patient = new PopulationModel(study.Population, study.Parameters).Draw(random, new SubjectAddress(0, 3));
        Regimen regimen = study.Design.Arms[1].Regimen;
        Dose first = regimen.Doses("pertuzumab", patient.WeightKilograms, patient.BodySurfaceSquareMetres, 126).First();
        Assert.Equal(840, first.Milligrams);
        #endregion

        #region surface
        ReceptorSurfaceAxes axes = ReceptorSurfaceAxes.ForCell(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
        ReceptorSurface surface = ReceptorSurface.Tabulate(study.Receptors, axes, threads: 2, null, cancellation).Surface!;
        var subjects = new SubjectSimulator(surface, InterstitiumParameters.From(study.Parameters), 1e-6);
        AntibodyCourse course = subjects.Antibodies(patient, regimen, 126, cancellation);
        Assert.Equal(SolveStatus.Completed, course.Status);
        #endregion

        #region signal
        var signal = new GrowthSignal(TumourParameters.From(study.Parameters));
        double left = signal.Relative(course.AktLogOdds[20], course.ErkLogOdds[20], course.UntreatedAktLogOdds, course.UntreatedErkLogOdds);
        Assert.InRange(left, 0, 1);
        #endregion

        string plain = File.ReadAllText(Path.Combine(Repository.Root, "docs", "examples", CommandLine.SmallModel));
        #region trial
        var own = new SourceText("plain-receptor.bngl", plain);        // a network of six species, so that this takes seconds
        StudyInputs small = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), model: own, cancellation: cancellation).Value!;
        (VirtualTrial? run, string? failure) = VirtualTrial.Run(
            small.Design with { Patients = 8 }, small.Population, small.Parameters, small.Published, small.Receptors,
            new VirtualTrialOptions(Seed: 1, Threads: 2), null, cancellation);
        ImmutableArray<AnalysisResult> analyses = run!.Analyses;       // medians, hazard ratios, log-rank tests
        Assert.All(run.Predictions, p => Assert.Equal("CLEOPATRA", p.Published.Trial));
        #endregion

        Assert.Single(onT.Reactants, r => r.Molecules.Any(m => m.Type.Name == "T"));
        Assert.Equal(3, analyses.Length);
        Assert.Null(failure);
        WrittenDocument.Agrees(Document,
        [
            .. new[] { "rules", "network", "cell", "patient", "surface", "signal", "trial" }
                .Select(r => (r, Snippets.Block("tests/Blockade.Cli.Tests/Docs/TourTests.cs", r))),
        ]);
    }
}
