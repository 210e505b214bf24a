using System.Globalization;
using System.Text;
using System.Text.Json;
using Blockade.Testing;
using Parquet;
using Parquet.Schema;

namespace Blockade.Reporting.Tests.Datasets;

public sealed class DatasetTests
{
    private static readonly DatasetSource Source = new("SIMULATED-X", "Blockade", "1.2.3");

    private static readonly string[] Words = ["plain", "a,b", "say \"no\"", "", "\u00B5g \u2265 5 <x>"];

    private static readonly (string Form, Action<Dataset<int>, Stream> Write)[] Forms =
        [("csv", CsvDataset.Write), ("json", (d, s) => JsonDataset.Write(d, Source, s)), ("parquet", (d, s) => ParquetDataset.Write(d, Source, s))];

    [Fact, Evidence(EvidenceKind.Published, "CDISC Dataset-JSON 1.1, model of schema/dataset.yaml: required members, patterns of times and versions, data types, rows as long as columns")]
    public void Json_has_what_the_standard_requires()
    {
        using JsonDocument document = JsonDocument.Parse(Bytes(Forms[1].Write, Sample(5)));
        JsonElement root = document.RootElement;
        JsonElement[] columns = [.. root.GetProperty("columns").EnumerateArray()];

        foreach (string member in new[] { "datasetJSONCreationDateTime", "datasetJSONVersion", "itemGroupOID", "records", "name", "label", "columns" }) Assert.True(root.TryGetProperty(member, out _), member);
        string[] known = ["datasetJSONCreationDateTime", "datasetJSONVersion", "fileOID", "dbLastModifiedDateTime", "originator", "sourceSystem", "studyOID", "metaDataVersionOID", "metaDataRef", "itemGroupOID", "isReferenceData", "records", "name", "label", "columns", "rows"];
        Assert.All(root.EnumerateObject(), m => Assert.Contains(m.Name, known));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$", root.GetProperty("datasetJSONCreationDateTime").GetString());
        Assert.Matches(@"^1\.1(\.(0|[1-9][0-9]*))?$", root.GetProperty("datasetJSONVersion").GetString());
        Assert.All(["name", "version"], m => Assert.NotEqual("", root.GetProperty("sourceSystem").GetProperty(m).GetString()));
        Assert.Equal(5, root.GetProperty("records").GetInt64());
        Assert.All(columns, c => Assert.All(["itemOID", "name", "label", "dataType"], m => Assert.NotEqual("", c.GetProperty(m).GetString())));
        Assert.Equal(["string", "double", "integer", "date"], columns.Select(c => c.GetProperty("dataType").GetString()));
        Assert.Equal([1, 2], columns.Where(c => c.TryGetProperty("keySequence", out _)).Select(c => c.GetProperty("keySequence").GetInt32()));
        Assert.Equal("integer", columns[3].GetProperty("targetDataType").GetString());
        Assert.All(root.GetProperty("rows").EnumerateArray(), r => Assert.Equal(columns.Length, r.GetArrayLength()));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "what was written is what System.Text.Json reads")]
    public void Json_reads_back_the_same()
    {
        using JsonDocument document = JsonDocument.Parse(Bytes(Forms[1].Write, Sample(5)));

        JsonElement[][] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().ToArray())];
        Assert.Equal(Enumerable.Range(0, 5).Select(Word), rows.Select(r => r[0].GetString()));
        Assert.Equal(Enumerable.Range(0, 5).Select(Value), rows.Select(r => r[1].ValueKind == JsonValueKind.Null ? double.NaN : r[1].GetDouble()));
        Assert.Equal(Enumerable.Range(0, 5).Select(Count), rows.Select(r => r[2].ValueKind == JsonValueKind.Null ? (int?)null : r[2].GetInt32()));
        Assert.Equal(Enumerable.Range(0, 5).Select(Day), rows.Select(r => r[3].ValueKind == JsonValueKind.Null ? (DateOnly?)null : DateOnly.ParseExact(r[3].GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "what was written is what Parquet.Net reads, over more rows than a group has")]
    public async Task Parquet_reads_back_the_same()
    {
        int count = ParquetDataset.RowsOfGroup + 5;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(Bytes(Forms[2].Write, Sample(count))), leaveStreamOpen: false, cancellationToken: cancellation);
        DataField[] fields = reader.Schema.GetDataFields();
        int first = 0;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
            int n = (int)group.RowCount;
            var (word, value, whole, day) = (new string?[n], new double?[n], new int?[n], new DateTime?[n]);   // this reader gives dates as midnights
            await group.ReadAsync(fields[0], word.AsMemory(), cancellationToken: cancellation);
            await group.ReadAsync<double>(fields[1], value.AsMemory(), cancellationToken: cancellation);
            await group.ReadAsync<int>(fields[2], whole.AsMemory(), cancellationToken: cancellation);
            await group.ReadAsync<DateTime>(fields[3], day.AsMemory(), cancellationToken: cancellation);
            Assert.Equal(Enumerable.Range(first, n).Select(Word), word);
            Assert.Equal(Enumerable.Range(first, n).Select(Value), value.Select(v => v ?? double.NaN));
            Assert.Equal(Enumerable.Range(first, n).Select(Count), whole);
            Assert.Equal(Enumerable.Range(first, n).Select(Day), day.Select(d => d is DateTime at ? DateOnly.FromDateTime(at) : (DateOnly?)null));
            first += n;
        }

        Assert.Equal((2, count), (reader.RowGroupCount, first));
        Assert.Equal(("A number", "2", "SIMULATED-X"), (reader.CustomMetadata["variable.AVAL.label"], reader.CustomMetadata["variable.AVAL.key"], reader.CustomMetadata["dataset.study"]));
    }

    [Fact, Evidence(EvidenceKind.Published, "RFC 4180; ISO 8601")]
    public void Csv_has_plain_names_iso_dates_and_empty_fields_for_what_is_missing() => Assert.Equal(
        "WORD,AVAL,N,ADT\nplain,0,0,2000-01-01\n\"a,b\",0.1,1,2000-01-02\n\"say \"\"no\"\"\",,,\n,0.30000000000000004,3,2000-01-04\n\u00B5g \u2265 5 <x>,0.4,4,2000-01-05\n",
        Encoding.UTF8.GetString(Bytes(Forms[0].Write, Sample(5))));

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Evidence(EvidenceKind.Metamorphic, "another culture, another second")]
    public async Task Bytes_are_always_the_same(int form)
    {
        byte[] expected = Bytes(Forms[form].Write, Sample(100));
        await Task.Delay(1100, TestContext.Current.CancellationToken);   // a time stamp in seconds would show
        using var foreign = new ForeignCulture();

        Assert.Equal(expected, Bytes(Forms[form].Write, Sample(100)));
    }

    // A writer that held the rows back would have written nothing by the last of them. The largest part that may be held is a group of Parquet's.
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Evidence(EvidenceKind.Analytic, "contract: a row or a group of rows at a time")]
    public void Rows_leave_for_the_file_while_others_are_still_to_come(int form)
    {
        const int Rows = 4 * ParquetDataset.RowsOfGroup;
        using var stream = new MemoryStream();
        long before = 0;
        IEnumerable<int> Watched()
        {
            for (int i = 0; i < Rows; i++)
            {
                if (i == Rows - 1) before = stream.Length;
                yield return i;
            }
        }

        Forms[form].Write(new Dataset<int>("X", "Watched", Sample(0).Variables, Watched()), stream);

        Assert.True(before > 0.7 * stream.Length, $"{before} of {stream.Length} bytes were written before the last row was asked for");
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Evidence(EvidenceKind.Analytic, "contract of OutputFolder: a file is whole or absent")]
    public void A_row_that_fails_leaves_no_file(int form)
    {
        using var temporary = new TemporaryFolder();
        var folder = OutputFolder.Create(temporary["out"]);
        IEnumerable<int> Failing()
        {
            for (int i = 0; i < 100_000; i++) yield return i == 99_999 ? throw new InvalidOperationException("row") : i;
        }

        Assert.Throws<InvalidOperationException>(() => folder.Write("x.csv", s => Forms[form].Write(new Dataset<int>("X", "Failing", Sample(0).Variables, Failing()), s)));

        Assert.Empty(Directory.GetFileSystemEntries(temporary["out"]));
    }

    [Fact, Evidence(EvidenceKind.Published, "ADaM Implementation Guide 1.3, section 3.1: names of eight characters, labels of forty")]
    public void Names_labels_and_keys_keep_to_the_rules()
    {
        Assert.Throws<ArgumentException>(() => new DatasetVariable<int>.Text("TOOLONGNA", "x", _ => ""));
        Assert.Throws<ArgumentException>(() => new DatasetVariable<int>.Text("lower", "x", _ => ""));
        Assert.Throws<ArgumentException>(() => new DatasetVariable<int>.Text("1A", "x", _ => ""));
        Assert.Throws<ArgumentException>(() => new DatasetVariable<int>.Text("A", new string('x', 41), _ => ""));
        Assert.Throws<ArgumentException>(() => new Dataset<int>("X", "x", [], []));
        Assert.Throws<ArgumentException>(() => new Dataset<int>("X", "x", [new DatasetVariable<int>.Text("A", "x", _ => ""), new DatasetVariable<int>.Text("A", "x", _ => "")], []));
        Assert.Throws<ArgumentException>(() => new Dataset<int>("X", "x", [new DatasetVariable<int>.Text("A", "x", _ => "") { Key = 2 }], []));
    }

    private static Dataset<int> Sample(int rows) => new("SAMPLE", "Awkward cells",
    [
        new DatasetVariable<int>.Text("WORD", "A text", Word) { Key = 1 },
        new DatasetVariable<int>.Number("AVAL", "A number", Value) { Key = 2 },
        new DatasetVariable<int>.Integer("N", "A count", Count),
        new DatasetVariable<int>.Date("ADT", "A date", Day),
    ], Enumerable.Range(0, rows));

    private static string Word(int row) => Words[row % Words.Length];

    private static double Value(int row) => row == 2 ? double.NaN : row == 3 ? 0.1 + 0.2 : row / 10.0;

    private static int? Count(int row) => row % 5 == 2 ? null : row;

    private static DateOnly? Day(int row) => row % 5 == 2 ? null : new DateOnly(2000, 1, 1).AddDays(row);

    private static byte[] Bytes(Action<Dataset<int>, Stream> write, Dataset<int> dataset)
    {
        using var stream = new MemoryStream();
        write(dataset, stream);
        return stream.ToArray();
    }
}
