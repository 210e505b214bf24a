using System.CommandLine;

namespace Blockade.Cli;

/// <summary>The command line: parses arguments, runs one command, turns what is left of failures into exit codes.</summary>
internal static class BlockadeCli
{
    /// <summary>Runs one command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation)
    {
        var root = new RootCommand("Blockade: dual HER2 blockade from the epitope to the trial endpoint. A research and teaching tool: not for treatment decisions.")
        {
            new TrialCommand(host).Build(),
            new DesignCommand(host).Build(),
            new SimulateCommand(host).Build(),
            new BnglCommand(host).Build(),
            new NewCommand(host).Build(),
            new CheckCommand(host).Build(),
            new ShowCommand(host).Build(),
            new DrawCommand(host).Build(),
            new ExplainCommand(host).Build(),
            new ExportCommand(host).Build(),
            new SynergyCommand(host).Build(),
            new FitCommand(host).Build(),
            new OmexCommand(host).Build(),
            new PackCommand(host).Build(),
            new VerifyCommand(host).Build(),
            new CalibrateCommand(host).Build(),
            new PredictCommand(host).Build(),
            new SenseCommand(host).Build(),
            new DoctorCommand(host).Build(),
        };
        HelpExamples.AddTo(root, host);
        try
        {
            ParseResult parse = root.Parse(args);
            if (parse.Errors.Count > 0 && parse.Action is not HelpExamples) return UsageErrors.Report(parse, host);
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
}
