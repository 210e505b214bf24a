using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>
/// The run that the README shows. With BLOCKADE_ACCEPT=1 the main job is run at its full size, and its manifest, comparison, output and figure
/// are written to docs/run; without, they must be of the files that ship now, so that numbers which have gone stale fail.
/// </summary>
public sealed class ReadmeRunTests
{
    private const string Figure = "figure-survival-final-pfs.svg";
    private const string Predictions = "predictions.csv";

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "run");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the files that ship, and of what the recorded run wrote")]
    public async Task The_readme_shows_a_run_of_the_files_that_ship()
    {
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1" && !IsCurrent()) await RecordAsync();

        RunManifest run = Manifest();
        Assert.All(run.Inputs, i => Assert.True(
            i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)), $"{i.Name} has changed since the run that the README shows; BLOCKADE_ACCEPT=1 runs it again"));
        Assert.Equal((RunStatus.Complete, 6), (run.Status, run.Inputs.Length));
        foreach (string file in new[] { Figure, Predictions }) Assert.Equal(run.Outputs.Single(o => o.Name == file).Sha256, Hash(Path.Combine(Folder, file)));
        string output = await File.ReadAllTextAsync(Path.Combine(Folder, "output.txt"), TestContext.Current.CancellationToken);
        WrittenDocument.Agrees("README.md", ("output", $"```\n{output.TrimEnd()}\n```"), ("fitted", Fitted()), ("verdict", Verdict()));
    }

    private static bool IsCurrent() => File.Exists(Path.Combine(Folder, RunManifest.FileName))
        && Manifest().Inputs.All(i => i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)));

    private static async Task RecordAsync()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync("trial cleopatra --out results", TestContext.Current.CancellationToken);
        Assert.True(result.Code is ExitCode.Done or ExitCode.CheckFailed, result.Errors);
        Directory.CreateDirectory(Folder);
        foreach (string file in new[] { Figure, Predictions }) File.Copy(Path.Combine(line["results"], file), Path.Combine(Folder, file), overwrite: true);
        string text = string.Join('\n', result.Out.Split('\n').Select(l => l.TrimEnd()));
        await File.WriteAllTextAsync(Path.Combine(Folder, "output.txt"), text, TestContext.Current.CancellationToken);
        using FileStream read = File.OpenRead(Path.Combine(line["results"], RunManifest.FileName));
        using FileStream write = File.Create(Path.Combine(Folder, RunManifest.FileName));
        (RunManifest.Read(read) with { Timings = new RunTimings() }).Write(write);
    }

    private static string Fitted()
    {
        PublishedResult[] targets = [.. Her2Evidence.Published().Value!.Rows.Where(r => r.Role == ResultRole.Calibrate)];
        string trials = string.Join("; ", targets.GroupBy(r => r.Trial).Select(t => $"{t.Key} ({string.Join(", ", t.Select(r => r.Arm).Distinct())})"));
        int constants = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!.Count;
        return FormattableString.Invariant($"The tumour's {constants} constants were fitted to results marked `calibrate` in `published.csv`, of which there are {targets.Length}, and to no other: {trials}.");
    }

    // how good the predictions are, from the run's own table
    private static string Verdict()
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(Folder, Predictions)).Select(l => CommaSeparated(l))];
        int Column(string name) => Array.FindIndex(rows[0], h => h == name || h.StartsWith(name + " [", StringComparison.Ordinal));
        (int id, int quantity, int arm, int role, int grade) = (Column("id"), Column("quantity"), Column("arm"), Column("role"), Column("grade"));
        (int predicted, int lower, int upper, int published) = (Column("predicted"), Column("predicted_lower"), Column("predicted_upper"), Column("published"));
        string[][] judged = [.. rows.Skip(1).Where(r => r[grade] != "recall")];
        var text = new StringBuilder("| quantity | arm | this run (95 % limits) | published | role | published inside the limits |\n| --- | --- | ---: | ---: | --- | --- |\n");
        foreach (string[] r in judged.Where(r => !r[quantity].Contains('@', StringComparison.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r[quantity]} | {r[arm]} | {Number(r[predicted])} ({Number(r[lower])} to {Number(r[upper])}) | {Number(r[published])} | {r[role]} | {(Inside(r) ? "yes" : "no")} |\n");
        }

        string[][] blind = [.. judged.Where(r => r[role] == "blind")];
        string[][] seen = [.. judged.Where(r => r[role] == "calibrate")];
        text.Append(CultureInfo.InvariantCulture, $"\nWith the points of the curves, {blind.Count(Inside)} of {blind.Length} blind results and {seen.Count(Inside)} of {seen.Length} calibrated ones lie inside this run's 95 % limits; results known from memory only are not counted.");
        return text.ToString();

        bool Inside(string[] r) =>
            double.TryParse(r[published], CultureInfo.InvariantCulture, out double p)
            && (!double.TryParse(r[lower], CultureInfo.InvariantCulture, out double l) || l <= p)
            && (!double.TryParse(r[upper], CultureInfo.InvariantCulture, out double u) || p <= u);
    }

    private static string Number(string cell) =>
        double.TryParse(cell, CultureInfo.InvariantCulture, out double v) ? v.ToString(v < 3 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "not reached";

    private static string[] CommaSeparated(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }

    private static RunManifest Manifest()
    {
        string path = Path.Combine(Folder, RunManifest.FileName);
        Assert.True(File.Exists(path), $"{path} is missing; BLOCKADE_ACCEPT=1 runs the trial and writes it");
        using FileStream stream = File.OpenRead(path);
        return RunManifest.Read(stream);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
