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
    [InlineData("sense cleopatra --on gain_pfs --vary receptor.KN=0.1:1:log --trajectories 1", "effects", "is moved most by")]   // a constant of this model's own
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
            Directory.GetFiles(_line["one"]).Select(f => Path.GetFileName(f)!).Where(f => f != RunManifest.FileName && !f.EndsWith(".journal", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            RunManifest.Read(stream).Outputs.Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a run that was cut off and taken up again has the bytes of one that was left in peace; another run's points are not its own")]
    public async Task An_analysis_of_sensitivity_is_taken_up_where_it_was_cut_off()
    {
        const string Command = $"sense cleopatra --on hr,gain_pfs --vary tumour.growth=0.01:0.03 --vary population.heregulin=0.03:0.3:log --trajectories 1 {Small}";
        CommandResult whole = await RunAsync($"{Command} --out whole");
        string[] journal = await File.ReadAllLinesAsync(_line["whole/points.journal"], TestContext.Current.CancellationToken);
        Assert.Equal(1 + 4 + 3, journal.Length);   // a heading, both ends of two ranges, a trajectory of three points
        Directory.CreateDirectory(_line["cut"]);
        await File.WriteAllTextAsync(_line["cut/points.journal"], string.Join('\n', journal[..4]) + "\n" + journal[4][..10], TestContext.Current.CancellationToken);

        CommandResult other = await RunAsync($"{Command} --seed 2 --resume --out cut");
        CommandResult resumed = await RunAsync($"{Command.Replace(" --quiet", "", StringComparison.Ordinal)} --resume --out cut");

        Assert.Equal(ExitCode.Usage, other.Code);
        Assert.Contains("it holds points of other inputs", other.Errors, StringComparison.Ordinal);
        Assert.Contains("3 of 7 points are there", resumed.Errors, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, whole.Out), (resumed.Code, resumed.Out));
        foreach (string table in new[] { "effects.csv", "ends.csv" })
            Assert.Equal(await File.ReadAllBytesAsync(_line[$"whole/{table}"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_line[$"cut/{table}"], TestContext.Current.CancellationToken));
        Assert.Equal(journal, (await File.ReadAllLinesAsync(_line["cut/points.journal"], TestContext.Current.CancellationToken)).Order(Comparer<string>.Create((a, b) => Array.IndexOf(journal, a).CompareTo(Array.IndexOf(journal, b)))));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the frozen posterior given as a file is the frozen posterior; one draw of it is another interval")]
    public async Task Draws_of_ones_own_take_the_place_of_the_frozen_ones()
    {
        string[] frozen = Blockade.Evidence.Her2Files.Read("posterior.csv").Text.Split('\n');
        await File.WriteAllTextAsync(_line["same.csv"], string.Join('\n', frozen), TestContext.Current.CancellationToken);
        int header = Array.FindIndex(frozen, l => l.StartsWith("draw,", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_line["few.csv"], string.Join('\n', frozen[..(header + 3)]) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_line["wrong.csv"], string.Join('\n', frozen).Replace("tumour.growth,", "tumour.grwth,", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        CommandResult plain = await RunAsync($"synergy cleopatra --level tumour --draws 4 {Small} --out plain"), same = await RunAsync($"synergy cleopatra --level tumour --draws 4 --posterior same.csv {Small} --out same");
        CommandResult few = await RunAsync($"synergy cleopatra --level tumour --draws 4 --posterior few.csv {Small} --out few"), wrong = await RunAsync($"synergy cleopatra --level trial --posterior wrong.csv {Small} --out wrong");
        CommandResult missing = await RunAsync($"synergy cleopatra --level trial --posterior missing.csv {Small} --out missing");

        Assert.Equal((ExitCode.Done, plain.Out), (same.Code, same.Out));
        Assert.Equal(ExitCode.Done, few.Code);
        Assert.NotEqual(plain.Out, few.Out);
        Assert.Equal((ExitCode.InvalidInput, ExitCode.Usage), (wrong.Code, missing.Code));
        Assert.Contains("tumour.growth", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no file 'missing.csv'", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a fit that was cut off and taken up again has the bytes of one that was left in peace; rows that are not its own do not reach it; the draws name their rows' hash, and predict runs them")]
    public async Task A_population_is_fitted_to_results_of_ones_own_and_predicts_others()
    {
        await WriteAsync("my-trial.toml", Blockade.Evidence.Her2Files.Read("trials/cleopatra.toml").Text.Replace("name = \"CLEOPATRA\"", "name = \"mine\"", StringComparison.Ordinal));
        string rows = "id,trial,arm,quantity,value,lower,upper,unit,n,source,doi,role,grade,note\na,mine,placebo,orr,0.6,,,1,200,mine,,calibrate,read,\nb,mine,pertuzumab vs placebo,hazard-ratio-pfs@0-24,0.7,0.5,0.9,1,,mine,,calibrate,read,\nc,mine,pertuzumab,median-pfs,17,14,20,months,200,mine,,blind,read,\n";
        await WriteAsync("my-results.csv", rows);
        await WriteAsync("other-results.csv", rows.Replace("median-pfs,17,14,20", "median-pfs,3,2,4", StringComparison.Ordinal));
        await WriteAsync("my-priors.csv", "id,value,unit,distribution,source,doi,grade,note\ntumour.growth,0.02,1/day,lognormal(cv=66%),mine,,assumption,\ntumour.adccKill,0.012,1/day,lognormal(cv=95%),mine,,assumption,\n");
        const string Command = $"calibrate my-trial.toml --priors my-priors.csv --points 40 --draws 20 {Small}";

        CommandResult whole = await RunAsync($"{Command} --published my-results.csv --out whole.csv --posterior draws.csv");
        string[] journal = await File.ReadAllLinesAsync(_line["draws.csv.journal"], TestContext.Current.CancellationToken);
        await WriteAsync("again.csv.journal", string.Join('\n', journal[..20]) + "\n" + journal[20][..10]);
        CommandResult other = await RunAsync($"{Command} --seed 2 --published my-results.csv --out again-fit.csv --posterior again.csv --resume");
        CommandResult resumed = await RunAsync($"{Command} --published other-results.csv --out again-fit.csv --posterior again.csv --resume");
        CommandResult predicted = await RunAsync($"predict my-trial.toml --published my-results.csv --posterior draws.csv --draws 2 --replicates 1 --model {CommandLine.SmallModel} --quiet --out predicted");
        await WriteAsync("odd-results.csv", rows + "d,mine,pertuzumab,medianpfs,17,14,20,months,200,mine,,blind,read,\ne,yours,pertuzumab,median-pfs,17,14,20,months,200,mine,,blind,read,\n");
        CommandResult odd = await RunAsync($"predict my-trial.toml --published odd-results.csv --posterior draws.csv --draws 1 --replicates 1 --model {CommandLine.SmallModel} --out odd");
        CommandResult strange = await RunAsync($"predict cleopatra my-trial.toml --published my-results.csv --model {CommandLine.SmallModel}");

        Assert.True(whole.Code == ExitCode.Done, whole.Errors);
        Assert.Contains("fitted to 2 of 2 results", whole.Out, StringComparison.Ordinal);
        Assert.Contains("worth", whole.Out, StringComparison.Ordinal);
        Assert.Matches(@"# stage 1: power of the likelihood [01]\.\d+, effective size \d+, \d+ of \d+ points distinct, .*\n(#.*\n)*# check a: published 0\.600, trials of the draws .*\n# check b: published -0\.357, ", await File.ReadAllTextAsync(_line["draws.csv"], TestContext.Current.CancellationToken));
        Assert.Equal((ExitCode.Usage, true), (other.Code, other.Errors.Contains("it holds points of another fit", StringComparison.Ordinal)));
        Assert.Equal((ExitCode.Done, whole.Out), (resumed.Code, resumed.Out));
        foreach ((string one, string two) in new[] { ("whole.csv", "again-fit.csv"), ("draws.csv", "again.csv"), ("draws.parquet", "again.parquet"), ("draws.csv.journal", "again.csv.journal") })
            Assert.Equal(await File.ReadAllBytesAsync(_line[one], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_line[two], TestContext.Current.CancellationToken));
        Assert.Equal((ExitCode.Done, ""), (predicted.Code, predicted.Errors));   // no warning: the draws were fitted to these rows
        Assert.Matches(@"mine, pertuzumab: median PFS .* blind", predicted.Out);
        Assert.Contains("not predicted, since no run says such a thing of such an arm: 'd' (medianpfs of pertuzumab)", odd.Errors, StringComparison.Ordinal);
        Assert.Contains("warning STD1021: 'e' is of the trial 'yours'", odd.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, strange.Code);
        Assert.Contains("no published result is of 'CLEOPATRA'", strange.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit cleopatra", "'blockade calibrate' fits populations")]
    [InlineData("calibrate --resume", "--resume needs the file of the run to take up")]
    [InlineData("calibrate --published nothing.csv", "there is no file 'nothing.csv'")]
    [InlineData("calibrate nothing.toml", "there is no file 'nothing.toml'")]
    [InlineData("predict nothing.toml", "there is no trial 'nothing.toml'")]
    [InlineData("sense cleopatra --resume", "--resume needs the folder of the run to take up: --out")]
    [InlineData("synergy cleopatra --level patient", "--level is molecular, tumour or trial")]
    [InlineData("synergy hertax --level trial", "no arm of HERTAX gives pertuzumab")]
    [InlineData("synergy cleopatra --level tumour --weeks 9,3", "--weeks takes one to six numbers that ascend")]
    [InlineData("synergy cleopatra --level trial --response-correlation 2", "--response-correlation is from -1 to 1")]
    [InlineData("sense cleopatra --on hazard", "there is no output 'hazard'")]
    [InlineData("sense cleopatra --vary receptor.aX=1:30", "there is no constant 'receptor.aX'")]
    [InlineData("sense cleopatra --vary receptor.H3_0=1e4:3e4", "'receptor.H3_0' is set by each patient; population.her2")]
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

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_line[name], text, TestContext.Current.CancellationToken);

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
