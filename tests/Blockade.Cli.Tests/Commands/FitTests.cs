using System.Globalization;
using System.Xml.Linq;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

/// <summary>Fits of the small problem of the examples: a decay, eight measurements, three parameters.</summary>
public sealed class FitTests : IDisposable
{
    private const string Fit = "fit decay.yaml --starts 4 --seed 7 --no-profiles --threads 2";

    private readonly CommandLine _line = new();

    public FitTests()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "examples"), "decay*")) File.Copy(file, _line[Path.GetFileName(file)]);
    }

    public void Dispose() => _line.Dispose();

    // the sum of squares is least where sd^2 is their mean, and the objective is then n/2 (ln(2 pi sd^2) + 1)
    [Fact]
    [Evidence(EvidenceKind.Analytic, "normal noise of unknown size: its estimate is the root mean square of the residuals")]
    public async Task The_report_says_what_the_tables_hold()
    {
        CommandResult result = await RunAsync("fit decay.yaml --starts 4 --seed 7 --out out");

        Assert.True(result.Code == ExitCode.Done, result.Errors);
        Assert.Contains("(open report.html)", result.Errors, StringComparison.Ordinal);
        XElement page = XDocument.Load(_line["out/report.html"]).Root!;
        string[] headings = [.. page.Descendants().Where(e => e.Name.LocalName == "h2").Select(e => e.Value)];
        foreach (string heading in new[] { "Estimates", "Searches", "Measurements", "How" }) Assert.Contains(heading, headings);
        string text = page.Value;
        double[] residuals = [.. (await File.ReadAllLinesAsync(_line["out/residuals.csv"], TestContext.Current.CancellationToken)).Where(l => l.StartsWith("decay,", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(',')[^1], CultureInfo.InvariantCulture))];
        Assert.Equal(8, residuals.Length);
        Assert.Equal(1, residuals.Average(r => r * r), 1e-3);   // searches end within 1e-6 of the minimum; a thousandth of the noise is as much
        Assert.Contains("for 8 measurements and 3 parameters", text, StringComparison.Ordinal);
        Assert.Contains("Slopes come from sensitivities integrated beside the states", text, StringComparison.Ordinal);
        Assert.DoesNotContain("interrupted", text, StringComparison.Ordinal);
        Assert.Contains(page.Descendants(), e => e.Name.LocalName == "svg");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a fit that was killed within its third search, and taken up, against one that was left in peace")]
    public async Task A_fit_that_was_killed_is_taken_up_and_ends_as_it_would_have()
    {
        await RunAsync($"{Fit} --out whole --quiet");
        await RunAsync($"{Fit} --out killed --quiet");

        // as a kill leaves it: two searches, a part of the third, and no results
        string[] journal = (await File.ReadAllTextAsync(_line["killed/starts.journal"], TestContext.Current.CancellationToken)).Split('\n');
        foreach (string file in Directory.GetFiles(_line["killed"])) File.Delete(file);
        await File.WriteAllTextAsync(_line["killed/starts.journal"], $"{string.Join('\n', journal[..^3])}\n{journal[^3][..(journal[^3].Length / 2)]}", TestContext.Current.CancellationToken);
        CommandResult resumed = await RunAsync($"{Fit} --out killed --resume");

        Assert.True(resumed.Code == ExitCode.Done, resumed.Errors);
        Assert.Contains("2 of 4 searches are there", resumed.Errors, StringComparison.Ordinal);
        foreach (string file in new[] { "best-fit.csv", "starts.csv", "residuals.csv", "fitted.tsv", "frozen.csv", "report.html" })
        {
            Assert.Equal(await File.ReadAllTextAsync(_line[$"whole/{file}"], TestContext.Current.CancellationToken), await File.ReadAllTextAsync(_line[$"killed/{file}"], TestContext.Current.CancellationToken));
        }
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
