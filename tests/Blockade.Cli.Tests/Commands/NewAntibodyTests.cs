using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class NewAntibodyTests : IDisposable
{
    private const string Zumab = "new antibody zumab --like pertuzumab --epitope HER2.II --kd \"0.4 nM\"";

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.Analytic, "docs/bring-your-own-antibody.md: four files that pass the check, constants with unit, source and grade")]
    public async Task A_module_is_four_files_that_pass_the_check()
    {
        CommandResult written = await RunAsync($"{Zumab} --source \"Smith 2020\" --grade read --out zumab");

        string[] files = ["zumab-parameters.csv", "zumab-regimen.toml", "zumab-trial.toml", "zumab.bngl"];
        Assert.Equal(ExitCode.Done, written.Code);
        Assert.Equal(files, Directory.GetFiles(_line["zumab"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        CommandResult check = await RunAsync($"check {string.Join(' ', files.Select(f => $"zumab/{f}"))}");
        Assert.Equal((ExitCode.Done, ""), (check.Code, check.Errors));
        ParameterTable constants = EvidenceReader.ReadParameters(Models.Diagnostics.SourceText.FromFile(_line["zumab/zumab-parameters.csv"])).Value!;
        Assert.Equal((0.4, "nM", "Smith 2020", Grade.Read), (constants.Value("receptor.KD_zumab"), constants["receptor.KD_zumab"].Unit, constants["receptor.KD_zumab"].Source, constants["receptor.KD_zumab"].Grade));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a picomolar is a thousandth of a nanomolar")]
    public async Task Units_of_the_dissociation_constant_are_converted()
    {
        await RunAsync($"{Zumab} --out one");
        await RunAsync("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"400 pM\" --out other");

        Assert.Equal(await File.ReadAllTextAsync(_line["one/zumab.bngl"], TestContext.Current.CancellationToken), await File.ReadAllTextAsync(_line["other/zumab.bngl"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.III --kd \"1 nM\"", "there is no epitope 'HER2.III'; did you mean 'HER2.II'? there are: HER2.II, HER2.IV, HER3.I, HER3.II.")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"1 nm\"", "--kd '1 nm': 'nm' is a length; a molar concentration such as 'nM' is expected.")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"1 nMM\"", "did you mean 'nM'?")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd 1", "'1' has no unit")]
    [InlineData("new antibody zumab --like pertuzmab --epitope HER2.II --kd \"1 nM\"", "did you mean 'pertuzumab'?")]
    [InlineData("new antibody my-mab --like pertuzumab --epitope HER2.II --kd \"1 nM\"", "'my-mab' cannot be a name")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"1 nM\" --kd \"2 nM\"", "there is one --kd for each --epitope; here are 1 and 2.")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"1 nM\" --epitope HER2.II --kd \"2 nM\"", "both arms are on HER2.II")]
    [InlineData("new antibody zumab --like pertuzumab --epitope HER2.II --kd \"1 nM\" --epitope HER3.I --kd \"2 nM\"", "HER2.II and HER3.I are on two receptors")]
    [Evidence(EvidenceKind.Analytic, "what cannot be is told with what can, and nothing is written")]
    public async Task A_mistake_is_told_and_nothing_is_written(string line, string message)
    {
        CommandResult result = await RunAsync($"{line} --out out");

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_line["out"]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a folder with files in it, a name that is taken, a model that lacks the receptor: nothing is half written")]
    public async Task What_is_there_stays()
    {
        Directory.CreateDirectory(_line["there"]);
        await File.WriteAllTextAsync(_line["there/mine.txt"], "mine", TestContext.Current.CancellationToken);

        CommandResult full = await RunAsync($"{Zumab} --out there"), taken = await RunAsync("new antibody T --like pertuzumab --epitope HER2.II --kd \"1 nM\" --out out");
        CommandResult lacking = await RunAsync($"new antibody zumab --like pertuzumab --epitope HER3.I --kd \"1 nM\" --from {CommandLine.SmallModel} --out out");

        Assert.Equal((ExitCode.Usage, ExitCode.InvalidInput, ExitCode.InvalidInput), (full.Code, taken.Code, lacking.Code));
        Assert.Equal(["mine.txt"], Directory.GetFiles(_line["there"]).Select(f => Path.GetFileName(f)!));
        Assert.Contains("the name 'T' is taken", taken.Errors, StringComparison.Ordinal);
        Assert.Contains("STD1013", lacking.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_line["out"]));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a small model with the same sites takes an antibody too, and a trial of it runs")]
    public async Task Another_model_takes_the_antibody()
    {
        CommandResult written = await RunAsync($"{Zumab} --from {CommandLine.SmallModel} --out small");
        Assert.Equal(ExitCode.Done, written.Code);

        CommandResult trial = await RunAsync("trial small/zumab-trial.toml --model small/zumab.bngl --parameters small/zumab-parameters.csv --patients 8 --out run");
        Assert.True(trial.Code is ExitCode.Done or ExitCode.CheckFailed, trial.Errors);
        Assert.Contains("zumab stands in pertuzumab's place", trial.Out, StringComparison.Ordinal);
        Assert.Contains("Every arm gets trastuzumab, so this design shows what adding zumab brings.", await File.ReadAllTextAsync(_line["run/report.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);

        CommandResult lacking = await RunAsync($"trial small/zumab-trial.toml --model {CommandLine.SmallModel} --patients 8 --out other");
        Assert.Equal(ExitCode.InvalidInput, lacking.Code);
        Assert.Contains("it lacks the species zumab(h)", lacking.Errors, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
