using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary>Says that results could not be written.</summary>
internal static class Outputs
{
    /// <summary>Writes the message; returns the exit code: a full disk is a limit, anything else a place that the command line chose badly.</summary>
    public static int Failed(CommandHost host, OutputException failure)
    {
        host.Errors.WriteLine($"blockade: {failure.Message}");
        return failure.Failure == OutputFailure.DiskFull ? ExitCode.LimitReached : ExitCode.Usage;
    }
}
