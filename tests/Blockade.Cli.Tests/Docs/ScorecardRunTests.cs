using System.Collections.Immutable;
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

    private static readonly string[] Files = [.. Figures, "predictions.csv", "nulls.csv"];

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
        foreach (string file in Files) Assert.Equal(run.Outputs.Single(o => o.Name == file).Sha256, Hash(Path.Combine(Folder, file)));
        Scorecard card = Read();
        ImmutableArray<NullRow> nulls = ReadNulls();
        WrittenDocument.Agrees(
            "docs/scorecard.md", ("summary", $"**{ScorecardReport.Count(card)}**\n\n{First(card)}"), ("subjects", Subjects(card)), ("null-summary", NullTables.Summary(nulls)), ("blind", Rows(card, ResultRole.Blind)),
            ("nulls", Nulls(nulls)), ("seen", Rows(card, ResultRole.Calibrate)));
    }

    private static bool IsCurrent() => Files.Append(RunManifest.FileName).All(f => File.Exists(Path.Combine(Folder, f)))
        && Manifest().Inputs.All(i => i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)));

    private static async Task RecordAsync()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync("predict --out results", TestContext.Current.CancellationToken);
        Assert.True(result.Code == ExitCode.Done, result.Errors);
        Directory.CreateDirectory(Folder);
        foreach (string file in Files) File.Copy(Path.Combine(line["results"], file), Path.Combine(Folder, file), overwrite: true);
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

    private static ImmutableArray<NullRow> ReadNulls()
    {
        PublishedResults published = Her2Evidence.Published().Value!;
        return
        [
            .. File.ReadAllLines(Path.Combine(Folder, "nulls.csv")).Skip(1).Select(l => l.Split(',')).Select(c => new NullRow(
                published.Find(c[0])!, Number(c[2]), Enum.GetValues<TrialNull>().Single(n => NullTables.Key(n) == c[1]), Number(c[3]), Number(c[4]), Number(c[5]), Number(c[6]), c[7])),
        ];

        static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string Nulls(ImmutableArray<NullRow> rows)
    {
        var text = new StringBuilder("| result | published | model's CRPS | independent action | additivity | constant hazard ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (IGrouping<PublishedResult, NullRow> row in rows.GroupBy(r => r.Published))
        {
            string Cell(TrialNull model) => NullTables.Cell(row.Single(r => r.Null == model));
            string value = Numbers.One(row.Key.Value, row.Key.Unit == "months" ? "0.0" : "0.00") + (row.Key.Grade == Grade.Recall ? " [recall]" : "");
            text.Append(CultureInfo.InvariantCulture, $"| {ScorecardTables.Label(row.Key)} | {value} | {NullTables.ModelCell(row.First())} | {Cell(TrialNull.IndependentAction)} | {Cell(TrialNull.Additivity)} | {Cell(TrialNull.ConstantHazardRatio)} |\n");
        }

        string reasons = string.Join("; ", rows.Where(r => r.Undefined.Length > 0).GroupBy(r => (r.Null, r.Undefined))
            .Select(g => FormattableString.Invariant($"{NullTables.Name(g.Key.Null)} on {g.Count()}: {g.Key.Undefined}")));
        return text.Append(CultureInfo.InvariantCulture, $"\nNot defined: {reasons}.").ToString();
    }

    private static string First(Scorecard card)
    {
        var text = new StringBuilder("| asked first | foretold, nine times of ten | published | inside |\n| --- | ---: | ---: | --- |\n");
        foreach (ScoredPrediction row in ScorecardSubjects.First(card))
        {
            string[] cells = [.. ScorecardTables.Cells(row)];
            text.Append(CultureInfo.InvariantCulture, $"| {ScorecardSubjects.Words(row.Published)} | {cells[1]} | {cells[2]} | {cells[4]} |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{ScorecardSubjects.AsLow(card)}").ToString();
    }

    private static string Subjects(Scorecard card)
    {
        var text = new StringBuilder("| subject | inside | outside, and where the published value lies |\n| --- | ---: | --- |\n");
        foreach ((string subject, ImmutableArray<ScoredPrediction> rows) in ScorecardSubjects.Of(card))
            text.Append(CultureInfo.InvariantCulture, $"| {subject} | {rows.Count(r => r.IsInside)} of {rows.Length} | {ScorecardSubjects.Outside(rows)} |\n");
        return text.ToString().TrimEnd();
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
