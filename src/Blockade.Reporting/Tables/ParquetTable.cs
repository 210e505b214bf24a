using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Table"/> as an Apache Parquet file, which keeps types and is small enough for a million rows.</summary>
/// <remarks>
/// Columns are required (never null): text as UTF-8 string, number as DOUBLE with NaN kept, integer as INT64, boolean as BOOLEAN. Units and
/// meanings are in the file's key-value metadata: <c>table.name</c>, <c>table.title</c>, and for each column
/// <c>column.NAME.unit</c> and <c>column.NAME.description</c>. One row group, no compression: nothing in the bytes depends on time, machine
/// or the version of a compressor, so same table, same bytes. Column by column: memory for the largest one.
/// </remarks>
public static class ParquetTable
{
    /// <summary>Writes the table and flushes, but leaves the stream open.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stream">At its beginning; it can seek.</param>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(Table table, Stream stream)
    {
        // Parquet.Net is asynchronous all through; here every await is already done
        WriteAsync(table, new SynchronousStream(stream)).GetAwaiter().GetResult();
        stream.Flush();
    }

    private static async Task WriteAsync(Table table, SynchronousStream stream)
    {
        ImmutableArray<DataField> fields = [.. table.Columns.Select(Field)];
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.None };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, options).ConfigureAwait(false);
        writer.CustomMetadata = Metadata(table);
        using ParquetRowGroupWriter rows = writer.CreateRowGroup();
        for (int c = 0; c < fields.Length; c++)
        {
            Task write = table.Columns[c] switch
            {
                Column.Text text => rows.WriteAsync(fields[c], text.Values.AsMemory().ToArray()),
                Column.Number number => rows.WriteAsync(fields[c], number.Values.AsMemory()),
                Column.Integer integer => rows.WriteAsync(fields[c], integer.Values.AsMemory()),
                Column.Boolean boolean => rows.WriteAsync(fields[c], boolean.Values.AsMemory()),
                _ => throw new UnreachableException(),
            };
            await write.ConfigureAwait(false);
        }
    }

    private static DataField Field(Column column) => column.Kind switch
    {
        ColumnKind.Text => new DataField(column.Name, typeof(string), isNullable: false),
        ColumnKind.Number => new DataField(column.Name, typeof(double), isNullable: false),
        ColumnKind.Integer => new DataField(column.Name, typeof(long), isNullable: false),
        ColumnKind.Boolean => new DataField(column.Name, typeof(bool), isNullable: false),
        _ => throw new UnreachableException(),
    };

    private static Dictionary<string, string> Metadata(Table table)
    {
        // A Dictionary that never loses a key enumerates in the order of insertion; the tests hold the bytes to that.
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["table.name"] = table.Name,
            ["table.title"] = table.Title,
            ["table.rows"] = table.RowCount.ToString(CultureInfo.InvariantCulture),
        };
        foreach (Column column in table.Columns)
        {
            metadata[$"column.{column.Name}.unit"] = column.Unit;
            metadata[$"column.{column.Name}.description"] = column.Description;
        }

        return metadata;
    }
}
