using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>What docs/dose-your-own-model.md shows is what the command prints.</summary>
public sealed class EventsDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the command prints; BLOCKADE_ACCEPT=1 prints it anew")]
    public async Task The_document_shows_what_the_command_prints()
    {
        using var line = new CommandLine();
        foreach (string name in new[] { "two-compartments.bngl", "doses.csv" }) File.Copy(Path.Combine(Repository.Root, "docs", "examples", name), line[name]);

        CommandResult result = await line.RunAsync("simulate two-compartments.bngl --events doses.csv --rtol 1e-9", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, result.Code);
        WrittenDocument.Agrees("docs/dose-your-own-model.md", ("events", $"```\n{result.Out.ReplaceLineEndings("\n").Trim('\n')}\n```"));
    }

    [Theory]
    [InlineData("simulate two-compartments.bngl --events doses.csv --method ssa", ExitCode.Usage, "--method ode")]
    [InlineData("simulate two-compartments.bngl --events doses.csv --lag plasma", ExitCode.Usage, "--lag takes COMPARTMENT=NUMBER")]
    [InlineData("simulate two-compartments.bngl --events nothing.csv", ExitCode.Usage, "there is no file 'nothing.csv'")]
    [InlineData("simulate two-compartments.bngl --events bad.csv", ExitCode.InvalidInput, "EVT1007")]
    [InlineData("simulate two-compartments.bngl --events elsewhere.csv", ExitCode.InvalidInput, "there is no species 'gut'")]
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md")]
    public async Task What_is_wrong_is_said_with_its_exit_code(string command, int code, string said)
    {
        using var line = new CommandLine();
        foreach (string name in new[] { "two-compartments.bngl", "doses.csv" }) File.Copy(Path.Combine(Repository.Root, "docs", "examples", name), line[name]);
        await File.WriteAllTextAsync(line["bad.csv"], "TIME,AMT,ADDL\n0,10,3\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(line["elsewhere.csv"], "TIME,AMT,CMT\n0,10,gut\n", TestContext.Current.CancellationToken);

        CommandResult result = await line.RunAsync(command, TestContext.Current.CancellationToken);

        Assert.Equal(code, result.Code);
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }
}
