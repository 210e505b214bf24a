using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Blockade.Calibration;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary><c>blockade calibrate</c>: fits the tumour's constants to the calibrate rows, of the flagship or of one's own, and writes them and draws of them frozen.</summary>
internal sealed class CalibrateCommand(CommandHost host)
{
    private readonly Argument<string[]> _studies = new("study") { Description = "Trial files of your own, which the results may name beside the trials that ship.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _published = CommonOptions.File("--published", "Results instead of those that ship, as CSV in the form of published.csv; those whose role is calibrate are fitted.");
    private readonly Option<string?> _priors = CommonOptions.File("--priors", "What is fitted and how far it may go instead of what ships, as CSV in the form of priors.csv.");
    private readonly Option<string?> _model = CommonOptions.File("--model", "A receptor model in BNGL that replaces the flagship.");
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<int> _patients = new("--patients") { Description = "Virtual patients in each arm.", DefaultValueFactory = _ => 400, HelpName = "N" };
    private readonly Option<int> _points = new("--points") { Description = "Points of each stage on the way from the prior, in chains of 20; the last stage, of the posterior, has three times as many.", DefaultValueFactory = _ => 600, HelpName = "N" };
    private readonly Option<string?> _out = new("--out") { Description = "Write the frozen constants to this file, for example calibrated.csv.", HelpName = "FILE" };
    private readonly Option<string?> _posterior = new("--posterior") { Description = "Write draws from the posterior to this file, for example posterior.csv, and beside it as Parquet: what 'blockade predict' runs.", HelpName = "FILE" };
    private readonly Option<int> _draws = new("--draws") { Description = "Draws to write.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Take up what an earlier run of the same fit has computed: it lies beside the file of --posterior or --out, in a file of that name and '.journal'." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("calibrate", "Fit the tumour's constants to the results whose role is 'calibrate'.")
        {
            _studies, _published, _priors, _model, _seed, _threads, _patients, _points, _out, _posterior, _draws, _resume, _quiet,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        bool quiet = parse.GetValue(_quiet);
        int threads = parse.GetValue(_threads);
        if (parse.GetValue(_patients) is < 2 or > 100_000 || parse.GetValue(_points) is < 40 or > 100_000 || parse.GetValue(_points) % 20 != 0 || parse.GetValue(_draws) is < 1 or > 10_000)
        {
            host.Errors.WriteLine("blockade: --patients is from 2 to 100000, --points a multiple of 20 from 40 to 100000, --draws from 1 to 10000.");
            return ExitCode.Usage;
        }

        string? kept = parse.GetValue(_posterior) ?? parse.GetValue(_out);
        if (parse.GetValue(_resume) && kept is null)
        {
            host.Errors.WriteLine("blockade: --resume needs the file of the run to take up: --posterior or --out.");
            return ExitCode.Usage;
        }

        var opened = new Dictionary<Option<string?>, SourceText?>();
        foreach (Option<string?> option in new[] { _published, _priors, _model })
        {
            if (parse.GetValue(option) is not string path) continue;
            if ((opened[option] = option == _model ? Inputs.OpenOrNamed(host, path, "", ".bngl") : Inputs.Open(host, path)) is null) return ExitCode.Usage;
        }

        SourceText?[] studies = [.. (parse.GetValue(_studies) ?? []).Select(s => Inputs.OpenOrNamed(host, s, "trials/", ".toml"))];
        if (studies.Contains(null)) return ExitCode.Usage;
        Checked<CalibrationInputs> read = CalibrationInputs.Read(
            [.. studies.OfType<SourceText>()], opened.GetValueOrDefault(_published), opened.GetValueOrDefault(_priors), opened.GetValueOrDefault(_model), cancellation);
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is not CalibrationInputs inputs) return Inputs.Code(read.Diagnostics);
        string? journalPath = kept is null ? null : Path.Combine(host.WorkingFolder, kept + ".journal");
        try
        {
            if (journalPath is null) return Fit(parse, inputs, null, cancellation);
            using FileStream stream = JournalFile.Open(journalPath, anew: !parse.GetValue(_resume));
            string key = Key(parse, inputs);
            (EvaluationJournal? journal, string? fault) = JournalFile.Guard(journalPath, () => EvaluationJournal.Open(stream, key, FreeParameter.From(inputs.Priors).Length));
            if (journal is null)
            {
                host.Errors.WriteLine($"blockade: '{kept}.journal' cannot be taken up: {fault}. Give the arguments of that run, or another file.");
                return ExitCode.Usage;
            }

            if (parse.GetValue(_resume) && !quiet) host.Errors.WriteLine($"blockade: {journal.Count} points are there.");
            try
            {
                return JournalFile.Guard(journalPath, () => Fit(parse, inputs, journal, cancellation));
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                host.Errors.WriteLine($"blockade: interrupted after {journal.Count} points; the same command with --resume goes on.");
                return ExitCode.Interrupted;
            }
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private int Fit(ParseResult parse, CalibrationInputs inputs, EvaluationJournal? journal, CancellationToken cancellation)
    {
        bool quiet = parse.GetValue(_quiet);
        int threads = parse.GetValue(_threads);
        (ReceptorSurface? surface, string? failure) = ProgressDisplay.Run(host, quiet, p => ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.Default, threads, p, cancellation));
        if (surface is null)
        {
            host.Errors.WriteLine($"blockade: the receptors' steady state was not found: {failure}");
            return ExitCode.NumericalFailure;
        }

        ImmutableArray<FreeParameter> free = FreeParameter.From(inputs.Priors);
        var fit = new TumourFit(
            inputs.Targets, inputs.Trials, [.. inputs.Populations.Select(p => new PopulationModel(p, inputs.Parameters))], inputs.Parameters, free,
            new SubjectSimulator(surface, InterstitiumParameters.From(inputs.Parameters), SubjectSimulator.TrialTolerance), new RandomSource(parse.GetValue(_seed)),
            parse.GetValue(_patients), threads, cancellation) { Journal = journal };
        Posterior posterior = ProgressDisplay.Run(host, quiet, p => fit.Sample(parse.GetValue(_points), parse.GetValue(_draws), p, cancellation));
        string frozen = fit.Freeze(posterior.Centre, inputs.Targets);
        PosteriorTables.Print(fit.Misfits(posterior.Centre), posterior.Checks, host);
        host.Out.WriteLine(FormattableString.Invariant($"minus twice the log posterior {fit.Objective(posterior.Centre):0.00}; fitted to {fit.TargetCount} of {inputs.Targets.Rows.Length} results, SHA-256 {inputs.Targets.Sha256[..12]}..."));
        host.Out.WriteLine(FormattableString.Invariant($"Of trials that the draws make, {100 * posterior.Misfit:0} % lie further from what made them than the published results; log evidence {posterior.LogEvidence:0.0}."));
        PosteriorTables.Print(posterior.Stages, host);
        host.Out.WriteLine(FormattableString.Invariant($"{posterior.Points} points of the posterior are worth {posterior.EffectiveSize:0} independent draws; the model was run at {posterior.Evaluations} points."));
        PosteriorTables.Print(PosteriorTables.Spread(free, posterior.Draws), host);
        host.Out.WriteLine(PosteriorTables.Summary(free, posterior.Draws, posterior.EffectiveSize));

        if (parse.GetValue(_out) is not string path) host.Out.Write(frozen);
        else Write(path, frozen);
        if (parse.GetValue(_posterior) is not string draws) return ExitCode.Done;
        Write(draws, fit.Freeze(posterior, inputs.Targets));
        WholeFile.Write(Path.Combine(host.WorkingFolder, Path.ChangeExtension(draws, ".parquet")), s => ParquetTable.Write(PosteriorTables.Draws(free, posterior, inputs.Targets.Sha256), s));
        return ExitCode.Done;
    }

    // what decides every point: blind rows are not in it
    private string Key(ParseResult parse, CalibrationInputs inputs) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n',
        [
            Product.Version, FormattableString.Invariant($"--seed {parse.GetValue(_seed)} --patients {parse.GetValue(_patients)}"), inputs.Targets.Sha256,
            .. inputs.Targets.Rows.Select(r => $"{r.Trial},{r.Arm},{r.Quantity}"), .. Inputs.Files(inputs.Sources).Select(f => f.Sha256),
        ]))));

    private void Write(string path, string text) =>
        WholeFile.Write(Path.Combine(host.WorkingFolder, path), s => s.Write(Encoding.UTF8.GetBytes(text)));
}
