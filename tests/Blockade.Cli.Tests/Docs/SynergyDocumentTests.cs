using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>What docs/measure-synergy.md shows is what the commands print.</summary>
public sealed class SynergyDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the commands print; BLOCKADE_ACCEPT=1 prints it anew")]
    public async Task The_document_shows_what_the_commands_print()
    {
        using var line = new CommandLine();
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "my-plate.csv"), line["my-plate.csv"]);
        string plate = await PrintedAsync(line, "synergy my-plate.csv --response viability --out my-plate");
        string model = await PrintedAsync(line, "synergy her2 --on pH3 --on pERK --drugs trastuzumab,pertuzumab --doses 0,1,10,100,1000 --set N_nM=1 --out with-heregulin");

        WrittenDocument.Agrees("docs/measure-synergy.md", ("plate", plate), ("model", model));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the commands print; BLOCKADE_ACCEPT=1 prints it anew")]
    public async Task The_document_on_antibodies_shows_what_the_commands_print()
    {
        using var line = new CommandLine();
        await line.RunAsync("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"0.4 nM\" --out zumab", TestContext.Current.CancellationToken);
        string same = await PrintedAsync(line, "synergy zumab/zumab.bngl --on pAKT --drugs pertuzumab,zumab --doses 0,1,10,100 --set N_nM=1 --out same-epitope");
        string other = await PrintedAsync(line, "synergy zumab/zumab.bngl --on pAKT --drugs trastuzumab,zumab --doses 0,1,10,100 --set N_nM=1 --out other-epitope");

        WrittenDocument.Agrees("docs/bring-your-own-antibody.md", ("pairs", $"{same}\n\n{other}"));
    }

    private static async Task<string> PrintedAsync(CommandLine line, string command)
    {
        CommandResult result = await line.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, result.Code);
        return $"```\n{string.Join('\n', result.Out.Split('\n').Select(l => l.TrimEnd())).Trim('\n')}\n```";
    }
}
