using System.CommandLine;
using System.CommandLine.Parsing;
using Blockade.Models.Diagnostics;

namespace Blockade.Cli;

/// <summary>A command line that cannot be understood: what is wrong with it, the nearest name, and where the help is. On the error stream.</summary>
internal static class UsageErrors
{
    /// <summary>
    /// A word that looks like an option and was taken for a file, as commands that take several do with options they do not know; null where there is none. After a
    /// lone <c>--</c> every word is a file.
    /// </summary>
    public static string? StrayOption(ParseResult parse, CommandHost host) => parse.Tokens
        .TakeWhile(t => t.Type != TokenType.DoubleDash)
        .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal) && !File.Exists(System.IO.Path.Combine(host.WorkingFolder, t.Value)))?.Value;

    /// <summary>Says what is wrong; returns the exit code.</summary>
    public static int Report(ParseResult parse, CommandHost host)
    {
        Command command = parse.CommandResult.Command;
        string path = string.Join(' ', Path(parse.CommandResult).Prepend("blockade"));
        if ((StrayOption(parse, host) ?? parse.UnmatchedTokens.FirstOrDefault()) is string unknown)
        {
            // one unknown word makes the parser stumble over those after it: only the first is worth telling
            bool option = unknown.StartsWith('-');
            string[] candidates = option
                ? [.. command.Options.Select(o => o.Name), "--help"]
                : [.. command.Subcommands.Select(c => c.Name)];
            string kind = option ? "option" : candidates.Length > 0 ? "command" : "argument";
            host.Errors.WriteLine($"{path}: there is no {kind} '{unknown}'{(NearestName.Hint(unknown, candidates) is string hint ? $"; {hint}" : ".")}");
        }
        else if (command.Subcommands.Count > 0)
        {
            host.Errors.WriteLine($"{path}: a command is missing; there are: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.");
        }
        else
        {
            foreach (ParseError error in parse.Errors) host.Errors.WriteLine($"{path}: {Message(error)}");
        }

        host.Errors.WriteLine($"'{path} --help' shows what there is, with an example.");
        return ExitCode.Usage;
    }

    /// <summary>The names of a command and those above it, the root's left out.</summary>
    public static IEnumerable<string> Path(CommandResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? r = result; r is CommandResult { Parent: not null } c; r = r.Parent) names.Push(c.Command.Name);
        return names;
    }

    // the parser names types of the framework; users know numbers
    private static string Message(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: { ValueType: var type } option, Tokens: [var token, ..] } when error.Message.Contains(type.FullName!, StringComparison.Ordinal)
            || error.Message.Contains("System.", StringComparison.Ordinal) => $"{option.Name} takes {Kind(type)}, not '{token.Value}'.",
        _ => error.Message,
    };

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { } t when t == typeof(double) => "a number",
        { } t when t == typeof(int) => "a whole number",
        { } t when t == typeof(uint) || t == typeof(ulong) => "a whole number of 0 or more",
        _ => "another kind of value",
    };
}
