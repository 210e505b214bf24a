using System.Collections.Immutable;
using System.Diagnostics;
using Parquet;
using Parquet.Schema;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Dataset{TRow}"/> as an Apache Parquet file, a group of rows at a time.</summary>
/// <remarks>
/// Text is a required string, empty where missing; numbers are DOUBLE, integers INT32 and dates DATE, and null where missing. Labels, types and keys are in the
/// file's key-value metadata: <c>dataset.name</c>, <c>dataset.label</c>, <c>dataset.study</c>, and for each variable <c>variable.NAME.label</c> and, of a key,
/// <c>variable.NAME.key</c>. No compression, so that nothing in the bytes depends on time, machine or the version of a compressor. Memory: a group.
/// </remarks>
public static class ParquetDataset
{
    /// <summary>Rows of a group: few enough to hold, enough for a reader to be quick.</summary>
    internal const int RowsOfGroup = 1 << 13;

    /// <summary>Writes the dataset and flushes, but leaves the stream open.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write<TRow>(Dataset<TRow> dataset, DatasetSource source, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(source);
        WriteAsync(dataset, source, new SynchronousStream(stream)).GetAwaiter().GetResult();
        stream.Flush();
    }

    private static async Task WriteAsync<TRow>(Dataset<TRow> dataset, DatasetSource source, SynchronousStream stream)
    {
        ImmutableArray<DataField> fields = [.. dataset.Variables.Select(Field)];
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.None };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, options).ConfigureAwait(false);
        writer.CustomMetadata = Metadata(dataset, source);
        foreach (TRow[] rows in dataset.Rows.Chunk(RowsOfGroup))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int v = 0; v < fields.Length; v++)
            {
                Task write = dataset.Variables[v] switch
                {
                    DatasetVariable<TRow>.Text text => group.WriteAsync(fields[v], Array.ConvertAll(rows, r => text.Of(r))),
                    DatasetVariable<TRow>.Number number => group.WriteAsync<double>(fields[v], Array.ConvertAll(rows, r => number.Of(r) is double value && !double.IsNaN(value) ? value : (double?)null)),
                    DatasetVariable<TRow>.Integer integer => group.WriteAsync<int>(fields[v], Array.ConvertAll(rows, r => integer.Of(r))),
                    DatasetVariable<TRow>.Date date => group.WriteAsync<DateOnly>(fields[v], Array.ConvertAll(rows, r => date.Of(r))),
                    _ => throw new UnreachableException(),
                };
                await write.ConfigureAwait(false);
            }
        }
    }

    private static DataField Field<TRow>(DatasetVariable<TRow> variable) => variable switch
    {
        DatasetVariable<TRow>.Text => new DataField(variable.Name, typeof(string), isNullable: false),
        DatasetVariable<TRow>.Number => new DataField(variable.Name, typeof(double), isNullable: true),
        DatasetVariable<TRow>.Integer => new DataField(variable.Name, typeof(int), isNullable: true),
        DatasetVariable<TRow>.Date => new DataField(variable.Name, typeof(DateOnly), isNullable: true),
        _ => throw new UnreachableException(),
    };

    private static Dictionary<string, string> Metadata<TRow>(Dataset<TRow> dataset, DatasetSource source)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dataset.name"] = dataset.Name,
            ["dataset.label"] = dataset.Label,
            ["dataset.study"] = source.Study,
        };
        foreach (DatasetVariable<TRow> variable in dataset.Variables)
        {
            metadata[$"variable.{variable.Name}.label"] = variable.Label;
            if (variable.Key is int key) metadata[$"variable.{variable.Name}.key"] = key.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return metadata;
    }
}
