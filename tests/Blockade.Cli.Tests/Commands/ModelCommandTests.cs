using System.Text.Json;
using System.Xml.Linq;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("draw contact her2 --out x.gif", "'gif' is none of these")]
    [InlineData("draw contact her2 --out x.svg --most-nodes 0", "--most-nodes is 1 or more")]
    [InlineData("export her2 --to xml --out x.xml", "--to is one of bngl, mrgsolve, net, sbml, table, not 'xml'")]
    [InlineData("explain rule onTT", "did you mean 'onT'?")]
    [InlineData("explain molecule HER2", "did you mean 'H2'?")]
    [InlineData("explain observable nothingLikeIt", "there are: H2tot")]
    [InlineData("explain rule onT --model nowhere.bngl", "there is no file 'nowhere.bngl'")]
    [Evidence(EvidenceKind.Analytic, "a wrong command line is told what would be right")]
    public async Task What_cannot_be_done_is_said(string command, string message)
    {
        CommandResult result = await _line.RunAsync(command, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_line.Folder));   // nothing was written
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "176 species and 1,121 reactions are more boxes than 150")]
    public async Task A_picture_that_nobody_could_read_is_refused_with_the_option_that_draws_it()
    {
        CommandResult result = await _line.RunAsync("draw reactions her2 --out x.svg --quiet", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.LimitReached, result.Code);
        Assert.Contains("1297 boxes", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--most-nodes 1297", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_line["x.svg"]));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same command writes the same bytes, and does not replace a file unasked")]
    public async Task Files_repeat_and_are_not_lost_by_accident()
    {
        foreach (string command in (string[])["draw contact her2 --out x.svg", "draw regulatory plain-receptor.bngl --out x.graphml", "draw reactions plain-receptor.bngl --out x.dot", "export plain-receptor.bngl --to sbml --out x.xml"])
        {
            string path = _line[command.Split(' ')[^1]];
            Assert.Equal(ExitCode.Done, (await _line.RunAsync(command, TestContext.Current.CancellationToken)).Code);
            byte[] first = File.ReadAllBytes(path);
            CommandResult again = await _line.RunAsync(command, TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Usage, again.Code);
            Assert.Contains("--force replaces it", again.Errors, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Done, (await _line.RunAsync($"{command} --force", TestContext.Current.CancellationToken)).Code);
            Assert.Equal(first, File.ReadAllBytes(path));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "six species; made, 4 times lost, 2 x 2 times on and off for each antibody: 13 reactions")]
    public async Task Every_form_has_the_whole_network()
    {
        Assert.Equal(ExitCode.Done, (await _line.RunAsync("export plain-receptor.bngl --to table --out t", TestContext.Current.CancellationToken)).Code);
        Assert.Equal(ExitCode.Done, (await _line.RunAsync("export plain-receptor.bngl --to sbml --out t.xml", TestContext.Current.CancellationToken)).Code);
        Assert.Equal(ExitCode.Done, (await _line.RunAsync("export plain-receptor.bngl --to net --out t.net", TestContext.Current.CancellationToken)).Code);
        Assert.Equal(ExitCode.Done, (await _line.RunAsync("export plain-receptor.bngl --to bngl --out t.bngl", TestContext.Current.CancellationToken)).Code);
        CommandResult again = await _line.RunAsync("show network t.bngl", TestContext.Current.CancellationToken);
        XElement sbml = XDocument.Load(_line["t.xml"]).Root!;

        Assert.Equal((7, 14), (File.ReadAllLines(_line["t/species.csv"]).Length, File.ReadAllLines(_line["t/reactions.csv"]).Length));
        Assert.Equal((6, 13), (sbml.Descendants().Count(e => e.Name.LocalName == "species"), sbml.Descendants().Count(e => e.Name.LocalName == "reaction")));
        Assert.True(new FileInfo(_line["t/species.parquet"]).Length > 0 && new FileInfo(_line["t/reactions.parquet"]).Length > 0);
        Assert.Contains("species              6\nreactions            13\n", again.Out, StringComparison.Ordinal);
        Assert.Equal("R3,onT,S1 + S2,S4,kTon,1", File.ReadAllLines(_line["t/reactions.csv"])[3]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "parameters.csv has the source of kTon; JSON has what the words have")]
    public async Task An_explanation_names_the_source_of_a_constant()
    {
        CommandResult words = await _line.RunAsync("explain rule onT", TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse((await _line.RunAsync("explain rule onT --json", TestContext.Current.CancellationToken)).Out);

        string constant = json.RootElement.GetProperty("constants")[0].GetString()!;
        Assert.StartsWith("kTon = 0.0001 1/(nM*s); read: Scheuher 2023", constant, StringComparison.Ordinal);
        Assert.Contains(constant, words.Out, StringComparison.Ordinal);
        Assert.Equal("52 reactions of the network, with statistical factors 1 (48), 2 (4)", json.RootElement.GetProperty("reactions")[0].GetString());
    }
}
