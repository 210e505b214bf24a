using System.Diagnostics;
using System.Globalization;
using Blockade.Cli.Tests.Trials;
using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Interrupts;

[Collection(nameof(SmallTrialCollection))]
public sealed class InterruptTests(SmallTrial trial) : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact, Evidence(EvidenceKind.Analytic, "contract of trial: what is done is kept and labelled; exit code 130")]
    public async Task A_trial_stopped_among_its_patients_keeps_them_and_labels_everything_partial()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // a share where lines are printed, a count beside a bar where the terminal can move its cursor
        using var screen = new WatchedWriter(interrupt.Cancel, "patients:", "/20000");

        CommandResult result = await _line.RunAsync(
            $"trial cleopatra --model {CommandLine.SmallModel} --patients 20000 --threads 2 --out results", interrupt.Token, h => h with { Errors = screen, ErrorsIsTerminal = true, Colour = false });

        Assert.True(result.Code == ExitCode.Interrupted, $"exit code {result.Code}; the screen: {screen}");
        string[] files = [.. Directory.GetFiles(_line["results"]).Select(f => Path.GetFileName(f)!)];
        Assert.Equal(RunStatus.Partial, Manifest().Status);
        Assert.All(files, f => Assert.True(f is "run.json" or "report.html" || f.StartsWith("partial-", StringComparison.Ordinal), f));
        int patients = File.ReadLines(Path.Combine(_line["results"], "partial-patients.csv")).Count() - 1;
        Assert.InRange(patients, 1, 19_999);
        Assert.StartsWith($"PARTIAL: This run was interrupted after {patients} of 20000 patients.", result.Out, StringComparison.Ordinal);
        string report = await File.ReadAllTextAsync(Path.Combine(_line["results"], "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains($"interrupted after {patients} of 20000 patients", report, StringComparison.Ordinal);
        Assert.Contains("CLEOPATRA, a virtual trial, partial", report, StringComparison.Ordinal);
        Assert.Contains("Partial run: ", await File.ReadAllTextAsync(Path.Combine(_line["results"], "partial-figure-waterfall.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of trial: the folder says that it is partial before there is anything to keep")]
    public async Task A_trial_stopped_before_its_first_patient_reports_nothing()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var screen = new WatchedWriter(interrupt.Cancel, "receptor network of");   // said before anything is computed

        CommandResult result = await _line.RunAsync("trial cleopatra --out results", interrupt.Token, h => h with { Errors = screen, ErrorsIsTerminal = true, Colour = false });

        Assert.Equal((ExitCode.Interrupted, ""), (result.Code, result.Out));
        Assert.Contains("interrupted before the first patient was done", screen.ToString(), StringComparison.Ordinal);
        Assert.Equal(["run.json"], Directory.GetFiles(_line["results"]).Select(f => Path.GetFileName(f)!));
        Assert.Equal(RunStatus.Partial, Manifest().Status);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "SIGINT to the process, and the wall clock")]
    public async Task Ctrl_c_ends_the_process_within_two_seconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        // work for much longer than a machine under load may need to get to the signal
        using ToolProcess tool = ToolProcess.Start(_line.Folder, "trial cleopatra --patients 20000 --threads 1 --out results");
        await tool.UntilAsync(() => tool.Errors.Contains("virtual patients", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.SkipWhen(tool.IsDeafToInterrupts(), "the tests run in the background of a shell that has its jobs ignore Ctrl-C");
        await Task.Delay(500, TestContext.Current.CancellationToken);   // well inside the network's steady states, the longest wait there is

        var clock = Stopwatch.StartNew();
        tool.Interrupt();
        int code = await tool.EndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.SkipWhen(clock.Elapsed.TotalSeconds > 2 && IsBusy(), "the machine has more to do than it has cores for: two seconds mean nothing");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        Assert.Equal(RunStatus.Partial, Manifest().Status);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "SIGKILL, against the bytes of a run that was left in peace")]
    public async Task A_killed_process_leaves_no_file_that_looks_whole_and_is_not()
    {
        // among the tables and figures: when the first of them stands there and the last, the report, does not. A machine under load may look too late
        for (int times = 0; times == 0 || (times < 20 && File.Exists(_line["results/report.html"])); times++)
        {
            if (times > 0) Directory.Delete(_line["results"], recursive: true);
            using ToolProcess tool = ToolProcess.Start(_line.Folder, $"trial cleopatra {CommandLine.Small} --threads 2 --out results");
            await tool.UntilAsync(() => Directory.Exists(_line["results"]) && Directory.GetFiles(_line["results"], "*.csv").Length > 0, TestContext.Current.CancellationToken);
            tool.Kill();
            await tool.EndAsync(TestContext.Current.CancellationToken);
        }

        string[] whole = [.. Directory.GetFiles(_line["results"]).Select(f => Path.GetFileName(f)!).Where(f => !f.EndsWith(".partial", StringComparison.Ordinal))];
        Assert.Contains(RunManifest.FileName, whole);
        Assert.DoesNotContain("report.html", whole);   // otherwise nothing was seen
        Assert.Equal(RunStatus.Partial, Manifest().Status);
        foreach (string file in whole.Where(f => f != RunManifest.FileName))
        {
            Assert.True(File.ReadAllBytes(trial[file]).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_line["results"], file))), $"{file} is not what a whole run writes");
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of --force")]
    public async Task What_a_killed_run_left_can_be_replaced()
    {
        Directory.CreateDirectory(_line["results"]);
        File.Copy(trial[RunManifest.FileName], Path.Combine(_line["results"], RunManifest.FileName));
        await File.WriteAllTextAsync(Path.Combine(_line["results"], "patients.csv.partial"), "replicate,pat", TestContext.Current.CancellationToken);

        CommandResult result = await _line.RunAsync($"trial cleopatra --model {CommandLine.SmallModel} --patients 2 --out results --force --quiet", TestContext.Current.CancellationToken);

        Assert.True(result.Code == ExitCode.Done, result.Errors);
        Assert.Empty(Directory.GetFiles(_line["results"], "*.partial"));
        Assert.Equal(RunStatus.Complete, Manifest().Status);
    }

    private static bool IsBusy() => File.Exists("/proc/loadavg")
        && double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) > 2 * Environment.ProcessorCount;

    private RunManifest Manifest()
    {
        using FileStream stream = File.OpenRead(Path.Combine(_line["results"], RunManifest.FileName));
        return RunManifest.Read(stream);
    }
}
