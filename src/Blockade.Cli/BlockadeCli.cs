using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics;

namespace Blockade.Cli;

/// <summary>The command line: parses arguments, runs one command, turns what is left of failures into exit codes.</summary>
internal static class BlockadeCli
{
    /// <summary>The commands in the order of the help.</summary>
    internal static readonly ImmutableArray<string> Names =
    [
        "trial", "design", "simulate", "bngl", "new", "check", "show", "draw", "explain", "export", "synergy", "fit", "omex", "pack", "verify", "calibrate",
        "predict", "sense", "doctor",
    ];

    /// <summary>Runs one command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation)
    {
        // Not the library's RootCommand, which looks its own name up by reflection, nor its options for help and version, which open its resources for a
        // description: four milliseconds of every start.
        var root = new Command("blockade", "Blockade: dual HER2 blockade from the epitope to the trial endpoint. A research and teaching tool: not for treatment decisions.");
        root.Add(new Option<bool>("--help", "-h", "-?") { Description = "Show help and usage information", Arity = ArgumentArity.Zero, Recursive = true, Action = new HelpExamples(new HelpAction(), host) });
        root.Add(new Option<bool>("--version") { Description = "Show version information", Arity = ArgumentArity.Zero, Action = new VersionLine(host) });
        ImmutableArray<string> needed = args switch
        {
            ["--version"] => [],
            [string first, ..] when Names.Contains(first) => [first],
            _ => Names,
        };
        foreach (string name in needed) root.Add(Build(name, host));
        try
        {
            ParseResult parse = root.Parse(args);
            if (parse.Action is not HelpExamples && (parse.Errors.Count > 0 || UsageErrors.StrayOption(parse, host) is not null)) return UsageErrors.Report(parse, host);
            return await parse.InvokeAsync(
                new InvocationConfiguration { Output = host.Out, Error = host.Errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            host.Errors.WriteLine("blockade: interrupted; nothing was kept.");
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            host.Errors.WriteLine($"blockade: a bug in Blockade {Product.Version}: {e.GetType().Name}: {e.Message}");
            host.Errors.WriteLine(e.StackTrace);
            host.Errors.WriteLine("Please report it with the command line and the files.");
            return ExitCode.Bug;
        }
    }

    // Of the nineteen only the one that is asked for is built: all of their options were a fifth of a process that starts and ends.
    internal static Command Build(string name, CommandHost host) => name switch
    {
        "trial" => new TrialCommand(host).Build(),
        "design" => new DesignCommand(host).Build(),
        "simulate" => new SimulateCommand(host).Build(),
        "bngl" => new BnglCommand(host).Build(),
        "new" => new NewCommand(host).Build(),
        "check" => new CheckCommand(host).Build(),
        "show" => new ShowCommand(host).Build(),
        "draw" => new DrawCommand(host).Build(),
        "explain" => new ExplainCommand(host).Build(),
        "export" => new ExportCommand(host).Build(),
        "synergy" => new SynergyCommand(host).Build(),
        "fit" => new FitCommand(host).Build(),
        "omex" => new OmexCommand(host).Build(),
        "pack" => new PackCommand(host).Build(),
        "verify" => new VerifyCommand(host).Build(),
        "calibrate" => new CalibrateCommand(host).Build(),
        "predict" => new PredictCommand(host).Build(),
        "sense" => new SenseCommand(host).Build(),
        "doctor" => new DoctorCommand(host).Build(),
        _ => throw new UnreachableException(name),
    };
}
