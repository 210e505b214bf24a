using System.Globalization;
using System.Text.Json;
using Blockade.Testing;
using Parquet;
using Parquet.Schema;

namespace Blockade.Cli.Tests.Trials;

/// <summary>The analysis datasets of a small trial against its other tables, and against each other.</summary>
public sealed class AdamTests(AdamTrial trial) : IClassFixture<AdamTrial>
{
    private static readonly string[] Names = ["adsl", "adtte", "adtr", "adrs", "adex"];

    [Fact, Evidence(EvidenceKind.Metamorphic, "three files of one dataset; other threads")]
    public async Task Every_form_holds_the_same_cells_and_the_same_bytes_with_any_threads()
    {
        await trial.Line.RunAsync($"{AdamTrial.Arguments} --threads 1 --out again", TestContext.Current.CancellationToken);
        foreach (string name in Names)
        {
            foreach (string form in new[] { "csv", "parquet", "json" })
            {
                Assert.Equal(File.ReadAllBytes(At($"{name}.{form}")), File.ReadAllBytes(Path.Combine(trial.Line["again"], $"{name}.{form}")));
            }

            string[][] csv = Csv(name);
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At($"{name}.json")));
            Assert.Equal(csv[0], json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
            Assert.Equal(csv.Length - 1, json.RootElement.GetProperty("records").GetInt32());
            Assert.Equal(csv.Skip(1), json.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(Text).ToArray()));
            string?[][] columns = await Parquet(name);
            for (int c = 0; c < columns.Length; c++) Assert.Equal(csv.Skip(1).Select(r => r[c]), columns[c]);
        }
    }

    [Fact, Evidence(EvidenceKind.Published, "ADaM basic data structure for time to event: CNSR is 0 for an event")]
    public void Times_to_events_are_those_of_the_analyses()
    {
        string[][] rows = Csv("adtte"), analyses = Csv("analyses");
        int Of(string name) => Array.IndexOf(rows[0], name);

        foreach (string[] row in rows.Skip(1))
        {
            Assert.Equal(row[Of("CNSR")] == "0" ? "1" : "0", row[Of("EVENT")]);
            Assert.Equal(row[Of("CNSR")] == "0", row[Of("CNSDTDSC")].Length == 0);
            Assert.StartsWith("SIMULATED-CLEOPATRA", row[Of("STUDYID")], StringComparison.Ordinal);
            int days = Date(row[Of("ADT")]).DayNumber - Date(row[Of("STARTDT")]).DayNumber;
            Assert.Equal(days, Math.Floor(Math.Round(double.Parse(row[Of("AVAL")], CultureInfo.InvariantCulture) * 365.25 / 12, 6)));
            if (row[Of("PARAMCD")] != "DOR") Assert.Equal(days + 1, int.Parse(row[Of("ADY")], CultureInfo.InvariantCulture));
            Assert.True(Date(row[Of("ADT")]) <= Date(row[Of("CUTDT")]) || row[Of("CNSDTDSC")] == "Day after randomization");
        }

        foreach (string[] analysis in analyses.Skip(1))
        {
            string[][] own = [.. rows.Skip(1).Where(r => r[Of("ANALYSIS")] == analysis[0] && r[Of("TRTP")] == analysis[3])];
            Assert.Equal((analysis[4], analysis[5]), ($"{own.Length}", $"{own.Count(r => r[Of("EVENT")] == "1")}"));
        }
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "responders of ADRS have a time to response and its duration, which together are PFS; ADTTE has every endpoint, and the medians are those of the table of responses")]
    public void Responses_have_a_time_and_a_duration()
    {
        string[][] rows = Csv("adtte"), responses = Csv("adrs"), arms = Csv("responses"), subjects = Csv("adsl");
        int Of(string name) => Array.IndexOf(rows[0], name);
        double Value(string[] row) => double.Parse(row[Of("AVAL")], CultureInfo.InvariantCulture);
        Dictionary<string, string[]> By(string code) => rows.Skip(1).Where(r => r[Of("PARAMCD")] == code).ToDictionary(r => r[Of("USUBJID")]);
        string[] responders = [.. responses.Skip(1).Where(r => r[Array.IndexOf(responses[0], "PARAMCD")] == "CRSP" && r[Array.IndexOf(responses[0], "AVALC")] == "Y").Select(r => r[1])];
        Dictionary<string, string[]> toResponse = By("TTRESP"), duration = By("DOR");

        Assert.NotEmpty(responders);
        Assert.Equal(responders, toResponse.Keys);
        Assert.Equal(responders, duration.Keys);
        Assert.All(new[] { "TTP", "PFS2", "PFS", "PFSINV", "OS" }, code => Assert.Equal(code is "PFS" ? By("PFS").Count : subjects.Length - 1, By(code).Count));
        foreach (string id in responders)
        {
            Assert.Equal(toResponse[id][Of("ADT")], duration[id][Of("STARTDT")]);
            Assert.Equal("1", toResponse[id][Of("EVENT")]);
        }

        foreach (string[] arm in arms.Skip(1))
        {
            double[] own = [.. toResponse.Values.Where(r => r[Of("TRTP")] == arm[0]).Select(Value).Order()];
            double median = (own[(own.Length - 1) / 2] + own[own.Length / 2]) / 2;
            Assert.Equal(double.Parse(arm[Array.FindIndex(arms[0], c => c.StartsWith("time_to_response", StringComparison.Ordinal))], CultureInfo.InvariantCulture), median, 1e-12);
            var curve = Blockade.Survival.KaplanMeier.Estimate([.. duration.Values.Where(r => r[Of("TRTP")] == arm[0]).Select(r => new Blockade.Survival.FollowUp(Value(r), r[Of("EVENT")] == "1"))]);
            string printed = arm[Array.FindIndex(arms[0], c => c.StartsWith("duration_of_response [", StringComparison.Ordinal))];
            Assert.Equal(printed.Length == 0 ? double.NaN : double.Parse(printed, CultureInfo.InvariantCulture), double.IsFinite(curve.Median.Value) ? curve.Median.Value : double.NaN, 1e-12);
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "keys tell rows apart and order them; the table of variables is that of the files")]
    public void Keys_order_the_rows_and_the_variables_are_listed()
    {
        ILookup<string, string[]> listed = Csv("adam-variables").Skip(1).ToLookup(v => v[0].ToLowerInvariant());
        Assert.Equal(Names, listed.Select(g => g.Key));
        foreach (string name in Names)
        {
            string[][] rows = Csv(name);
            Assert.Equal(rows[0], listed[name].Select(v => v[1]));
            int[] keys = [.. listed[name].Where(v => v[4].Length > 0).OrderBy(v => int.Parse(v[4], CultureInfo.InvariantCulture)).Select(v => Array.IndexOf(rows[0], v[1]))];
            string[] ordered = [.. rows.Skip(1).Select(r => string.Join('\u0001', keys.Select(k => int.TryParse(r[k], CultureInfo.InvariantCulture, out int n) ? n.ToString("D9", CultureInfo.InvariantCulture) : r[k])))];
            Assert.Equal(ordered.Distinct().Order(StringComparer.Ordinal), ordered);
        }
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "one story in two datasets: ADRS calls progression on the day that ends PFS, and ADTR has its scans; every patient of ADTTE is in ADSL and ADEX")]
    public void Datasets_agree_with_each_other()
    {
        string[][] times = Csv("adtte"), responses = Csv("adrs"), sizes = Csv("adtr"), subjects = Csv("adsl"), doses = Csv("adex");
        HashSet<string> Column(string[][] table, string name, Func<string[], bool>? where = null) =>
            [.. table.Skip(1).Where(where ?? (_ => true)).Select(r => r[Array.IndexOf(table[0], "USUBJID")] + "|" + (name.Length == 0 ? "" : r[Array.IndexOf(table[0], name)]))];

        HashSet<string> called = Column(responses, "ADT", r => r[Array.IndexOf(responses[0], "AVALC")] == "PD" && r[Array.IndexOf(responses[0], "PARAMCD")] == "OVR");
        HashSet<string> ended = Column(times, "ADT", r => r[Array.IndexOf(times[0], "PARAMCD")] == "PFS" && r[Array.IndexOf(times[0], "EVNTDESC")] == "Disease progression");
        Assert.NotEmpty(ended);
        Assert.Subset(called, ended);
        Assert.Subset(Column(sizes, "ADT"), called);
        Assert.Equal(Column(subjects, ""), Column(times, ""));
        Assert.Equal(Column(subjects, ""), Column(doses, ""));
    }

    [Theory]
    [InlineData("--adam xpt", "csv, parquet, json")]
    [InlineData("--adam ,", "csv, parquet, json")]
    [InlineData("--adam csv --replicates 2", "--replicate N")]
    [Evidence(EvidenceKind.Analytic, "contract of --adam")]
    public async Task What_it_cannot_write_is_refused_before_anything_runs(string wrong, string said)
    {
        CommandResult refused = await trial.Line.RunAsync($"trial cleopatra {CommandLine.Small} {wrong} --out none", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(trial.Line["none"]));
    }

    private string At(string name) => Path.Combine(trial.Line["results"], name);

    private string[][] Csv(string name) => [.. TrialFolderTests.Csv(File.ReadAllText(At($"{name}.csv")))];

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => cell.GetString()!,
        _ => cell.GetDouble().ToString("R", CultureInfo.InvariantCulture),
    };

    private async Task<string?[][]> Parquet(string name)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using FileStream stream = File.OpenRead(At($"{name}.parquet"));
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellation);
        DataField[] fields = reader.Schema.GetDataFields();
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        var columns = new string?[fields.Length][];
        for (int c = 0; c < fields.Length; c++) columns[c] = await Cells(group, fields[c], cancellation);
        return columns;
    }

    private static async Task<string?[]> Cells(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        int n = (int)group.RowCount;
        if (field.ClrType == typeof(double)) return await Of<double>(v => v.ToString("R", CultureInfo.InvariantCulture));
        if (field.ClrType == typeof(int)) return await Of<int>(v => v.ToString(CultureInfo.InvariantCulture));
        if (field.ClrType == typeof(DateTime)) return await Of<DateTime>(v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var texts = new string?[n];
        await group.ReadAsync(field, texts.AsMemory(), cancellationToken: cancellation);
        return texts;

        async Task<string?[]> Of<T>(Func<T, string> text)
            where T : struct
        {
            var values = new T?[n];
            await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellation);
            return [.. values.Select(v => v is T value ? text(value) : "")];
        }
    }
}
