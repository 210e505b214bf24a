using System.Text.Json;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class DesignTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SAS 9.4 PROC SEQDESIGN: 87.4793 events, 197.1152 patients; it rounds log(2)/20 to 0.03466, which is 1e-4 of the patients")]
    public async Task Formulas_give_the_events_and_patients_of_SAS()
    {
        CommandResult result = await RunAsync("design --hazard-ratio 0.5 --control-median 20 --accrual 24 --follow-up 12 --power 0.9 --replicates 0 --json");

        using JsonDocument json = JsonDocument.Parse(result.Out);
        JsonElement schoenfeld = json.RootElement.GetProperty("designs").EnumerateArray().Single(d => d.GetProperty("by").GetString() == "Schoenfeld");
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(87.4793, schoenfeld.GetProperty("events").GetDouble(), 5e-5);
        Assert.Equal(197.1152, schoenfeld.GetProperty("patients").GetDouble(), 0.02);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "two curves that are exponential say what medians and a hazard ratio say; threads say nothing")]
    public async Task Curves_and_medians_of_the_same_law_give_the_same_design()
    {
        static double S(double month, double median) => Math.Pow(0.5, month / median);
        await File.WriteAllLinesAsync(_line["curves.csv"],
            ["month,control,treated", .. new[] { 6.0, 24 }.Select(m => FormattableString.Invariant($"{m},{S(m, 10):R},{S(m, 20):R}"))], TestContext.Current.CancellationToken);
        const string Rest = "--power 0.8 --accrual 12 --replicates 100 --json";

        CommandResult curves = await RunAsync($"design --curves curves.csv {Rest} --threads 1"), medians = await RunAsync($"design --control-median 10 --hazard-ratio 0.5 {Rest} --threads 3");

        static (double, double, double) Simulated(CommandResult r)
        {
            JsonElement last = JsonDocument.Parse(r.Out).RootElement.GetProperty("designs").EnumerateArray().Last();
            return (last.GetProperty("events").GetDouble(), last.GetProperty("patients").GetDouble(), last.GetProperty("power").GetDouble());
        }

        Assert.Equal(Simulated(medians), Simulated(curves));
    }

    [Theory]
    [InlineData("", "one of: --hazard-ratio, --curves, or a study"), InlineData("--hazard-ratio 1", "nothing to find")]
    [InlineData("--hazard-ratio 1.3 --control-median 12", "does no better"), InlineData("--hazard-ratio 0.7 --looks 0.8,0.5", "rising")]
    [InlineData("--hazard-ratio 0.7 --power 1.2", "--power is from"), InlineData("--hazard-ratio 0.7 --delay 2", "--control-median")]
    [InlineData("cleopatra --endpoint response", "--endpoint is"), InlineData("--hazard-ratio 0.7 --boundary wald", "--boundary is")]
    [InlineData("--hazard-ratio 0.7 --draws 5", "--draws is of a study"), InlineData("cleopatra --draws 1", "no spread"), InlineData("cleopatra --resume", "--out"), InlineData("cleopatra --draws 201", "more than the 200")]
    [Evidence(EvidenceKind.Analytic, "contract of the command line: what is wrong is said, exit code 2")]
    public async Task A_question_without_an_answer_is_refused(string arguments, string said)
    {
        CommandResult result = await RunAsync($"design {arguments}");

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "a run in one piece against one that was torn off in a replicate and taken up with other threads; assurance lies between the powers of the draws, which make it")]
    public async Task Assurance_of_a_resumed_run_is_that_of_one_that_was_left_in_peace()
    {
        string study = $"design cleopatra {CommandLine.Small} --draws 3";
        CommandResult whole = await RunAsync($"{study} --replicates 3 --threads 2 --out whole --json");
        CommandResult first = await RunAsync($"{study} --replicates 2 --threads 1 --out parts");
        string journal = Path.Combine(_line["parts"], ReplicatesRun.JournalName);
        string[] lines = await File.ReadAllLinesAsync(journal, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(journal, string.Join('\n', lines[..^1]) + "\n5 0 17.25", TestContext.Current.CancellationToken);

        CommandResult resumed = await RunAsync($"{study} --replicates 3 --threads 1 --out parts --resume --json");
        CommandResult other = await RunAsync($"{study} --replicates 3 --out parts --resume --seed 2");

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done, ExitCode.Usage), (whole.Code, first.Code, resumed.Code, other.Code));
        Assert.Contains("5 trials are there", resumed.Errors, StringComparison.Ordinal);
        Assert.Contains("other inputs", other.Errors, StringComparison.Ordinal);
        Assert.Equal(whole.Out, resumed.Out);
        foreach (string file in new[] { "design.csv", "design.parquet", "figure-power.csv", "figure-power.svg", "report.html", ReplicatesRun.JournalName })
        {
            Assert.True(File.ReadAllBytes(Path.Combine(_line["whole"], file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_line["parts"], file))), $"{file} differs");
        }

        using JsonDocument json = JsonDocument.Parse(whole.Out);
        JsonElement[] designs = [.. json.RootElement.GetProperty("designs").EnumerateArray()];
        Assert.Contains(designs, d => d.GetProperty("by").GetString() == "as planned: final OS");
        Assert.All(designs, d => Assert.Equal((3, 3), (d.GetProperty("draws").GetInt32(), d.GetProperty("replicates").GetInt32())));
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
