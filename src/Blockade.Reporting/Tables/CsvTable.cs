using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Table"/> as comma-separated text that spreadsheets, R and Python read without options.</summary>
/// <remarks>
/// RFC 4180 with LF line ends, UTF-8 without byte order mark, one header line of <see cref="Column.Header"/>. Doubles are written with the
/// fewest digits that read back to the same bits; NaN is an empty field, infinities are <c>Infinity</c> and <c>-Infinity</c>. Same table,
/// same bytes, under every culture.
/// </remarks>
public static class CsvTable
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Writes the table and flushes, but leaves the stream open.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(Table table, Stream stream)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        text.NewLine = "\n";

        // A line holding nothing at all is no record to most readers, so the empty field of a lone column is quoted.
        bool alone = table.Columns.Length == 1;
        WriteLine(table, text, column => Field(column.Header, alone));
        for (int row = 0; row < table.RowCount; row++)
        {
            int r = row;
            WriteLine(table, text, column => Field(Cell(column, r), alone));
        }
    }

    /// <summary>One cell as unquoted text.</summary>
    internal static string Cell(Column column, int row) => column switch
    {
        Column.Text text => text.Values[row],
        Column.Number number => double.IsNaN(number.Values[row]) ? "" : number.Values[row].ToString("R", CultureInfo.InvariantCulture),
        Column.Integer integer => integer.Values[row].ToString(CultureInfo.InvariantCulture),
        Column.Boolean boolean => boolean.Values[row] ? "true" : "false",
        _ => throw new UnreachableException(),
    };

    private static void WriteLine(Table table, StreamWriter text, Func<Column, string> field)
    {
        for (int c = 0; c < table.Columns.Length; c++)
        {
            if (c > 0) text.Write(',');
            text.Write(field(table.Columns[c]));
        }

        text.WriteLine();
    }

    /// <summary>A cell as it stands in the file, in quotes where it must.</summary>
    internal static string Field(string value, bool alone)
    {
        // Leading and trailing blanks are data (RFC 4180, section 2.4), yet many readers trim what is not quoted.
        bool quote = value.Length == 0 ? alone : value.AsSpan().ContainsAny(NeedsQuotes) || value[0] == ' ' || value[^1] == ' ';
        return quote ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
