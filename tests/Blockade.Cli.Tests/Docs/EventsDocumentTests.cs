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

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the example in SBML, in concentrations, is the one in BNGL, in amounts: A1 is the amount of plasma and C its concentration, to the tolerance of 1e-9 of the largest")]
    public async Task A_model_in_SBML_gets_the_same_doses_as_in_BNGL()
    {
        using var line = new CommandLine();
        foreach (string name in new[] { "two-compartments.bngl", "two-compartments.xml", "doses.csv" }) File.Copy(Path.Combine(Repository.Root, "docs", "examples", name), line[name]);

        CommandResult rules = await line.RunAsync("simulate two-compartments.bngl --events doses.csv --rtol 1e-9 --atol 1e-9", TestContext.Current.CancellationToken);
        CommandResult sbml = await line.RunAsync("simulate two-compartments.xml --events doses.csv --rtol 1e-9 --atol 1e-9", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (rules.Code, sbml.Code));
        double[][] Columns(CommandResult run, params string[] names)
        {
            string[][] rows = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];
            return [.. names.Select(n => rows.Skip(1).Select(r => double.Parse(r[Array.IndexOf(rows[0], $"{n} [model unit]")], System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        }

        double[][] ours = Columns(sbml, "amount_plasma", "plasma"), theirs = Columns(rules, "A1", "C");
        for (int c = 0; c < 2; c++)
        {
            double largest = theirs[c].Max();
            Assert.True(largest > 1);
            for (int i = 0; i < theirs[c].Length; i++) Assert.Equal(theirs[c][i], ours[c][i], 1e-7 * largest);   // some hundred steps of 1e-9 each
        }
    }

    [Theory]
    [InlineData("simulate switched.xml --events doses.csv", ExitCode.InvalidInput, "rules cannot say this: an event")]
    [InlineData("simulate switched.xml --events doses.csv", ExitCode.InvalidInput, "without --events it can be simulated")]
    [InlineData("simulate two-compartments.xml --events elsewhere.csv", ExitCode.InvalidInput, "there is no species 'gut' to give a dose to; the first are 1 plasma")]
    [InlineData("simulate two-compartments.bngl --events doses.csv --method ssa", ExitCode.Usage, "--method ode")]
    [InlineData("simulate two-compartments.bngl --events doses.csv --lag plasma", ExitCode.Usage, "--lag takes COMPARTMENT=NUMBER")]
    [InlineData("simulate two-compartments.bngl --events nothing.csv", ExitCode.Usage, "there is no file 'nothing.csv'")]
    [InlineData("simulate two-compartments.bngl --events bad.csv", ExitCode.InvalidInput, "EVT1007")]
    [InlineData("simulate two-compartments.bngl --events elsewhere.csv", ExitCode.InvalidInput, "there is no species 'gut'")]
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md")]
    public async Task What_is_wrong_is_said_with_its_exit_code(string command, int code, string said)
    {
        using var line = new CommandLine();
        foreach (string name in new[] { "two-compartments.bngl", "two-compartments.xml", "doses.csv" }) File.Copy(Path.Combine(Repository.Root, "docs", "examples", name), line[name]);
        string switched = (await File.ReadAllTextAsync(line["two-compartments.xml"], TestContext.Current.CancellationToken)).Replace("</listOfReactions>", """
            </listOfReactions><listOfEvents><event id="e" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML">
            <apply><gt/><ci>plasma</ci><cn>5</cn></apply></math></trigger></event></listOfEvents>
            """, StringComparison.Ordinal);
        await File.WriteAllTextAsync(line["switched.xml"], switched, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(line["bad.csv"], "TIME,AMT,ADDL\n0,10,3\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(line["elsewhere.csv"], "TIME,AMT,CMT\n0,10,gut\n", TestContext.Current.CancellationToken);

        CommandResult result = await line.RunAsync(command, TestContext.Current.CancellationToken);

        Assert.Equal(code, result.Code);
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }
}
