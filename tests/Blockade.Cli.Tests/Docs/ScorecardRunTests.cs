using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Testing;
using Blockade.Tests.Docs;
using Blockade.Trials;

namespace Blockade.Cli.Tests.Docs;

/// <summary>
/// The scorecard of the documents. With BLOCKADE_ACCEPT=1 it is made again where a file that it stands on has changed, which takes minutes; without, it
/// must be of the files that ship now.
/// </summary>
public sealed class ScorecardRunTests
{
    private static readonly string[] Figures = ["figure-progression.svg", "figure-hazard-ratios.svg"];

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "scorecard");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the files that ship, and of what the recorded run wrote")]
    public async Task The_scorecard_is_of_the_files_that_ship()
    {
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1" && !IsCurrent()) await RecordAsync();

        RunManifest run = Manifest();
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.All(run.Inputs, i => Assert.True(
            i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)), $"{i.Name} has changed since the scorecard was made; BLOCKADE_ACCEPT=1 makes it again"));
        foreach (string file in Figures.Append("predictions.csv")) Assert.Equal(run.Outputs.Single(o => o.Name == file).Sha256, Hash(Path.Combine(Folder, file)));
        Scorecard card = Read();
        WrittenDocument.Agrees("docs/scorecard.md", ("summary", ScorecardReport.Summary(card)), ("blind", Rows(card, ResultRole.Blind)), ("seen", Rows(card, ResultRole.Calibrate)));
    }

    private static bool IsCurrent() => File.Exists(Path.Combine(Folder, RunManifest.FileName))
        && Manifest().Inputs.All(i => i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)));

    private static async Task RecordAsync()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync("predict --out results", TestContext.Current.CancellationToken);
        Assert.True(result.Code == ExitCode.Done, result.Errors);
        Directory.CreateDirectory(Folder);
        foreach (string file in Figures.Append("predictions.csv")) File.Copy(Path.Combine(line["results"], file), Path.Combine(Folder, file), overwrite: true);
        using FileStream read = File.OpenRead(Path.Combine(line["results"], RunManifest.FileName));
        using FileStream write = File.Create(Path.Combine(Folder, RunManifest.FileName));
        (RunManifest.Read(read) with { Timings = new RunTimings() }).Write(write);
    }

    // the table of predictions is all there is to know; scores follow from it
    private static Scorecard Read()
    {
        PublishedResults published = Her2Evidence.Published().Value!;
        string[][] rows = [.. File.ReadAllLines(Path.Combine(Folder, "predictions.csv")).Skip(1).Select(l => l.Split(','))];
        int replicates = rows.Max(r => int.Parse(r[2], CultureInfo.InvariantCulture)) + 1, draws = rows.Max(r => int.Parse(r[1], CultureInfo.InvariantCulture)) + 1;
        return new Scorecard(
            [.. rows.GroupBy(r => r[0]).Select(g => new ScoredPrediction(
                published.Find(g.Key)!, [.. g.Select(r => r[3].Length == 0 ? double.NaN : double.Parse(r[3], CultureInfo.InvariantCulture))], replicates))],
            draws, replicates);
    }

    private static string Rows(Scorecard card, ResultRole role)
    {
        var text = new StringBuilder("| result | predicted (90 %) | published (95 % CI) | inside | CRPS | SD: constants | SD: patients |\n| --- | ---: | ---: | --- | ---: | ---: | ---: |\n");
        foreach (ScoredPrediction row in card.Rows.Where(r => r.Published.Role == role))
        {
            string[] cells = [.. ScorecardTables.Cells(row)];
            text.Append(CultureInfo.InvariantCulture, $"| {cells[0]} | {cells[1]} | {cells[2]} | {cells[4]} | {cells[5]} | {cells[6]} | {cells[7]} |\n");
        }

        return text.ToString().TrimEnd();
    }

    private static RunManifest Manifest()
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, RunManifest.FileName));
        return RunManifest.Read(stream);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
