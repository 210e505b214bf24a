using System.Text.Json;
using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Trials;

public sealed class ReplicatesTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact, Evidence(EvidenceKind.Metamorphic, "a run in one piece: against one that was torn off in a replicate and taken up with other threads")]
    public async Task A_resumed_run_has_the_bytes_of_one_that_was_left_in_peace()
    {
        CommandResult whole = await RunAsync($"{Small} --replicates 4 --threads 2 --out whole");
        CommandResult first = await RunAsync($"{Small} --replicates 2 --threads 1 --out parts");
        await File.AppendAllTextAsync(Journal("parts"), "2 0 17.25 6", TestContext.Current.CancellationToken);

        CommandResult resumed = await RunAsync($"{Small} --replicates 4 --threads 1 --out parts --resume");

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done), (whole.Code, first.Code, resumed.Code));
        Assert.Contains("2 of them are done already", resumed.Errors, StringComparison.Ordinal);
        Assert.Equal(whole.Out, resumed.Out);
        string[] files = [.. Directory.GetFiles(_line["whole"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(files, Directory.GetFiles(_line["parts"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        foreach (string file in files.Where(f => f != RunManifest.FileName))
        {
            Assert.True(File.ReadAllBytes(Path.Combine(_line["whole"], file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_line["parts"], file))), $"{file} differs");
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of --resume: other inputs are refused, and what is there stays")]
    public async Task Replicates_of_other_inputs_are_not_taken_up()
    {
        await RunAsync($"{Small} --replicates 1 --out results");
        byte[] before = await File.ReadAllBytesAsync(Journal("results"), TestContext.Current.CancellationToken);

        foreach (string other in new[] { "--seed 2", "--null" })
        {
            CommandResult refused = await RunAsync($"{Small} --replicates 1 --out results --resume {other}");
            Assert.Equal(ExitCode.Usage, refused.Code);
            Assert.Contains("replicates of other inputs", refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Journal("results"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(_line["results"], "report.html")));
        foreach (string wrong in new[] { "--replicates 0", "--replicates 2 --replicate 1", "--replicates 2 --resume", "--null", "--first 3" })
        {
            Assert.Equal(ExitCode.Usage, (await RunAsync($"{Small} {wrong}")).Code);
        }
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "replicate 1 is replicate 1, whether it is the second of two or the first of one; under the null the arms differ by allocation only")]
    public async Task Replicates_are_addressed_by_their_number()
    {
        await RunAsync($"{Small} --replicates 2 --out two");
        await RunAsync($"{Small} --replicates 1 --first 1 --out one");
        CommandResult none = await RunAsync($"{Small} --replicates 1 --null --json --quiet --out none");

        string[] two = await File.ReadAllLinesAsync(Path.Combine(_line["two"], "replicates.csv"), TestContext.Current.CancellationToken);
        string[] one = await File.ReadAllLinesAsync(Path.Combine(_line["one"], "replicates.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(one, two.Where(l => !l.StartsWith("0,", StringComparison.Ordinal)));
        Assert.Equal(1 + 6, one.Length);   // three looks that stand alone, and three of survival
        using JsonDocument json = JsonDocument.Parse(none.Out);
        Assert.Equal(("blockade/replicates/1", true, 1), (
            json.RootElement.GetProperty("schema").GetString(), json.RootElement.GetProperty("identical_arms").GetBoolean(), json.RootElement.GetProperty("replicates").GetInt32()));
        Assert.Equal(4, json.RootElement.GetProperty("tests").GetArrayLength());
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of trial: what is done is kept and labelled; exit code 130")]
    public async Task A_run_stopped_among_its_replicates_keeps_those_that_are_done()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        const int Heading = 100;   // bytes that the first line has at most: a longer journal has a replicate

        Task<CommandResult> run = Task.Run(() => _line.RunAsync($"{Small} --replicates 5000 --threads 2 --out results", interrupt.Token), TestContext.Current.CancellationToken);
        while (!run.IsCompleted && !(new FileInfo(Journal("results")) is { Exists: true, Length: > Heading })) await Task.Delay(5, TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();
        CommandResult result = await run;

        Assert.True(result.Code == ExitCode.Interrupted, $"exit code {result.Code}: {result.Errors}");
        int lines = File.ReadLines(Journal("results")).Count() - 1;
        Assert.InRange(lines, 1, 4999);
        Assert.StartsWith($"PARTIAL: This run was interrupted after {lines} of 5000 replicates.", result.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_line["results"], "partial-replicates.csv")));
    }

    private static string Small => $"trial cleopatra {CommandLine.Small}";

    private string Journal(string folder) => Path.Combine(_line[folder], ReplicatesRun.JournalName);

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
