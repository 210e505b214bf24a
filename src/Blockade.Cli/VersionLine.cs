using System.CommandLine;
using System.CommandLine.Invocation;

namespace Blockade.Cli;

/// <summary><c>blockade --version</c>.</summary>
internal sealed class VersionLine(CommandHost host) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine(Product.Build);
        return ExitCode.Done;
    }
}
