using System.Globalization;
using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class ShowTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("pertuzumab", "0: 840 mg in 60 min; 504: 420 mg in 30 min; 1008: 420 mg in 30 min")]
    [InlineData("trastuzumab", "0: 560 mg in 90 min; 504: 420 mg in 30 min; 1008: 420 mg in 30 min")]
    [InlineData("docetaxel-100", "0: 170.4 mg in 60 min; 504: 170.4 mg in 60 min; 1008: 170.4 mg in 60 min")]
    [Evidence(EvidenceKind.Published, "labels of Perjeta (840 mg in 60 min, then 420 mg in 30 to 60 min every 3 weeks), Herceptin (8 mg/kg in 90 min, then 6 mg/kg in 30 min every 3 weeks) and Taxotere (100 mg/m2 in 1 h every 3 weeks); Du Bois 1916 for the surface")]
    public async Task A_regimen_s_rows_are_the_label_s_doses(string regimen, string doses)
    {
        // Du Bois: 0.007184 * 66^0.425 * 162^0.725 = 1.704 m2, the default patient; 70 kg for trastuzumab's round numbers
        string weight = regimen == "trastuzumab" ? " --weight 70" : "";
        CommandResult result = await _line.RunAsync($"show regimen {regimen} --days 63{weight}", TestContext.Current.CancellationToken);

        string[][] rows = [.. result.Out.TrimEnd('\n').Split('\n').Select(l => l.Split(','))];
        double first = double.Parse(rows[1][1], CultureInfo.InvariantCulture);
        string text = string.Join("; ", rows.Skip(1).Select(r =>
        {
            double amount = double.Parse(r[2], CultureInfo.InvariantCulture);
            return FormattableString.Invariant($"{double.Parse(r[1], CultureInfo.InvariantCulture) - first}: {amount:0.#} mg in {60 * amount / double.Parse(r[3], CultureInfo.InvariantCulture):0} min");
        }));

        Assert.Equal("ID,TIME,AMT,RATE,EVID,CMT,MDV,DRUG", string.Join(',', rows[0]));
        Assert.Equal(doses, text);
        Assert.All(rows.Skip(1), r => Assert.Equal(("1", "1", "1"), (r[0], r[4], r[6])));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the files of models/her2")]
    public async Task Files_are_listed_and_printed_as_they_are()
    {
        CommandResult list = await _line.RunAsync("show files", TestContext.Current.CancellationToken);
        string root = Path.Combine(Repository.Root, "models", "her2");

        string[] there = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Assert.Equal(there, list.Out.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
        foreach (string file in there)
        {
            CommandResult one = await _line.RunAsync($"show files {file}", TestContext.Current.CancellationToken);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(root, file), TestContext.Current.CancellationToken), one.Out);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a network counted by hand: bare, T, P and both on H2, two clamped species; made, four lost, eight of binding")]
    public async Task The_size_of_a_network_is_what_one_counts()
    {
        CommandResult result = await _line.RunAsync("show network plain-receptor.bngl", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        foreach ((string what, int count) in new[] { ("molecule types", 3), ("rules", 6), ("species", 6), ("reactions", 13), ("conservation laws", 2) })
        {
            Assert.Contains($"{what.PadRight(21)}{count}\n", result.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/parameters.csv and calibrated.csv")]
    public async Task Parameters_come_with_their_grade_and_source_and_can_be_filtered()
    {
        CommandResult all = await _line.RunAsync("show parameters", TestContext.Current.CancellationToken);
        CommandResult some = await _line.RunAsync("show parameters PK.pertuzumab", TestContext.Current.CancellationToken);

        SourcedParameter[] pertuzumab = [.. Her2Evidence.Parameters().Value!.Where(p => p.Id.StartsWith("pk.pertuzumab.", StringComparison.Ordinal))];
        Assert.All(Her2Evidence.Parameters().Value!, p => Assert.Contains(p.Id, all.Out, StringComparison.Ordinal));
        Assert.All(EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!, p => Assert.Contains(p.Id, all.Out, StringComparison.Ordinal));
        Assert.NotEmpty(pertuzumab);
        Assert.Equal(pertuzumab.Select(p => p.Id), some.Out.Split('\n').Select(l => l.Trim().Split(' ')[0]).Where(w => w.StartsWith("pk.", StringComparison.Ordinal)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/published.csv")]
    public async Task Published_results_show_their_role()
    {
        CommandResult result = await _line.RunAsync("show published", TestContext.Current.CancellationToken);

        foreach (PublishedResult row in Her2Evidence.Published().Value!.Rows)
        {
            string line = Assert.Single(result.Out.Split('\n'), l => l.Trim().StartsWith(row.Id + " ", StringComparison.Ordinal));
            Assert.Contains(row.Role == ResultRole.Blind ? " blind " : " calibrate ", line, StringComparison.Ordinal);
        }
    }
}
