namespace Blockade.Cli.Tests;

/// <summary>What a command returned and said.</summary>
internal sealed record CommandResult(int Code, string Out, string Errors);
