using Blockade.Testing;
using Parquet;
using Parquet.Schema;

namespace Blockade.Reporting.Tests.Tables;

public sealed class ParquetTableTests
{
    [Fact, Evidence(EvidenceKind.Metamorphic, "what was written is what is read")]
    public async Task Every_cell_reads_back_the_same()
    {
        Table table = SampleTable.All;
        await using ParquetReader reader = await Open(SampleTable.Bytes(ParquetTable.Write, table));
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        DataField[] fields = reader.Schema.GetDataFields();
        var (label, hazard, n, happened) = (new string?[8], new double[8], new long[8], new bool[8]);
        await rows.ReadAsync(fields[0], label.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        await rows.ReadAsync<double>(fields[1], hazard.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        await rows.ReadAsync<long>(fields[2], n.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        await rows.ReadAsync<bool>(fields[3], happened.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(table.Columns.Select(c => c.Name), fields.Select(f => f.Name));
        Assert.Equal(((Column.Text)table.Columns[0]).Values, label);
        Assert.Equal(((Column.Number)table.Columns[1]).Values.Select(BitConverter.DoubleToInt64Bits), hazard.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(((Column.Integer)table.Columns[2]).Values, n);
        Assert.Equal(((Column.Boolean)table.Columns[3]).Values, happened);
        Assert.All(fields, f => Assert.False(f.IsNullable));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of ParquetTable")]
    public async Task Units_and_meanings_travel_with_the_file()
    {
        await using ParquetReader reader = await Open(SampleTable.Bytes(ParquetTable.Write, SampleTable.All));

        Assert.Equal("1/month", reader.CustomMetadata["column.hazard.unit"]);
        Assert.Equal("a number", reader.CustomMetadata["column.hazard.description"]);
        Assert.Equal("Awkward cells", reader.CustomMetadata["table.title"]);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a table without rows is a table")]
    public async Task No_rows_are_allowed()
    {
        var table = new Table("t", "T", [new Column.Text("a", "x", []), new Column.Number("b", "h", "x", [])]);
        await using ParquetReader reader = await Open(SampleTable.Bytes(ParquetTable.Write, table));

        Assert.Equal(0, reader.Metadata!.NumRows);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "same table on another thread, culture and second")]
    public async Task Bytes_are_always_the_same()
    {
        byte[] expected = SampleTable.Bytes(ParquetTable.Write, SampleTable.All);
        await Task.Delay(1100, TestContext.Current.CancellationToken);   // a time stamp in seconds would show
        byte[][] again = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Task.Run(() =>
        {
            using var foreign = new ForeignCulture();
            return SampleTable.Bytes(ParquetTable.Write, SampleTable.All);
        }, TestContext.Current.CancellationToken)));

        Assert.All(again, bytes => Assert.Equal(expected, bytes));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "a hundred thousand rows with repeated texts, where a writer may sample before it encodes")]
    public void Bytes_of_a_large_table_are_always_the_same()
    {
        const int rows = 100_000;
        var table = new Table("large", "Large",
        [
            new Column.Text("arm", "x", [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? "A" : "B")]),
            new Column.Text("patient", "x", [.. Enumerable.Range(0, rows).Select(i => $"p{i}")]),
            new Column.Number("time", "months", "x", [.. Enumerable.Range(0, rows).Select(i => Math.Sin(i))]),
        ]);

        Assert.Equal(SampleTable.Bytes(ParquetTable.Write, table), SampleTable.Bytes(ParquetTable.Write, table));
    }

    private static Task<ParquetReader> Open(byte[] bytes) => ParquetReader.CreateAsync(new MemoryStream(bytes), leaveStreamOpen: false);
}
