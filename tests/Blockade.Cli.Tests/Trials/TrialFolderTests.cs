using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Testing;
using Parquet;
using Parquet.Schema;

namespace Blockade.Cli.Tests.Trials;

[Collection(nameof(SmallTrialCollection))]
public sealed class TrialFolderTests(SmallTrial trial)
{
    private static readonly string[] Tables =
        ["analyses", "arms", "checks", "comparisons", "curves", "labels", "parameters", "patients", "predictions", "readers", "responses", "risk", "scans", "subgroups"];
    private static readonly string[] Figures = ["antibodies", "published", "spider", "subgroups", "survival-final-os", "survival-final-pfs", "survival-primary-pfs", "swimmer", "waterfall"];

    [Fact, Evidence(EvidenceKind.Analytic, "docs/results-folder.md")]
    public void The_folder_holds_the_manifest_the_report_every_table_twice_and_every_figure_four_times()
    {
        string[] wanted =
        [
            "report.html", "run.json", .. Tables.SelectMany(t => new[] { $"{t}.csv", $"{t}.parquet" }),
            .. Figures.SelectMany(f => new[] { "csv", "png", "svg", "txt" }.Select(e => $"figure-{f}.{e}")),
        ];

        Assert.Equal((ExitCode.Done, ""), (trial.Result.Code, trial.Result.Errors.Contains("blockade:", StringComparison.Ordinal) ? trial.Result.Errors : ""));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), Directory.GetFiles(trial.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact, Evidence(EvidenceKind.OtherProgram, "SHA-256 of the files by the framework")]
    public void The_manifest_says_what_was_run_from_what_and_what_came_out()
    {
        using FileStream stream = File.OpenRead(trial["run.json"]);
        RunManifest manifest = RunManifest.Read(stream);

        Assert.Equal((RunStatus.Complete, 1UL, Product.Version), (manifest.Status, manifest.Seed, manifest.ProductVersion));
        Assert.Equal(["trial", "models/her2/trials/cleopatra.toml", "--patients 12", "--seed 1", "--replicate 0"], manifest.Arguments);
        Assert.Equal(
            ["models/her2/trials/cleopatra.toml", "plain-receptor.bngl", "models/her2/parameters.csv", "models/her2/calibrated.csv", "models/her2/published.csv", "models/her2/indications.toml"],
            manifest.Inputs.Select(i => i.Name));
        Assert.All(manifest.Inputs, i => Assert.Equal(
            Hash(i.Name.StartsWith("models/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, i.Name) : trial.Line[i.Name]), i.Sha256));
        Assert.All(manifest.Outputs, o => Assert.Equal((Hash(trial[o.Name]), new FileInfo(trial[o.Name]).Length), (o.Sha256, o.Bytes)));
        Assert.Equal(
            Directory.GetFiles(trial.Folder).Select(f => Path.GetFileName(f)!).Where(f => f != "run.json").Order(StringComparer.Ordinal),
            manifest.Outputs.Select(o => o.Name));
        Assert.Equal(SubjectSimulator.TrialTolerance, Assert.Single(manifest.Tolerances).Value);
        Assert.Equal(["solving", "writing"], manifest.Timings.Phases.Select(p => p.Name));
        Assert.Equal(2, manifest.Timings.Threads);
        Assert.InRange(manifest.Timings.Phases.Sum(p => p.Seconds), 0.01, manifest.Timings.ElapsedSeconds + 0.01);   // each is rounded to milliseconds
        Assert.True(DateTime.TryParseExact(manifest.Timings.StartedUtc, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "two files of one table")]
    public async Task Csv_and_parquet_hold_the_same_cells()
    {
        foreach (string table in Tables)
        {
            string[][] csv = [.. Csv(File.ReadAllText(trial[$"{table}.csv"]))];
            await using FileStream stream = File.OpenRead(trial[$"{table}.parquet"]);
            await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
            DataField[] fields = reader.Schema.GetDataFields();

            Assert.Equal(csv[0].Select(h => h.Split(" [")[0]), fields.Select(f => f.Name));
            for (int c = 0; c < fields.Length; c++)
            {
                string[] cells = await Cells(group, fields[c], csv.Length - 1);
                for (int r = 0; r < cells.Length; r++) Assert.True(Same(csv[r + 1][c], cells[r]), $"{table}, row {r + 1}, {fields[c].Name}: CSV '{csv[r + 1][c]}', Parquet '{cells[r]}'");
            }
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a number without its unit is not a result")]
    public void Every_number_of_a_table_has_its_unit_in_the_header()
    {
        foreach (string table in Tables)
        {
            string[][] csv = [.. Csv(File.ReadAllText(trial[$"{table}.csv"]))];
            for (int c = 0; c < csv[0].Length; c++)
            {
                string[] filled = [.. csv.Skip(1).Select(r => r[c]).Where(v => v.Length > 0)];
                bool numbers = filled.Length > 0 && filled.All(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
                Assert.True(!numbers || csv[0][c].EndsWith(']'), $"{table}: '{csv[0][c]}' has no unit");
            }
        }
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "counts and medians of one run, told in several places")]
    public void Tables_json_and_text_tell_one_story()
    {
        string[][] patients = [.. Csv(File.ReadAllText(trial["patients.csv"]))];
        string[][] analyses = [.. Csv(File.ReadAllText(trial["analyses.csv"]))];
        int arm = Array.IndexOf(patients[0], "arm");
        int n = Array.FindIndex(analyses[0], h => h.StartsWith("patients", StringComparison.Ordinal));

        Assert.Equal(12, patients.Length - 1);
        foreach (string[] row in analyses.Skip(1).Where(r => r[0].StartsWith("final", StringComparison.Ordinal)))
        {
            Assert.Equal(patients.Skip(1).Count(p => p[arm] == row[3]), int.Parse(row[n], CultureInfo.InvariantCulture));   // all had entered by then
        }

        foreach (string[] row in analyses.Skip(1)) Assert.Contains(row[3], trial.Result.Out, StringComparison.Ordinal);
        Assert.Contains("Efron ties", trial.Result.Out, StringComparison.Ordinal);
        Assert.Contains("log-log limits", trial.Result.Out, StringComparison.Ordinal);
        Assert.Contains(HtmlReport.Notice, trial.Result.Out, StringComparison.Ordinal);
        Assert.Equal(3, trial.Result.Out.Split('\n').Count(l => l.StartsWith("check ", StringComparison.Ordinal)));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "XML 1.0; PNG specification, signature")]
    public void Figures_are_whole_files_that_describe_themselves()
    {
        foreach (string figure in Figures)
        {
            string description = File.ReadAllText(trial[$"figure-{figure}.txt"]).Trim();
            XDocument svg = XDocument.Load(trial[$"figure-{figure}.svg"]);

            Assert.EndsWith(".", description, StringComparison.Ordinal);
            Assert.Equal(description, svg.Root!.Elements().Single(e => e.Name.LocalName == "desc").Value);
            Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], File.ReadAllBytes(trial[$"figure-{figure}.png"])[..8]);
            Assert.True(File.ReadLines(trial[$"figure-{figure}.csv"]).Skip(1).Any());
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a page that needs nothing else: no address but those of sources, no script")]
    public void The_report_stands_alone()
    {
        string html = File.ReadAllText(trial["report.html"]);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("blind", html, StringComparison.Ordinal);
        foreach (string figure in Figures) Assert.Contains(File.ReadAllText(trial[$"figure-{figure}.txt"]).Trim().Split(':')[0], html, StringComparison.Ordinal);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "ECMA-48: a control sequence begins with ESC")]
    public void Without_a_terminal_nothing_is_drawn_or_coloured()
    {
        Assert.DoesNotContain('\u001b', trial.Result.Out);
        Assert.DoesNotContain('\u001b', trial.Result.Errors);
        Assert.DoesNotContain('\r', trial.Result.Errors);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "models/her2/parameters.csv and calibrated.csv")]
    public void Every_constant_of_the_run_is_listed() => Assert.Equal(
        Her2Evidence.Parameters().Value!.Count + EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!.Count,
        Csv(File.ReadAllText(trial["parameters.csv"])).Count() - 1);

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static bool Same(string csv, string parquet) => csv == parquet
        || (double.TryParse(csv, CultureInfo.InvariantCulture, out double a) && double.TryParse(parquet, CultureInfo.InvariantCulture, out double b) && a.Equals(b))
        || (csv.Length == 0 && parquet == "NaN");

    private static async Task<string[]> Cells(ParquetRowGroupReader group, DataField field, int rows)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        if (field.ClrType == typeof(double))
        {
            var values = new double[rows];
            await group.ReadAsync<double>(field, values.AsMemory(), cancellationToken: cancellation);
            return [.. values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))];
        }

        if (field.ClrType == typeof(long))
        {
            var values = new long[rows];
            await group.ReadAsync<long>(field, values.AsMemory(), cancellationToken: cancellation);
            return [.. values.Select(v => v.ToString(CultureInfo.InvariantCulture))];
        }

        if (field.ClrType == typeof(bool))
        {
            var values = new bool[rows];
            await group.ReadAsync<bool>(field, values.AsMemory(), cancellationToken: cancellation);
            return [.. values.Select(v => v ? "true" : "false")];
        }

        var texts = new string?[rows];
        await group.ReadAsync(field, texts.AsMemory(), cancellationToken: cancellation);
        return [.. texts.Select(t => t ?? "")];
    }

    // RFC 4180, read by hand so that the reader is not the writer's
    internal static IEnumerable<string[]> Csv(string text)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c != '\n') continue;
                yield return [.. row];
                row.Clear();
            }
            else if (c != '\r') cell.Append(c);
        }
    }
}
