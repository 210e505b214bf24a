using Spectre.Console;

namespace Blockade.Cli;

/// <summary>The process around a command: streams, clock and terminal. Commands touch nothing else of it.</summary>
/// <param name="Out">Results.</param>
/// <param name="Errors">Everything else.</param>
/// <param name="OutIsTerminal">Whether a person reads <paramref name="Out"/> as it comes.</param>
/// <param name="ErrorsIsTerminal">Whether progress may be drawn on <paramref name="Errors"/>.</param>
/// <param name="Colour">Whether colours are wanted: a terminal, and no NO_COLOR.</param>
/// <param name="Width">Columns of the terminal.</param>
/// <param name="Clock">The time, for timings.</param>
/// <param name="WorkingFolder">Where relative paths begin.</param>
/// <param name="Invocation">How this program was called, so that suggested commands can be pasted.</param>
internal sealed record CommandHost(
    TextWriter Out, TextWriter Errors, bool OutIsTerminal, bool ErrorsIsTerminal, bool Colour, int Width, TimeProvider Clock, string WorkingFolder,
    string Invocation)
{
    /// <summary>A variable of the environment by its name, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>A console for tables on <see cref="Out"/>.</summary>
    public IAnsiConsole Results() => Console(Out, OutIsTerminal);

    /// <summary>A console for progress on <see cref="Errors"/>.</summary>
    public IAnsiConsole Progress() => Console(Errors, ErrorsIsTerminal);

    private IAnsiConsole Console(TextWriter writer, bool terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Colour && terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Math.Max(80, Width);
        return console;
    }
}
