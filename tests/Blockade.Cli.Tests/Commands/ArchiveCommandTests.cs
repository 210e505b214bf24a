using System.Globalization;
using System.IO.Compression;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class ArchiveCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.Analytic, "8 exp(-t / 2); BioSimulators' conventions for the outputs of archives")]
    public async Task An_archive_is_run_into_the_files_of_the_conventions()
    {
        SmallArchive.Write(_line["a.omex"]);

        CommandResult result = await RunAsync("omex -i a.omex -o out");

        Assert.True(result.Code == ExitCode.Done, result.Errors);
        string[] files = [.. Directory.GetFiles(_line["out"], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_line["out"], f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["exp/x.sedml/p.csv", "exp/x.sedml/p.svg", "exp/x.sedml/r.csv", "log.yml", "plots.zip", "reports.h5", "reports.zip"], files);
        string[] row = (await Text("out/exp/x.sedml/r.csv")).Split('\n')[1].Split(',');
        Assert.Equal("\"x, as it is\"", $"{row[0]},{row[1]}");
        Assert.Equal(8 * Math.Exp(-1), double.Parse(row[4], CultureInfo.InvariantCulture), 1e-6);   // a hundred steps at 1e-8 of 8
        Assert.Equal([0x89, (byte)'H', (byte)'D', (byte)'F'], (await File.ReadAllBytesAsync(_line["out/reports.h5"], TestContext.Current.CancellationToken))[..4]);
        using (ZipArchive bundle = await ZipFile.OpenReadAsync(_line["out/reports.zip"], TestContext.Current.CancellationToken)) Assert.Equal(["exp/x.sedml/r.csv", "exp/x.sedml/p.csv"], bundle.Entries.Select(e => e.FullName));
        string log = await Text("out/log.yml");
        Assert.StartsWith("status: SUCCEEDED\nexception: null\nskipReason: null\noutput: null\nduration: ", log, StringComparison.Ordinal);
        Assert.Contains("- location: \"exp/x.sedml\"\n  status: SUCCEEDED\n", log, StringComparison.Ordinal);
        Assert.Contains("algorithm: \"KISAO_0000019\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", log, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "BioSimulators' conventions for command-line programs")]
    public async Task The_environment_says_what_is_written()
    {
        SmallArchive.Write(_line["a.omex"]);

        await RunAsync("omex --archive a.omex --out-dir out", ("REPORT_FORMATS", "tsv"), ("PLOT_FORMATS", "png, pdf"), ("BUNDLE_OUTPUTS", "0"), ("SAVE_PLOT_DATA", "false"), ("LOG_PATH", "run.yml"));
        await RunAsync("omex -i a.omex -o bundles", ("REPORT_FORMATS", "csv"), ("KEEP_INDIVIDUAL_OUTPUTS", "0"), ("PLOTS_PATH", "pictures.zip"));

        Assert.Equal(["exp/x.sedml/p.png", "exp/x.sedml/r.tsv", "run.yml"], Directory.GetFiles(_line["out"], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_line["out"], f)).Order(StringComparer.Ordinal));
        Assert.Equal(["log.yml", "pictures.zip", "reports.zip"], Directory.GetFiles(_line["bundles"], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_line["bundles"], f)).Order(StringComparer.Ordinal));
        Assert.Equal(ExitCode.Usage, (await RunAsync("omex -i a.omex -o x", ("ALGORITHM_SUBSTITUTION_POLICY", "SOMETIMES"))).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("omex -i a.omex -o x", ("LOG_PATH", "../log.yml"))).Code);
        CommandResult strict = await RunAsync("omex -i a.omex -o x", ("ALGORITHM_SUBSTITUTION_POLICY", "NONE"));
        Assert.Equal(ExitCode.InvalidInput, strict.Code);
        Assert.Contains("ALGORITHM_SUBSTITUTION_POLICY=SIMILAR_APPROXIMATIONS allows it", strict.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the list in the code; BioSimulators' validator looks for the names in the help")]
    public async Task Help_and_document_have_every_variable()
    {
        CommandResult help = await RunAsync("omex --help");

        foreach ((string name, string _, string _) in OmexSettings.Variables) Assert.Contains(name, help.Out, StringComparison.Ordinal);
        foreach (string option in (string[])["-i, --archive", "-o, --out-dir", "-d, --debug", "-q, --quiet", "-v, --version"]) Assert.Contains(option, help.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, Product.Version), ((await RunAsync("omex -v")).Code, (await RunAsync("omex -v")).Out.Trim()));
        WrittenDocument.Agrees("docs/run-archives.md", ("variables", "| variable | unless set | what it says |\n| --- | --- | --- |\n" + string.Join('\n', OmexSettings.Variables.Select(v => $"| `{v.Name}` | {v.Default} | {v.Meaning} |"))));
    }

    [Theory]
    [InlineData("modelReference=\"m\"", "modelReference=\"n\"", ExitCode.InvalidInput)]
    [InlineData("numberOfPoints=\"2\"", "numberOfPoints=\"900000000\"", ExitCode.LimitReached)]
    [InlineData("report id=\"r\"", "report id=\"../../r\"", ExitCode.InvalidInput)]
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md: nothing is run where anything is wrong")]
    public async Task An_archive_that_is_wrong_gives_a_log_and_no_result(string right, string wrong, int code)
    {
        SmallArchive.Write(_line["a.omex"], SmallArchive.Sedml.Replace(right, wrong, StringComparison.Ordinal));

        CommandResult result = await RunAsync("omex -i a.omex -o out");

        Assert.Equal(code, result.Code);
        Assert.Contains("exp/x.sedml(", result.Errors, StringComparison.Ordinal);
        Assert.Equal("log.yml", Path.GetFileName(Assert.Single(Directory.GetFiles(_line["out"], "*", SearchOption.AllDirectories))));
        Assert.StartsWith("status: FAILED\nexception:\n", await Text("out/log.yml"), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the root of a negative number is none")]
    public async Task A_simulation_that_fails_is_said_and_logged()
    {
        SmallArchive.Write(_line["a.omex"], model: SmallArchive.Model.Replace("<apply><times/><ci>k</ci><ci>x</ci></apply>", "<apply><root/><apply><minus/><ci>x</ci></apply></apply>", StringComparison.Ordinal));

        CommandResult result = await RunAsync("omex -i a.omex -o out");

        Assert.Equal(ExitCode.NumericalFailure, result.Code);
        Assert.Contains("not a number", result.Errors, StringComparison.Ordinal);
        Assert.Contains("type: \"SimulationFailed\"", await Text("out/log.yml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("omex -i absent.omex -o out", ExitCode.Usage)]
    [InlineData("omex -o out", ExitCode.Usage)]
    [InlineData("omex -i plain-receptor.bngl -o out", ExitCode.InvalidInput)]
    [InlineData("omex -i a.omex -o out --max-entry-bytes 100", ExitCode.LimitReached)]
    [InlineData("verify a.omex --tolerance -1", ExitCode.Usage)]
    [InlineData("pack absent.bngl --out b.omex", ExitCode.Usage)]
    [InlineData("pack plain-receptor.bngl --out b.omex --end 0", ExitCode.Usage)]
    [InlineData("pack plain-receptor.bngl --out b.omex --set nothing=1", ExitCode.Usage)]
    [InlineData("pack plain-receptor.bngl --out a.omex", ExitCode.Usage)]   // is there already
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md")]
    public async Task A_call_that_cannot_be_is_told_apart(string line, int code)
    {
        SmallArchive.Write(_line["a.omex"]);

        Assert.Equal(code, (await RunAsync(line)).Code);
        Assert.False(Directory.Exists(_line["out"]));
    }

    [Theory]
    [InlineData(null, 1.0, ExitCode.Done, "reproduced: 2 of 2 data sets within 0.0001 of their largest value")]
    [InlineData(null, 1.001, ExitCode.CheckFailed, "not reproduced: 1 of 2 data sets within 0.0001 of their largest value")]
    [InlineData("", 1.0, ExitCode.CheckFailed, "nothing to compare: the archive holds no results of its reports, as CSV or HDF5")]
    [Evidence(EvidenceKind.Analytic, "the closed form 8 exp(-t / 2), and the same off by a thousandth")]
    public async Task A_strangers_results_are_reproduced_or_not(string? table, double factor, int code, string verdict)
    {
        string off = SmallArchive.Table.Replace("8,", FormattableString.Invariant($"{8 * factor:R},"), StringComparison.Ordinal);
        SmallArchive.Write(_line["a.omex"], table: table ?? off);

        CommandResult text = await RunAsync("verify a.omex"), json = await RunAsync("verify a.omex --json --quiet");

        Assert.Equal((code, code), (text.Code, json.Code));
        Assert.EndsWith(verdict + "\n", text.Out, StringComparison.Ordinal);
        Assert.Contains($"\"verdict\": \"{verdict}\"", json.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the HDF5 file of a run is reproduced; with one byte of a number changed it is not, and cut in half it is not read")]
    public async Task Results_in_HDF5_are_compared()
    {
        SmallArchive.Write(_line["a.omex"], table: "");
        await RunAsync("omex -i a.omex -o out", ("SAVE_PLOT_DATA", "0"));
        byte[] bytes = await Bytes("out/reports.h5");
        byte[] other = [.. bytes];
        int eight = bytes.AsSpan().IndexOf(BitConverter.GetBytes(8.0));   // the first value of x
        other[eight + 6]++;

        CommandResult same = await Verify("same.omex", bytes), different = await Verify("different.omex", other), cut = await Verify("cut.omex", bytes[..(bytes.Length / 2)]);

        Assert.Equal((ExitCode.Done, ExitCode.CheckFailed, ExitCode.CheckFailed), (same.Code, different.Code, cut.Code));
        Assert.EndsWith("reproduced: 2 of 2 data sets within 0.0001 of their largest value\n", same.Out, StringComparison.Ordinal);
        Assert.EndsWith("not reproduced: 1 of 2 data sets within 0.0001 of their largest value\n", different.Out, StringComparison.Ordinal);
        Assert.Contains("results/reports.h5(1,1): warning OMX2002: this HDF5 file is not compared: at byte ", cut.Errors, StringComparison.Ordinal);

        async Task<CommandResult> Verify(string name, byte[] results)
        {
            File.Copy(_line["a.omex"], _line[name]);
            await using (FileStream file = new(_line[name], FileMode.Open))
            {
                using var zip = new ZipArchive(file, ZipArchiveMode.Update);
                await using Stream into = await zip.CreateEntry("results/reports.h5").OpenAsync(TestContext.Current.CancellationToken);
                await into.WriteAsync(results, TestContext.Current.CancellationToken);
            }

            return await RunAsync($"verify {name}");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what is packed is reproduced; the same call gives the same bytes")]
    public async Task A_packed_model_is_reproduced_to_the_bit()
    {
        CommandResult first = await RunAsync("pack plain-receptor.bngl --end 10 --points 5 --creator \"A. Person\" --out one.omex");
        await RunAsync("pack plain-receptor.bngl --end 10 --points 5 --creator \"A. Person\" --out two.omex --quiet");

        Assert.True(first.Code == ExitCode.Done, first.Errors);
        Assert.Equal(await Bytes("one.omex"), await Bytes("two.omex"));
        CommandResult verified = await RunAsync("verify one.omex --tolerance 0");
        Assert.Equal((ExitCode.Done, "blockade: plain-receptor, by A. Person"), (verified.Code, verified.Errors.Split('\n')[0]));
        using ZipArchive zip = await ZipFile.OpenReadAsync(_line["one.omex"], TestContext.Current.CancellationToken);
        Assert.Equal(["README.md", "experiment-bngl.sedml", "experiment.sedml", "manifest.xml", "metadata.rdf", "model.bngl", "model.xml", "parameters.csv", "results/experiment.sedml/report.csv", "results/reports.h5"],
            zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a model in SBML stays as it is; a folder of results goes along")]
    public async Task A_model_in_SBML_is_packed_with_the_results_of_a_run()
    {
        await File.WriteAllTextAsync(_line["decay.xml"], SmallArchive.Model, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_line["finished/tables"]);
        await File.WriteAllTextAsync(_line["finished/tables/a.csv"], "a\n1\n", TestContext.Current.CancellationToken);

        CommandResult result = await RunAsync("pack decay.xml --end 2 --points 2 --set k=1 --results finished --out d.omex");

        Assert.True(result.Code == ExitCode.Done, result.Errors);
        using ZipArchive zip = await ZipFile.OpenReadAsync(_line["d.omex"], TestContext.Current.CancellationToken);
        Assert.Equal("a\n1\n", Content(zip, "run/tables/a.csv"));
        Assert.Equal(SmallArchive.Model, Content(zip, "model.xml"));
        string[] x = Content(zip, "results/experiment.sedml/report.csv").Split('\n').Single(l => l.StartsWith("x,", StringComparison.Ordinal)).Split(',');
        Assert.Equal(8 * Math.Exp(-2), double.Parse(x[3], CultureInfo.InvariantCulture), 1e-5);   // k is 1; a hundred steps at 1e-8 of 8
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an interrupted run writes nothing; exit code 130")]
    public async Task An_interrupted_run_leaves_nothing()
    {
        SmallArchive.Write(_line["a.omex"], SmallArchive.Sedml.Replace("numberOfPoints=\"2\"", "numberOfPoints=\"5000000\"", StringComparison.Ordinal));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();

        CommandResult result = await _line.RunAsync("omex -i a.omex -o out", interrupt.Token);

        Assert.Equal(ExitCode.Interrupted, result.Code);
        Assert.False(Directory.Exists(_line["out"]));
    }

    private static string Content(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private Task<string> Text(string path) => File.ReadAllTextAsync(_line[path], TestContext.Current.CancellationToken);

    private Task<byte[]> Bytes(string path) => File.ReadAllBytesAsync(_line[path], TestContext.Current.CancellationToken);

    private Task<CommandResult> RunAsync(string line, params (string Name, string Value)[] variables) =>
        _line.RunAsync(line, TestContext.Current.CancellationToken, h => h with { Variable = name => variables.FirstOrDefault(v => v.Name == name).Value });
}
