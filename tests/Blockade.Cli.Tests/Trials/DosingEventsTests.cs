using System.Globalization;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Trials;

/// <summary>A trial's doses in NONMEM's dialect, against its other tables and through the model that takes them.</summary>
public sealed class DosingEventsTests(AdamTrial trial) : IClassFixture<AdamTrial>
{
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the model pk under the table, by another integrator and from rules, against the trial's own troughs")]
    public async Task The_model_in_blood_takes_the_table_and_finds_the_trials_troughs()
    {
        string[][] events = Rows(File.ReadAllText(Path.Combine(trial.Line["results"], "events.csv")));
        CommandResult run = await trial.Line.RunAsync("simulate pk --events results/events.csv", TestContext.Current.CancellationToken);
        Assert.True(run.Code == ExitCode.Done, run.Errors);
        string[][] found = Rows(run.Out);
        Assert.Equal(events.Length, found.Length);
        int dv = Of(events, "DV"), compartment = Of(events, "CMT"), kind = Of(events, "EVID");
        int seen = 0;
        for (int i = 1; i < events.Length; i++)
        {
            if (events[i][kind] != "0") continue;
            seen++;
            double published = Number(events[i][dv]), simulated = Number(found[i][Of(found, events[i][compartment] == "TC" ? "cT" : "cP")]);

            // the trial's tolerance of 1e-4 over some dozen steps since the dose that still count
            Assert.Equal(1, simulated / published, 1e-3);
        }

        Assert.InRange(seen, 55, 65);   // trastuzumab in both arms, pertuzumab in one of equal size
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "doses and their sum in ADEX")]
    public void Doses_are_those_of_the_analysis_dataset()
    {
        string[][] events = Rows(File.ReadAllText(Path.Combine(trial.Line["results"], "events.csv"))), adex = Rows(File.ReadAllText(Path.Combine(trial.Line["results"], "adex.csv")));
        foreach ((string drug, string compartment) in new[] { ("trastuzumab", "TC"), ("pertuzumab", "PC"), ("docetaxel", "DC") })
        {
            double[] given = [.. events.Skip(1).Where(r => r[Of(events, "CMT")] == compartment && r[Of(events, "EVID")] == "1").Select(r => Number(r[Of(events, "AMT")]))];
            double[] listed = [.. adex.Skip(1).Where(r => r[Of(adex, "EXTRT")] == drug && r[Of(adex, "PARAMCD")] == "DOSE").Select(r => Number(r[Of(adex, "AVAL")]))];
            Assert.Equal(listed.Order(), given.Order());
            Assert.NotEmpty(given);
        }
    }

    private static string[][] Rows(string csv) => [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).Select(l => l.TrimEnd('\r').Split(','))];

    private static int Of(string[][] rows, string name) => Array.FindIndex(rows[0], c => c.Split(' ')[0] == name);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
