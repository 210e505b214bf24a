using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

/// <summary>Commands over a study's virtual patients, with a receptor model of six species.</summary>
public sealed class StudyCommandTests : IDisposable
{
    private const string Small = $"--model {CommandLine.SmallModel} --patients 3 --quiet";

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("synergy cleopatra --level tumour --draws 1", "tumour-excess", "synergy is not testable in it")]
    [InlineData("synergy cleopatra --level trial --draws 1", "trial-excess", "synergy is not testable in it")]
    [InlineData("synergy neosphere --level trial --draws 0", "trial-excess", "no arm with neither")]
    [InlineData("sense cleopatra --on hr,gain_pfs --vary tumour.growth=0.01:0.03 --vary population.heregulin=0.03:0.3:log --trajectories 1", "effects", "is moved most by")]
    [InlineData("sense cleopatra --on gain_pfs --method shapley", "parts", "is moved most by")]
    [InlineData("sense cleopatra --on gain_pfs --vary tumour.growth=0.01:0.03 --method sobol --samples 3", "shares", "is moved most by")]
    [Evidence(EvidenceKind.Metamorphic, "every draw has an address: the same bytes on any number of threads; the manifest names every file")]
    public async Task A_run_names_its_files_and_does_not_depend_on_threads(string command, string table, string words)
    {
        CommandResult one = await RunAsync($"{command} {Small} --threads 1 --out one"), two = await RunAsync($"{command} {Small} --threads 2 --out two");

        Assert.True(one.Code == ExitCode.Done, one.Errors);
        Assert.Contains(words, one.Out, StringComparison.Ordinal);
        Assert.Equal(one.Out, two.Out);
        Assert.Equal(await File.ReadAllBytesAsync(_line[$"one/{table}.csv"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_line[$"two/{table}.csv"], TestContext.Current.CancellationToken));
        using FileStream stream = File.OpenRead(_line["one/run.json"]);
        Assert.Equal(
            Directory.GetFiles(_line["one"]).Select(f => Path.GetFileName(f)!).Where(f => f != RunManifest.FileName).Order(StringComparer.Ordinal),
            RunManifest.Read(stream).Outputs.Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("synergy cleopatra --level patient", "--level is molecular, tumour or trial")]
    [InlineData("synergy hertax --level trial", "no arm of HERTAX gives pertuzumab")]
    [InlineData("synergy cleopatra --level tumour --weeks 9,3", "--weeks takes one to six numbers that ascend")]
    [InlineData("synergy cleopatra --level trial --response-correlation 2", "--response-correlation is from -1 to 1")]
    [InlineData("sense cleopatra --on hazard", "there is no output 'hazard'")]
    [InlineData("sense cleopatra --vary receptor.aX=1:30", "there is no constant 'receptor.aX'")]
    [InlineData("sense cleopatra --vary receptor.aT=30:1", "--vary takes NAME=LOW:HIGH")]
    [InlineData("sense cleopatra --method fast", "--method is morris, sobol or shapley")]
    [InlineData("predict --response-correlation 3", "--response-correlation is from -1 to 1")]
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md: a wrong command line is 2 and says what is right")]
    public async Task A_wrong_command_line_is_told_what_would_be_right(string command, string words)
    {
        CommandResult result = await RunAsync(command);

        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(words, result.Errors, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
