using System.Globalization;
using System.Text.Json;
using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Trials;

[Collection(nameof(SmallTrialCollection))]
public sealed class TrialCommandTests(SmallTrial trial) : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory, InlineData(1), InlineData(7)]
    [Evidence(EvidenceKind.Metamorphic, "same seed: other threads, another culture, another second")]
    public async Task Tables_figures_and_report_have_the_same_bytes_with_any_threads_and_culture(int threads)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        if (threads == 7) CultureInfo.CurrentCulture = German();
        try
        {
            CommandResult result = await _line.RunAsync($"trial cleopatra {CommandLine.Small} --threads {threads} --out results", TestContext.Current.CancellationToken);

            Assert.Equal(trial.Result.Out, result.Out);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        foreach (string file in Directory.GetFiles(trial.Folder).Select(f => Path.GetFileName(f)!).Where(f => f != RunManifest.FileName))
        {
            Assert.True(File.ReadAllBytes(trial[file]).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_line["results"], file))), $"{file} differs with {threads} threads");
        }

        Assert.Equal(Manifest(trial.Folder) with { Timings = new RunTimings() }, Manifest(_line["results"]) with { Timings = new RunTimings() }, Same);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "another seed, other patients")]
    public async Task Another_seed_gives_other_patients_and_json_is_all_that_is_printed()
    {
        CommandResult result = await _line.RunAsync($"trial cleopatra {CommandLine.Small} --seed 4 --json --quiet --out results", TestContext.Current.CancellationToken);

        using JsonDocument json = JsonDocument.Parse(result.Out);
        JsonElement root = json.RootElement;
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        Assert.Equal(
            ("blockade/trial/1", "CLEOPATRA", false, 4UL, 12),
            (root.GetProperty("schema").GetString(), root.GetProperty("trial").GetString(), root.GetProperty("partial").GetBoolean(), root.GetProperty("seed").GetUInt64(), root.GetProperty("patients").GetInt32()));
        Assert.Equal(3, root.GetProperty("analyses").GetArrayLength());
        Assert.Equal(3, root.GetProperty("checks").GetArrayLength());
        Assert.All(root.GetProperty("predictions").EnumerateArray(), p => Assert.True(p.GetProperty("role").GetString() is "blind" or "calibrate"));
        Assert.NotEqual(File.ReadAllText(trial["patients.csv"]), File.ReadAllText(Path.Combine(_line["results"], "patients.csv")));
        Assert.Equal(4UL, Manifest(_line["results"]).Seed);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "the same patients by the whole network and by its table; nothing tabulated, so no check of the table")]
    public async Task Coupled_follows_every_patients_network_and_says_so()
    {
        CommandResult result = await _line.RunAsync($"trial cleopatra {CommandLine.Small} --coupled --json --quiet --out results", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        using JsonDocument json = JsonDocument.Parse(result.Out);
        Assert.Equal(["conservation", "tolerance"], json.RootElement.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Contains("it was followed in every patient", File.ReadAllText(_line["results/report.html"]), StringComparison.Ordinal);
        Assert.Contains("--coupled", Manifest(_line["results"]).Arguments);
        double[] table = Signals(trial["patients.csv"]), whole = Signals(_line["results/patients.csv"]);
        Assert.Equal(table.Length, whole.Length);
        Assert.NotEqual(table, whole);
        for (int k = 0; k < table.Length; k++) Assert.Equal(table[k], whole[k], 0.05);   // what a run's own check allows the table

        static double[] Signals(string path)
        {
            string[][] rows = [.. File.ReadLines(path).Select(l => l.Split(','))];
            int column = Array.FindIndex(rows[0], c => c.StartsWith("signal", StringComparison.Ordinal));
            return [.. rows.Skip(1).Select(r => double.Parse(r[column], CultureInfo.InvariantCulture))];
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a folder with something in it is somebody's")]
    public async Task A_folder_that_is_not_empty_needs_force_and_keeps_what_is_not_ours()
    {
        Directory.CreateDirectory(_line["results"]);
        await File.WriteAllTextAsync(Path.Combine(_line["results"], "mine.txt"), "mine", TestContext.Current.CancellationToken);

        CommandResult refused = await _line.RunAsync($"trial cleopatra {CommandLine.Small} --out results", TestContext.Current.CancellationToken);
        CommandResult forced = await _line.RunAsync($"trial cleopatra --model {CommandLine.SmallModel} --patients 4 --out results --force", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("the folder is not empty", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_line["results"], "mine.txt"), TestContext.Current.CancellationToken));
        Assert.True(forced.Code is ExitCode.Done, forced.Errors);
        Assert.Equal(5, (await File.ReadAllLinesAsync(Path.Combine(_line["results"], "patients.csv"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "what is printed to be pasted must work when pasted")]
    public async Task The_commands_printed_at_the_end_work()
    {
        string[] next = [.. trial.Result.Errors.Split('\n').SkipWhile(l => l != "Next:").Skip(1).Where(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim())];

        Assert.Equal(3, next.Length);
        foreach (string line in next)
        {
            Assert.StartsWith("blockade ", line, StringComparison.Ordinal);
            string small = line.Contains(" trial ", StringComparison.Ordinal) ? " --patients 8" : "";   // the same command at a smaller size
            CommandResult result = await _line.RunAsync(line["blockade ".Length..] + small, TestContext.Current.CancellationToken);
            Assert.True(result.Code is ExitCode.Done or ExitCode.CheckFailed, $"{line} returned {result.Code}: {result.Errors}");   // of eight patients one may lie where the table of receptors is coarse, and the run says so
        }

        // without --out each went to a folder of its own
        Assert.Equal(["blockade-cleopatra", "blockade-neosphere"], Directory.GetDirectories(_line.Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
    }

    private static CultureInfo German()
    {
        // by hand: the runtime's invariant mode, which the tool uses, knows no de-DE
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "\u2212";
        german.NumberFormat.NaNSymbol = "keine Zahl";
        return german;
    }

    private static RunManifest Manifest(string folder)
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, RunManifest.FileName));
        return RunManifest.Read(stream);
    }

    private static bool Same(RunManifest a, RunManifest b)
    {
        using var left = new MemoryStream();
        using var right = new MemoryStream();
        a.Write(left);
        b.Write(right);
        return left.ToArray().AsSpan().SequenceEqual(right.ToArray());
    }
}
