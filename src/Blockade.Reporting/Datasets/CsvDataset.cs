using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Dataset{TRow}"/> as comma-separated text, a row at a time.</summary>
/// <remarks>
/// As <see cref="CsvTable"/> writes, but the header line has the variables' names alone, for statistical programs read those; dates are
/// ISO 8601, and what is missing is an empty field. Labels and types stand elsewhere.
/// </remarks>
public static class CsvDataset
{
    /// <summary>Writes the dataset and flushes, but leaves the stream open.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write<TRow>(Dataset<TRow> dataset, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        text.NewLine = "\n";
        bool alone = dataset.Variables.Length == 1;
        text.WriteLine(string.Join(',', dataset.Variables.Select(v => v.Name)));
        foreach (TRow row in dataset.Rows)
        {
            for (int v = 0; v < dataset.Variables.Length; v++)
            {
                if (v > 0) text.Write(',');
                text.Write(CsvTable.Field(Cell(dataset.Variables[v], row), alone));
            }

            text.WriteLine();
        }
    }

    private static string Cell<TRow>(DatasetVariable<TRow> variable, TRow row) => variable switch
    {
        DatasetVariable<TRow>.Text text => text.Of(row),
        DatasetVariable<TRow>.Number number => number.Of(row) is double value && !double.IsNaN(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "",
        DatasetVariable<TRow>.Integer integer => integer.Of(row)?.ToString(CultureInfo.InvariantCulture) ?? "",
        DatasetVariable<TRow>.Date date => date.Of(row)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        _ => throw new UnreachableException(),
    };
}
