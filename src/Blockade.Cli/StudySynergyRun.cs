using System.Collections.Immutable;
using System.CommandLine;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Synergy;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli;

/// <summary><c>blockade synergy STUDY --level tumour|trial</c>: the same virtual patients under neither antibody, each and both.</summary>
internal sealed class StudySynergyRun(CommandHost host, RunClock clock, bool quiet, ulong seed, int threads)
{
    public int Run(string what, SynergyLevel level, SynergyOptions options, ParseResult parse, string? given, bool force, CancellationToken cancellation)
    {
        if (options.Study(parse) is not (int patients, int draws, ImmutableArray<int> days, ResponseCorrelation correlation) || options.Off(parse) is not ImmutableArray<Mechanism> off) return ExitCode.Usage;
        (StudyInputs? inputs, SourceText? source, int fault) = Inputs.Study(host, what, options.Model(parse), quiet, cancellation);
        if (inputs is null || source is null) return fault;
        if (FactorialCohort.Missing(inputs.Design) is { IsEmpty: false } missing)
        {
            host.Errors.WriteLine($"blockade: no arm of {inputs.Design.Name} gives {string.Join(" or ", missing)}, so there is no schedule to follow; cleopatra and neosphere have all three drugs.");
            return ExitCode.Usage;
        }

        inputs = inputs.Without(off);
        (PosteriorDraws? posterior, SourceText frozen, fault) = Inputs.Posterior(host, options.Posterior(parse), inputs.Parameters, quiet);
        if (posterior is null) return fault;
        ImmutableArray<TumourParameters> tumours = [.. posterior.Spread(draws).Select(d => TumourParameters.From(Mechanism.Without(posterior.In(inputs.Parameters, d), off)))];

        (StudySynergy? found, string? failure) = ProgressDisplay.Run(host, quiet, p => Score(inputs, level, patients, tumours, days, correlation, p, cancellation));
        if (found is null)
        {
            host.Errors.WriteLine($"blockade: the receptors' steady state was not found: {failure}");
            return ExitCode.NumericalFailure;
        }

        try
        {
            string results = Outputs.FolderPath(host, given, FormattableString.Invariant($"synergy-{inputs.Design.Name}-{level}"), force);
            OutputFolder folder = OutputFolder.Create(results, force ? ExistingFiles.Replace : ExistingFiles.Refuse);
            ImmutableArray<Table> tables = StudySynergyTables.Of(found);
            foreach (Table table in tables) Outputs.WriteTable(folder, table);
            RenderedFigure figure = FigureRenderer.Render(StudySynergyFigures.Excess(found), folder, "figure-excess");
            folder.Write("report.html", s => HtmlReport.Write(StudySynergyReport.Of(found, tables, figure), s));
            folder.WriteManifest(new RunManifest
            {
                ProductVersion = Product.Version, Status = RunStatus.Complete, Seed = seed,
                Arguments = ["synergy", source.Name, .. options.Decisive(parse), FormattableString.Invariant($"--seed {seed}")],
                Tolerances = [new RunTolerance("relative tolerance of integrations over time", SubjectSimulator.TrialTolerance, "1")],
                Inputs = Inputs.Files([.. inputs.Sources, frozen]),
                Timings = clock.Timings(threads),
            });
            folder.Complete();
            StudySynergyTables.Print(found, host);
            host.Out.WriteLine(StudySynergyReport.Verdict(found));
            if (!inputs.Off.IsEmpty) host.Out.WriteLine($"Switched off: {string.Join("; ", inputs.Off.Select(m => m.Name))}.");
            if (inputs.Receptors.Replacement is { Length: > 0 } replaced) host.Out.WriteLine(replaced);
            host.Out.WriteLine(HtmlReport.Notice);
            if (!quiet) host.Errors.WriteLine($"blockade: tables, figures and report.html are in {Path.GetRelativePath(host.WorkingFolder, folder.Path)}");
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private (StudySynergy?, string?) Score(
        StudyInputs inputs, SynergyLevel level, int patients, ImmutableArray<TumourParameters> draws, ImmutableArray<int> days, ResponseCorrelation correlation,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        (ReceptorSurface? surface, string? failure) = ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.Default, threads, progress, cancellation);
        if (surface is null) return (null, failure);
        var random = new RandomSource(seed);
        TumourParameters tumour = TumourParameters.From(inputs.Parameters);
        var subjects = new SubjectSimulator(surface, InterstitiumParameters.From(inputs.Parameters), SubjectSimulator.TrialTolerance);
        var population = new PopulationModel(inputs.Population, inputs.Parameters);
        ImmutableArray<VirtualPatient> drawn = Screening.Enrol(inputs.Design, population, random, 0, patients, subjects, tumour, cancellation).Patients;
        FactorialCohort Cohort(ImmutableArray<VirtualPatient> of) => FactorialCohort.Treat(inputs.Design, [.. Enum.GetValues<AntibodyPair>()], of, subjects, tumour, random, threads, progress, cancellation);
        FactorialCohort own = Cohort(drawn);
        string claim = DesignClaims.Of(inputs.Design, inputs.Receptors.Pair[0], inputs.Receptors.Pair[1]);
        if (level == SynergyLevel.Trial)
            return (new StudySynergy(inputs.Design.Name, patients, draws.Length, claim, [], [], TrialSynergy.Of(own, tumour, draws, correlation, random, cancellation)), null);

        FactorialCohort without = Cohort([.. drawn.Select(p => p with { HeregulinNanomolar = 0 })]);
        return (new StudySynergy(
            inputs.Design.Name, patients, draws.Length, claim,
            [.. TumourSynergy.Of(own, tumour, draws, days, heregulin: true, cancellation), .. TumourSynergy.Of(without, tumour, draws, days, heregulin: false, cancellation)],
            [.. TumourSynergy.Changes(own, tumour, days, heregulin: true), .. TumourSynergy.Changes(without, tumour, days, heregulin: false)], []), null);
    }
}
