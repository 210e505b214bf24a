using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
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
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli;

/// <summary><c>blockade predict</c>: the frozen posterior against every published result, and what it was worth.</summary>
internal sealed class PredictCommand(CommandHost host)
{
    private readonly Argument<string[]> _trials = new("trial") { Description = "Trials to predict, by name or the path of a trial file; by default all that ship with Blockade and have a blind result.", HelpName = "NAME|FILE", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _published = CommonOptions.File("--published", "Results instead of those that ship, as CSV in the form of published.csv; those whose role is blind are scored.");
    private readonly Option<string?> _model = CommonOptions.File("--model", "A receptor model in BNGL that replaces the flagship.");
    private readonly Option<string?> _posterior = CommonOptions.File("--posterior", "Draws of the tumour's constants instead of the frozen ones, as 'blockade calibrate --posterior' writes them.");
    private readonly Option<int> _draws = new("--draws") { Description = "Draws of the constants: what is not known of them.", DefaultValueFactory = _ => 40, HelpName = "N" };
    private readonly Option<int> _replicates = new("--replicates") { Description = "Sets of patients: who happens to be enrolled.", DefaultValueFactory = _ => 10, HelpName = "N" };
    private readonly Option<double> _correlation = new("--response-correlation") { Description = "Rank correlation of a patient's responses to two treatments, for the nulls.", DefaultValueFactory = _ => NullForecast.DefaultCorrelation, HelpName = "R" };
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = CommonOptions.Out("Folder for the results; by default blockade-predict.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("predict", "Predict published results with the frozen posterior, and score the blind ones.")
        {
            _trials, _published, _model, _posterior, _draws, _replicates, _correlation, _seed, _threads, _out, _force, _quiet,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        bool quiet = parse.GetValue(_quiet);
        int draws = parse.GetValue(_draws), replicates = parse.GetValue(_replicates), threads = parse.GetValue(_threads);
        ulong seed = parse.GetValue(_seed);
        if (draws is < 1 or > 10_000 || replicates is < 1 or > 10_000)
        {
            host.Errors.WriteLine("blockade: --draws and --replicates are from 1 to 10000.");
            return ExitCode.Usage;
        }

        double correlation = parse.GetValue(_correlation);
        if (!(correlation is >= -1 and <= 1))
        {
            host.Errors.WriteLine("blockade: --response-correlation is from -1 to 1.");
            return ExitCode.Usage;
        }

        SourceText? given = null, published = null, model = null;
        if (parse.GetValue(_posterior) is string path && (given = Inputs.Open(host, path)) is null) return ExitCode.Usage;
        if (parse.GetValue(_published) is string results && (published = Inputs.Open(host, results)) is null) return ExitCode.Usage;
        if (parse.GetValue(_model) is string bngl && (model = Inputs.OpenOrNamed(host, bngl, "", ".bngl")) is null) return ExitCode.Usage;
        string[] asked = parse.GetValue(_trials) ?? [];
        SourceText?[] own = [.. asked.Where(n => File.Exists(Path.Combine(host.WorkingFolder, n))).Select(n => Inputs.Open(host, n))];
        if (own.Contains(null)) return ExitCode.Usage;
        Checked<PredictionInputs> read = PredictionInputs.Read([.. own.OfType<SourceText>()], published, given, model, cancellation);
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is not PredictionInputs inputs) return Inputs.Code(read.Diagnostics);
        int files = 0;
        string[] named = asked.Length == 0 ? [.. inputs.WithBlindResults] : [.. asked.Select(n => File.Exists(Path.Combine(host.WorkingFolder, n)) ? inputs.Trials[files++].Design.Name : n)];
        if (Studies(inputs, named) is not List<TrialFile> studies) return ExitCode.Usage;
        RunManifest Manifest(RunStatus status) => new()
        {
            ProductVersion = Product.Version, Status = status,
            Arguments = ["predict", .. studies.Select(s => s.Design.Name), FormattableString.Invariant($"--draws {draws}"), FormattableString.Invariant($"--replicates {replicates}"), FormattableString.Invariant($"--response-correlation {correlation}"), FormattableString.Invariant($"--seed {seed}")],
            Seed = seed,
            Tolerances = [new RunTolerance("relative tolerance of integrations over time", SubjectSimulator.TrialTolerance, "1")],
            Inputs = Inputs.Files(inputs.Sources),
            Timings = clock.Timings(threads),
        };
        OutputFolder folder;
        try
        {
            folder = OutputFolder.Create(Outputs.FolderPath(host, parse.GetValue(_out), "predict", parse.GetValue(_force)), parse.GetValue(_force) ? ExistingFiles.Replace : ExistingFiles.Refuse);
            folder.WriteManifest(Manifest(RunStatus.Partial));
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        (Scorecard? card, string? failure) = ProgressDisplay.Run<(Scorecard?, string?)>(host, quiet, p =>
        {
            (ReceptorSurface? surface, string? why) = ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.Default, threads, p, cancellation);
            if (surface is null) return (null, why);
            var subjects = new SubjectSimulator(surface, InterstitiumParameters.From(inputs.Parameters), SubjectSimulator.TrialTolerance);
            Scorecard run = Scorecard.Run(
                [.. studies.Select(s => s.Design)], [.. studies.Select(s => s.Population)], inputs.Parameters, inputs.Posterior, draws, replicates, inputs.Published,
                subjects, seed, threads, p, cancellation);
            return (run with { Nulls = Nulls(studies, inputs, correlation, run, seed, p, cancellation) }, null);
        });
        if (card is null)
        {
            host.Errors.WriteLine($"blockade: the receptors' steady state was not found: {failure}");
            return ExitCode.NumericalFailure;
        }

        try
        {
            Outputs.WriteTable(folder, ScorecardTables.Scores(card));
            Outputs.WriteTable(folder, ScorecardTables.Predictions(card));
            Outputs.WriteTable(folder, ScorecardSubjects.Counts(card));
            Outputs.WriteTable(folder, NullTables.Forecasts(card));
            ImmutableArray<RenderedFigure> figures = [.. ScorecardFigures.Of(card).Select(f => FigureRenderer.Render(f.Figure, folder, $"figure-{f.Name}"))];
            folder.Write("report.html", s => HtmlReport.Write(ScorecardReport.Of(card, figures), s));
            folder.WriteManifest(Manifest(RunStatus.Complete));
            folder.Complete();
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        Print(card);
        string[] left = [.. inputs.Published.Rows.Where(r => studies.Any(s => s.Design.Name == r.Trial) && card.Rows.All(c => c.Published != r)).Select(r => $"'{r.Id}' ({r.Quantity} of {r.Arm})")];
        if (left.Length > 0 && !quiet) host.Errors.WriteLine($"blockade: not predicted, since no run says such a thing of such an arm: {string.Join(", ", left)}");
        if (!quiet) host.Errors.WriteLine(FormattableString.Invariant($"{clock.Seconds:0.0} s. Results: {Path.GetRelativePath(host.WorkingFolder, folder.Path)} (open report.html)"));
        return ExitCode.Done;
    }

    // the trials of these names; null, with a line on each that cannot be predicted
    private List<TrialFile>? Studies(PredictionInputs inputs, string[] named)
    {
        var studies = new List<TrialFile>();
        string[] known = [.. inputs.Trials.Select(t => t.Design.Name)];
        bool good = true;
        foreach (string name in named)
        {
            TrialFile? study = inputs.Trials.FirstOrDefault(t => t.Design.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            string? problem = study is null ? $"there is no trial '{name}'; {NearestName.Hint(name, known) ?? $"there are: {string.Join(", ", known)}"}"
                : inputs.Strangers(study.Design).FirstOrDefault() is string stranger ? $"'{study.Design.Name}' gives {stranger}, in whose place this run's model has another antibody"
                : !inputs.Published.Rows.Any(r => r.Trial == study.Design.Name) ? $"no published result is of '{study.Design.Name}': --published brings your own"
                : null;
            if (problem is null) studies.Add(study!);
            else host.Errors.WriteLine($"blockade: {problem}");
            good &= problem is null;
        }

        if (good && studies.Count == 0) host.Errors.WriteLine("blockade: no trial that can be run has a blind result.");
        return good && studies.Count > 0 ? studies : null;
    }

    private static ImmutableArray<NullPrediction> Nulls(
        List<TrialFile> studies, PredictionInputs inputs, double correlation, Scorecard run, ulong seed, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        ImmutableArray<TrialDesign> trials = [.. inputs.Trials.Select(t => t.Design)];
        var all = ImmutableArray.CreateBuilder<NullPrediction>();
        for (int s = 0; s < studies.Count; s++)
        {
            all.AddRange(NullForecast.Of(
                studies[s].Design, new PopulationModel(studies[s].Population, inputs.Parameters), trials, inputs.Published, new ResponseCorrelation(correlation),
                new RandomSource(seed), run.Draws, run.Replicates, cancellation));
            progress?.Report(new RunProgress("nulls", s + 1, studies.Count));
        }

        return all.ToImmutable();
    }

    private void Print(Scorecard card)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("result", "predicted (90 %)", "published (95 % CI)", "role", "inside", "CRPS", "SD: constants", "SD: patients");
        foreach (ScoredPrediction row in card.Rows) table.AddRow([.. ScorecardTables.Cells(row).Select(Markup.Escape)]);
        host.Results().Write(table);
        host.Out.WriteLine(ScorecardReport.Summary(card));
        host.Out.WriteLine(NullTables.Summary(NullTables.Rows(card)));
        host.Out.WriteLine(HtmlReport.Notice);
    }
}
