using System.Runtime.InteropServices;
using Blockade.Cli;

LargeHeap.Ask();
using var interrupt = new CancellationTokenSource();
// signals rather than Console.CancelKeyPress, which reads the terminal's description first: a millisecond of every start
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;   // the first Ctrl-C keeps what is done; the second one ends the process
    interrupt.Cancel();
}

using PosixSignalRegistration ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt), ctrlBreak = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Interrupt);
bool built = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
var host = new CommandHost(
    Console.Out,
    Console.Error,
    !Console.IsOutputRedirected,
    !Console.IsErrorRedirected,
    string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
    Console.IsOutputRedirected ? 160 : Console.WindowWidth,
    TimeProvider.System,
    Environment.CurrentDirectory,
    built ? "dotnet run -c Release --project src/Blockade.Cli --" : "blockade");
return await BlockadeCli.RunAsync(args, host, interrupt.Token).ConfigureAwait(false);
