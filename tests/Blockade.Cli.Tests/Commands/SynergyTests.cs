using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class SynergyTests : IDisposable
{
    private readonly CommandLine _line = new();

    public SynergyTests() => File.Copy(Path.Combine(Repository.Root, "docs", "examples", "my-plate.csv"), _line["my-plate.csv"]);

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.Analytic, "docs/measure-synergy.md")]
    public async Task A_plate_becomes_a_folder_that_names_everything_in_it()
    {
        CommandResult result = await RunAsync("synergy my-plate.csv --response viability --bootstrap 40 --out out");

        string[] wanted =
        [
            "report.html", "run.json", .. new[] { "synergy", "scores", "curves", "musyc" }.SelectMany(t => new[] { $"{t}.csv", $"{t}.parquet" }),
            .. new[] { "csv", "png", "svg", "txt" }.Select(e => $"figure-excess-1.{e}"),
        ];
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), Directory.GetFiles(_line["out"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        using FileStream stream = File.OpenRead(_line["out/run.json"]);
        RunManifest manifest = RunManifest.Read(stream);
        Assert.Equal(["synergy", "my-plate.csv", "--response viability", "--bootstrap 40", "--seed 1"], manifest.Arguments);
        Assert.Equal((RunStatus.Complete, wanted.Length - 1), (manifest.Status, manifest.Outputs.Length));
        string figure = await File.ReadAllTextAsync(_line["out/figure-excess-1.svg"], TestContext.Current.CancellationToken);
        foreach (string name in new[] { "Highest single agent", "Bliss independence", "Loewe additivity", "Zero interaction potency" }) Assert.Contains(name, figure, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every drawn plate has an address: the same bytes on any number of threads")]
    public async Task Threads_do_not_matter()
    {
        await RunAsync("synergy my-plate.csv --response viability --bootstrap 40 --threads 1 --out one");
        await RunAsync("synergy my-plate.csv --response viability --bootstrap 40 --threads 3 --out three");

        foreach (string table in new[] { "synergy.csv", "scores.csv", "musyc.csv" })
            Assert.Equal(await File.ReadAllBytesAsync(_line["one/" + table], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_line["three/" + table], TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the plate was made from a surface with a maximum of 85 % for both, 55 % for one")]
    public async Task The_example_shows_more_than_Bliss_with_limits_above_zero()
    {
        CommandResult result = await RunAsync("synergy my-plate.csv --response viability --out out");

        Assert.Contains("Bliss independence: more", result.Out, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
