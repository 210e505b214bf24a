using System.Globalization;
using System.Text;

namespace Blockade.Actions;

/// <summary>Lines of <c>.gdat</c>, <c>.cdat</c> and <c>.scan</c> files, with the columns' widths that BioNetGen's programs give them.</summary>
internal static class DataRows
{
    /// <summary>The header of a time course.</summary>
    public static void Header(StringBuilder text, IEnumerable<string> columns)
    {
        text.Append('#').Append("time".PadLeft(18));
        foreach (string column in columns) text.Append(' ').Append(column.PadLeft(19));
        text.Append('\n');
    }

    /// <summary>A row of a time course: 13 digits.</summary>
    public static void Row(StringBuilder text, double time, ReadOnlySpan<double> values)
    {
        text.Append(Number(time, "0.000000000000e+00").PadLeft(19));
        foreach (double value in values) text.Append(' ').Append(Number(value, "0.000000000000e+00").PadLeft(19));
        text.Append('\n');
    }

    /// <summary>The header of a scan.</summary>
    public static void ScanHeader(StringBuilder text, string parameter, IEnumerable<string> columns)
    {
        text.Append("# ").Append(parameter.PadLeft(14));
        foreach (string column in columns) text.Append(' ').Append(column.PadLeft(16));
        text.Append('\n');
    }

    /// <summary>A row of a scan: nine digits.</summary>
    public static void ScanRow(StringBuilder text, double parameter, ReadOnlySpan<double> values)
    {
        text.Append(Number(parameter, "0.00000000e+00").PadLeft(16));
        foreach (double value in values) text.Append(' ').Append(Number(value, "0.00000000e+00").PadLeft(16));
        text.Append('\n');
    }

    /// <summary>A row of slopes over time: a name and nine digits of each.</summary>
    public static void SlopeRow(StringBuilder text, string name, ReadOnlySpan<double> values)
    {
        text.Append(name.PadLeft(16));
        foreach (double value in values) text.Append(' ').Append(Number(value, "0.00000000e+00").PadLeft(16));
        text.Append('\n');
    }

    // what is not finite is written as C does, which is what readers of these files know
    private static string Number(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
