using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Trials;

/// <summary>A trial's file with what is not in those that ship: minimisation of unequal arms, periods of accrual, claims that share an error, one of them with looks.</summary>
public sealed class DesignFileTests : IDisposable
{
    private readonly CommandLine _line = new();

    public DesignFileTests() => File.WriteAllText(_line["own.toml"], Her2Files.Read("trials/cleopatra.toml").Text
        .Replace("duration = \"29 months\"\nexponent = 1.5\n", "", StringComparison.Ordinal)
        .Replace("criteria = \"RECIST 1.0\"\n", "", StringComparison.Ordinal)
        .Replace("name = \"pertuzumab\"\n", "name = \"pertuzumab\"\nratio = 2\n", StringComparison.Ordinal)
        .Replace("[scans]", """
        [criteria]
        name = "unconfirmed"
        response = { shrinkage = "30 %" }
        progression = { growth = "20 %", least_growth = "5 mm", new_lesion = true, reappearance = true }

        [[accrual.period]]
        duration = "6 months"
        patients_per_month = 5

        [[accrual.period]]
        duration = "18 months"
        patients_per_month = 20

        [allocation]
        method = "minimisation"
        probability = "80 %"

        [multiplicity]
        alpha = "2.5 %"

        [[multiplicity.hypothesis]]
        name = "PFS"
        analysis = "primary PFS"
        weight = 0.8
        pass = [{ to = "OS", share = 1.0 }]

        [[multiplicity.hypothesis]]
        name = "OS"
        analysis = "OS, with its interim looks"
        weight = 0.2
        pass = [{ to = "PFS", share = 1.0 }]

        [scans]
        """, StringComparison.Ordinal));

    public void Dispose() => _line.Dispose();

    [Fact, Evidence(EvidenceKind.Published, "Bretz et al. 2009, two claims that pass everything on: the first made at p/weight, the other then at its own p, and no smaller")]
    public async Task Claims_are_adjusted_and_replicates_count_them()
    {
        CommandResult run = await _line.RunAsync($"trial own.toml --model {CommandLine.SmallModel} --patients 60 --out one", TestContext.Current.CancellationToken);
        CommandResult many = await _line.RunAsync($"trial own.toml --model {CommandLine.SmallModel} --patients 20 --replicates 3 --out many", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (run.Code, many.Code));
        string[][] claims = [.. TrialFolderTests.Csv(File.ReadAllText(Path.Combine(_line["one"], "multiplicity.csv"))).Skip(1)];
        Assert.Equal(["PFS", "OS"], claims.Select(c => c[0]));
        double[] p = [.. claims.Select(c => double.Parse(c[4], System.Globalization.CultureInfo.InvariantCulture))];
        double[] needed = [p[0] / 0.8, p[1] / 0.2];
        int first = needed[0] <= needed[1] ? 0 : 1;
        double a = Math.Min(1, needed[first]), b = Math.Max(a, p[1 - first]);
        Assert.Equal([first == 0 ? a : b, first == 0 ? b : a], claims.Select(c => double.Parse(c[5], System.Globalization.CultureInfo.InvariantCulture)), (x, y) => Math.Abs(x - y) <= 1e-14);
        Assert.Contains("share a one-sided error of 2.5 %", run.Out, StringComparison.Ordinal);
        Assert.Equal(1 + 4, (await File.ReadAllLinesAsync(Path.Combine(_line["many"], "multiplicity.csv"), TestContext.Current.CancellationToken)).Length);
        Assert.Contains("any of them", many.Out, StringComparison.Ordinal);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "6 months at 5 and 18 at 20: all within 24 months of 30.4375 days")]
    public async Task Patients_enter_in_the_periods_of_the_file()
    {
        CommandResult run = await _line.RunAsync($"trial own.toml --model {CommandLine.SmallModel} --patients 60 --out one --threads 1", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, run.Code);
        string[][] patients = [.. TrialFolderTests.Csv(File.ReadAllText(Path.Combine(_line["one"], "patients.csv")))];
        int entry = Array.IndexOf(patients[0], "entry [days]");
        Assert.All(patients.Skip(1), row => Assert.InRange(double.Parse(row[entry], System.Globalization.CultureInfo.InvariantCulture), 0, 24 * 30.4375));
    }
}
