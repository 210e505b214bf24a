using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class CheckAndDoctorTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what ships must be valid")]
    public async Task Everything_that_ships_passes_check()
    {
        foreach (string name in Her2Files.Names)
        {
            string path = _line[name.Replace('/', '-')];
            await File.WriteAllTextAsync(path, Her2Files.Read(name).Text, TestContext.Current.CancellationToken);
        }

        // the model with two arms an antibody has no finite network, which is its point; it runs with --method nf
        string[] files = [.. Directory.GetFiles(_line.Folder).Select(f => Path.GetFileName(f)!).Where(f => f is not ("priors.csv" or "her2-bivalent.bngl"))];
        CommandResult result = await _line.RunAsync($"check {string.Join(' ', files)}", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        Assert.Equal(files.Length, result.Out.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("error", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a dimer at most where the file bounds complexes at two; a chain of any length where it does not")]
    public async Task The_bounds_of_a_file_count_and_can_be_left_out()
    {
        const string chain = """
            begin seed species
              A(l,r) 10
            end seed species
            begin observables
              Molecules All A()
            end observables
            begin reaction rules
              A(r) + A(l) -> A(r!1).A(l!1) 1
            end reaction rules
            generate_network({max_agg=>2})
            """;
        await File.WriteAllTextAsync(_line["chain.bngl"], chain, TestContext.Current.CancellationToken);

        CommandResult bounded = await _line.RunAsync("check chain.bngl", TestContext.Current.CancellationToken);
        CommandResult whole = await _line.RunAsync("check chain.bngl --whole --max-species 20", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, "chain.bngl: a model of 2 species and 1 reaction\n"), (bounded.Code, bounded.Out));
        Assert.Contains("bounded as its generate_network asks: max_agg 2; --whole leaves that out", bounded.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LimitReached, whole.Code);
        Assert.Contains("1 rule, 1 molecule type and 1 observable are sound; 'blockade simulate chain.bngl --method nf' needs no network", whole.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the flagship ships under its name, and has nothing to be done")]
    public async Task The_flagship_is_known_by_its_name_wherever_a_model_is()
    {
        CommandResult check = await _line.RunAsync("check her2", TestContext.Current.CancellationToken);
        CommandResult run = await _line.RunAsync("bngl run her2", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, check.Code);
        Assert.StartsWith("her2: a model of ", check.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Out));
        Assert.Contains("'blockade simulate her2' runs the model itself", run.Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("--points 20"), InlineData("--points 50"), InlineData("--patients 1")]
    [Evidence(EvidenceKind.Analytic, "a fit needs patients, and at least two whole chains of points")]
    public async Task A_fit_of_nothing_is_refused(string options)
    {
        CommandResult result = await _line.RunAsync($"calibrate {options}", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Usage, "", "blockade: --patients is from 2 to 100000, --points a multiple of 20 from 40 to 100000, --draws from 1 to 10000.\n"), (result.Code, result.Out, result.Errors));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a model of nothing has nothing")]
    public async Task The_network_of_an_empty_model_is_empty()
    {
        await File.WriteAllTextAsync(_line["empty.bngl"], "begin model\nend model\n", TestContext.Current.CancellationToken);

        CommandResult result = await _line.RunAsync("show network empty.bngl", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("largest species      0 molecules", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "130 rules over molecules that nothing makes: a hundred are named and the rest counted")]
    public async Task Warnings_of_one_kind_are_counted_after_a_hundred()
    {
        string types = string.Join('\n', Enumerable.Range(0, 130).Select(i => $"T{i}(s~u~p)")), rules = string.Join('\n', Enumerable.Range(0, 130).Select(i => $"T{i}(s~u) -> T{i}(s~p) 1"));
        await File.WriteAllTextAsync(_line["idle.bngl"], $"begin model\nbegin molecule types\nA()\n{types}\nend molecule types\nbegin seed species\nA() 1\nend seed species\nbegin reaction rules\n{rules}\nend reaction rules\nend model\n", TestContext.Current.CancellationToken);

        CommandResult said = await _line.RunAsync("check idle.bngl", TestContext.Current.CancellationToken);
        CommandResult quiet = await _line.RunAsync("check idle.bngl --quiet", TestContext.Current.CancellationToken);

        Assert.Equal(100, said.Errors.Split("warning NET2001").Length - 1);
        Assert.Contains("blockade: 30 more of NET2001\n", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("NET2001", quiet.Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData(5, 1), InlineData(6, 0)]
    [Evidence(EvidenceKind.Analytic, "around a cycle of reversible reactions the constants of equilibrium multiply to one: 2/1 times 3/1 is 6/1")]
    public async Task Constants_that_contradict_each_other_are_told_where_it_is_asked(int around, int warnings)
    {
        await File.WriteAllTextAsync(_line["cycle.bngl"], $"""
            begin model
            begin molecule types
            A(s~1~2~3)
            end molecule types
            begin seed species
            A(s~1) 100
            end seed species
            begin reaction rules
            A(s~1) <-> A(s~2) 2, 1
            A(s~2) <-> A(s~3) 3, 1
            A(s~1) <-> A(s~3) {around}, 1
            end reaction rules
            end model
            """, TestContext.Current.CancellationToken);

        CommandResult asked = await _line.RunAsync("check --balance cycle.bngl", TestContext.Current.CancellationToken);
        CommandResult plain = await _line.RunAsync("check cycle.bngl", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, warnings), (asked.Code, asked.Errors.Split("warning NET2005").Length - 1));
        Assert.Equal((ExitCode.Done, ""), (plain.Code, plain.Errors));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the hash in calibrated.csv against that of the calibrate rows")]
    public async Task Doctor_says_whether_the_calibration_belongs_to_what_ships()
    {
        CommandResult result = await _line.RunAsync("doctor", TestContext.Current.CancellationToken);

        bool frozen = TumourFit.FrozenHash(Her2Files.Read("calibrated.csv").Text) == Her2Evidence.Published().Value!.Targets.Sha256;
        Assert.Contains(frozen ? "ok    calibration" : "FAIL  calibration", result.Out, StringComparison.Ordinal);
        Assert.Equal(frozen ? ExitCode.Done : ExitCode.CheckFailed, result.Code);
        Assert.All(result.Out.TrimEnd('\n').Split('\n').Where(l => !l.Contains("calibration", StringComparison.Ordinal)), l => Assert.StartsWith("ok    ", l, StringComparison.Ordinal));
        Assert.Equal([CommandLine.SmallModel], Directory.GetFileSystemEntries(_line.Folder).Select(f => Path.GetFileName(f)!));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a frozen file names what it was fitted to, and reads back")]
    public async Task Calibrate_writes_constants_frozen_to_their_targets()
    {
        CommandResult help = await _line.RunAsync("calibrate --help", TestContext.Current.CancellationToken);
        Assert.Contains("  blockade calibrate --out calibrated.csv --posterior posterior.csv\n", help.Out, StringComparison.Ordinal);

        CommandResult result = await _line.RunAsync("calibrate --out calibrated.csv --posterior posterior.csv --draws 5 --patients 2 --points 40 --quiet", TestContext.Current.CancellationToken);

        string frozen = await File.ReadAllTextAsync(_line["calibrated.csv"], TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        Assert.Equal(Her2Evidence.Published().Value!.Targets.Sha256, TumourFit.FrozenHash(frozen));
        Assert.Equal(
            EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!.Select(p => p.Id),
            EvidenceReader.ReadParameters(new Models.Diagnostics.SourceText("calibrated.csv", frozen)).Value!.Select(p => p.Id));
        string draws = await File.ReadAllTextAsync(_line["posterior.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(Her2Evidence.Published().Value!.Targets.Sha256, TumourFit.FrozenHash(draws));
        Assert.Equal(5, EvidenceReader.ReadPosterior(new Models.Diagnostics.SourceText("posterior.csv", draws), EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!).Value!.Values.Length);
        Assert.DoesNotContain("cleopatra.pertuzumab", result.Out, StringComparison.Ordinal);   // blind rows are not its business
    }
}
