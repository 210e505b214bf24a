using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Dataset{TRow}"/> as Dataset-JSON 1.1, a row at a time.</summary>
/// <remarks>
/// CDISC Dataset-JSON 1.1 (2024). Dates are ISO 8601 strings whose target type is an integer with the display format <c>E8601DA.</c>, as is asked for dates that are
/// numbers elsewhere; missing numbers and dates are null, missing text is empty. The standard wants a time of creation: it is that of the epoch, for
/// the same run has the same bytes at any hour, and the manifest has the clock. The rows are enumerated twice, for their number stands before them.
/// </remarks>
public static class JsonDataset
{
    private const string NoTime = "1970-01-01T00:00:00Z";
    private const int RowsAtOnce = 256;

    /// <summary>Writes the dataset and flushes, but leaves the stream open.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write<TRow>(Dataset<TRow> dataset, DatasetSource source, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(source);

        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("datasetJSONCreationDateTime", NoTime);
        json.WriteString("datasetJSONVersion", "1.1.0");
        json.WriteString("fileOID", $"{source.Study}.{dataset.Name}");
        json.WriteString("originator", source.System);
        json.WriteStartObject("sourceSystem");
        json.WriteString("name", source.System);
        json.WriteString("version", source.Version);
        json.WriteEndObject();
        json.WriteString("studyOID", source.Study);
        json.WriteString("metaDataVersionOID", "MDV.1");
        json.WriteString("itemGroupOID", $"IG.{dataset.Name}");
        json.WriteBoolean("isReferenceData", false);
        json.WriteNumber("records", dataset.Rows.LongCount());
        json.WriteString("name", dataset.Name);
        json.WriteString("label", dataset.Label);
        json.WriteStartArray("columns");
        foreach (DatasetVariable<TRow> variable in dataset.Variables) Column(json, dataset.Name, variable);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        int unflushed = 0;
        foreach (TRow row in dataset.Rows)
        {
            json.WriteStartArray();
            foreach (DatasetVariable<TRow> variable in dataset.Variables) Cell(json, variable, row);
            json.WriteEndArray();
            if (++unflushed < RowsAtOnce) continue;
            unflushed = 0;
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
        stream.Flush();
    }

    private static void Column<TRow>(Utf8JsonWriter json, string dataset, DatasetVariable<TRow> variable)
    {
        json.WriteStartObject();
        json.WriteString("itemOID", $"IT.{dataset}.{variable.Name}");
        json.WriteString("name", variable.Name);
        json.WriteString("label", variable.Label);
        json.WriteString("dataType", variable.DataType);
        if (variable is DatasetVariable<TRow>.Date)
        {
            json.WriteString("targetDataType", "integer");
            json.WriteString("displayFormat", "E8601DA.");
        }

        if (variable.Key is int key) json.WriteNumber("keySequence", key);
        json.WriteEndObject();
    }

    private static void Cell<TRow>(Utf8JsonWriter json, DatasetVariable<TRow> variable, TRow row)
    {
        switch (variable)
        {
            case DatasetVariable<TRow>.Text text:
                json.WriteStringValue(text.Of(row));
                break;
            case DatasetVariable<TRow>.Number number when number.Of(row) is double value && !double.IsNaN(value):
                json.WriteNumberValue(value);
                break;
            case DatasetVariable<TRow>.Integer integer when integer.Of(row) is int value:
                json.WriteNumberValue(value);
                break;
            case DatasetVariable<TRow>.Date date when date.Of(row) is DateOnly value:
                json.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DatasetVariable<TRow>.Number or DatasetVariable<TRow>.Integer or DatasetVariable<TRow>.Date:
                json.WriteNullValue();
                break;
            default:
                throw new UnreachableException();
        }
    }
}
