using System.Collections.Immutable;
using System.CommandLine;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;
using Spectre.Console;

namespace Blockade.Cli;

/// <summary><c>blockade calibrate</c>: fits the tumour's constants to the calibrate rows and writes them frozen.</summary>
internal sealed class CalibrateCommand(CommandHost host)
{
    private const int Rounds = 8;
    private const int PointsOfARound = 250;

    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<int> _patients = new("--patients") { Description = "Virtual patients in each arm.", DefaultValueFactory = _ => 400, HelpName = "N" };
    private readonly Option<int> _starts = new("--starts") { Description = "Searches, the first from the middle of the priors, the others from points drawn from them.", DefaultValueFactory = _ => 4, HelpName = "N" };
    private readonly Option<string?> _out = new("--out") { Description = "Write the frozen constants to this file, for example calibrated.csv.", HelpName = "FILE" };
    private readonly Option<string?> _posterior = new("--posterior") { Description = "Write draws from the posterior to this file, for example posterior.csv: what 'blockade predict' runs.", HelpName = "FILE" };
    private readonly Option<int> _draws = new("--draws") { Description = "Draws to write.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("calibrate", "Fit the tumour's constants to the results whose role is 'calibrate'.") { _seed, _threads, _patients, _starts, _out, _posterior, _draws, _quiet };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        bool quiet = parse.GetValue(_quiet);
        int threads = parse.GetValue(_threads);
        if (parse.GetValue(_patients) is < 2 or > 100_000 || parse.GetValue(_starts) is < 1 or > 1000 || parse.GetValue(_draws) is < 1 or > 10_000)
        {
            host.Errors.WriteLine("blockade: --patients is from 2 to 100000, --starts from 1 to 1000, --draws from 1 to 10000.");
            return ExitCode.Usage;
        }

        Checked<CalibrationInputs> read = CalibrationInputs.Read(cancellation);
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is not CalibrationInputs inputs) return Inputs.Code(read.Diagnostics);
        (ReceptorSurface? surface, string? failure) = ProgressDisplay.Run(host, quiet, p => ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.Default, threads, p, cancellation));
        if (surface is null)
        {
            host.Errors.WriteLine($"blockade: the receptors' steady state was not found: {failure}");
            return ExitCode.NumericalFailure;
        }

        var fit = new TumourFit(
            inputs.Targets, inputs.Trials, inputs.Parameters, FreeParameter.From(inputs.Priors), new PopulationModel(inputs.Population, inputs.Parameters),
            new SubjectSimulator(surface, InterstitiumParameters.From(inputs.Parameters), SubjectSimulator.TrialTolerance), new RandomSource(parse.GetValue(_seed)),
            parse.GetValue(_patients), threads, cancellation);
        ImmutableArray<double> best = ProgressDisplay.Run(host, quiet, p => fit.Search(parse.GetValue(_starts), p, cancellation));
        string frozen = fit.Freeze(best, inputs.Targets);
        Posterior? posterior = parse.GetValue(_posterior) is null
            ? null
            : ProgressDisplay.Run(host, quiet, p => fit.Sample(best, Rounds, PointsOfARound, parse.GetValue(_draws), p, cancellation));
        Table(fit, best);
        host.Out.WriteLine(FormattableString.Invariant($"minus twice the log posterior {fit.Objective(best):0.00} after {fit.Evaluations} evaluations; fitted to {inputs.Targets.Rows.Length} results, SHA-256 {inputs.Targets.Sha256[..12]}..."));
        if (posterior is not null) host.Out.WriteLine(FormattableString.Invariant($"{posterior.Points} points of the posterior are worth {posterior.EffectiveSize:0} independent draws."));
        if (parse.GetValue(_out) is null) host.Out.Write(frozen);
        try
        {
            if (parse.GetValue(_out) is string path) Write(path, frozen);
            if (posterior is not null) Write(parse.GetValue(_posterior)!, fit.Freeze(posterior, inputs.Targets));
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private void Write(string path, string text) =>
        WholeFile.Write(Path.Combine(host.WorkingFolder, path), s => s.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private void Table(TumourFit fit, ImmutableArray<double> best)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("result", "model", "published", "misfit, standard errors");
        foreach (Misfit m in fit.Misfits(fit.Parameters(best)))
        {
            string quantity = m.Target.Quantity == "median-pfs" ? FormattableString.Invariant($"share without progression at {m.Target.Value} months") : m.Target.Quantity;
            table.AddRow(Markup.Escape($"{m.Target.Id}: {quantity}"), m.Predicted.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture), m.Observed.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture), m.Residual.ToString("+0.0;-0.0", System.Globalization.CultureInfo.InvariantCulture));
        }

        host.Results().Write(table);
    }
}
