using System.CommandLine;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Petab;

namespace Blockade.Cli;

/// <summary><c>blockade fit PROBLEM</c>: estimates the parameters of a PEtab problem, with intervals from profiles.</summary>
internal sealed class FitCommand(CommandHost host)
{
    private readonly Argument<string> _problem = new("problem") { Description = "The YAML file of a PEtab problem, version 1 or 2, with a model in SBML.", HelpName = "FILE" };
    private readonly Option<int> _starts = new("--starts") { Description = "Searches from points drawn between the bounds.", DefaultValueFactory = _ => 20, HelpName = "N" };
    private readonly Option<bool> _nominal = new("--from-nominal") { Description = "The first search begins at the nominal values." };
    private readonly Option<bool> _simulate = new("--only-simulate") { Description = "Fit nothing: likelihood and residuals at the nominal values." };
    private readonly Option<bool> _noProfiles = new("--no-profiles") { Description = "No profile likelihoods, and so no intervals." };
    private readonly Option<double> _confidence = new("--confidence") { Description = "Of the intervals.", DefaultValueFactory = _ => 0.95, HelpName = "P" };
    private readonly Option<double> _relative = new("--rtol") { Description = "Relative tolerance of simulations.", DefaultValueFactory = _ => 1e-8, HelpName = "X" };
    private readonly Option<double> _absolute = new("--atol") { Description = "Absolute tolerance of simulations.", DefaultValueFactory = _ => 1e-12, HelpName = "X" };
    private readonly SbmlOptions _sbml = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = CommonOptions.Out("Folder for the results; by default a new one.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _resume = new("--resume") { Description = "Keep the searches that an earlier run of the same fit has finished in the folder." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("fit", "Estimate the parameters of a PEtab problem: many starts, profile likelihoods, residuals.")
        {
            _problem, _starts, _nominal, _simulate, _noProfiles, _confidence, _relative, _absolute, _seed, _threads, _out, _force, _resume, _quiet,
        };
        _sbml.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        double confidence = parse.GetValue(_confidence), relative = parse.GetValue(_relative), absolute = parse.GetValue(_absolute);
        if (parse.GetValue(_starts) is < 1 or > 100_000 || !(confidence is > 0 and < 1) || !(relative is >= 1e-13 and <= 0.1) || !(absolute > 0) || !double.IsFinite(absolute))
        {
            host.Errors.WriteLine("blockade: --starts is from 1 to 100000, --confidence between 0 and 1, --rtol from 1e-13 to 0.1, --atol above 0.");
            return ExitCode.Usage;
        }

        string named = parse.GetRequiredValue(_problem);
        if (named.EndsWith(".toml", StringComparison.OrdinalIgnoreCase) || (Her2Files.Names.Contains($"trials/{named}.toml") && !File.Exists(Path.Combine(host.WorkingFolder, named))))
        {
            host.Errors.WriteLine($"blockade: '{named}' is a trial: 'blockade calibrate' fits populations to results of trials, 'blockade fit' a cell or a patient to the measurements of a PEtab problem.");
            return ExitCode.Usage;
        }

        if (Inputs.Open(host, named) is not { } source) return ExitCode.Usage;
        Checked<PetabProblem> read = PetabInputs.Read(host, source, _sbml.Of(parse));
        Inputs.Report(host, read.Diagnostics, parse.GetValue(_quiet));
        if (read.Value is not { } problem) return Inputs.Code(read.Diagnostics);
        var simulator = new PetabSimulator(problem, new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute });
        var run = new FitRun(host, simulator, source.Name)
        {
            Starts = parse.GetValue(_starts), FromNominal = parse.GetValue(_nominal), HasProfiles = !parse.GetValue(_noProfiles), Confidence = confidence,
            Seed = parse.GetValue(_seed), Threads = parse.GetValue(_threads), Quiet = parse.GetValue(_quiet),
        };
        if (parse.GetValue(_simulate)) return run.Simulate(cancellation);
        if (problem.Estimated.IsEmpty)
        {
            host.Errors.WriteLine("blockade: the problem has no parameter to estimate; --only-simulate weighs it at its nominal values.");
            return ExitCode.Usage;
        }

        string path = Outputs.FolderPath(host, parse.GetValue(_out), "fit-" + Path.GetFileNameWithoutExtension(source.Name), parse.GetValue(_force) || parse.GetValue(_resume));
        return run.Run(path, parse.GetValue(_resume), parse.GetValue(_force), cancellation);
    }
}
