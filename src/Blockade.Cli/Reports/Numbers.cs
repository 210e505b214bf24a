using System.Globalization;

namespace Blockade.Cli.Reports;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>An estimate with its limits: <c>18.5 (16.4 to 20.6)</c>; limits and value that are not reached say NR.</summary>
    public static string Estimate(Survival.Estimate e, string format) =>
        double.IsNaN(e.Lower) && double.IsNaN(e.Upper) ? One(e.Value, format) : $"{One(e.Value, format)} ({One(e.Lower, format)} to {One(e.Upper, format)})";

    /// <summary>One number, NR where it is not reached.</summary>
    public static string One(double value, string format) => double.IsNaN(value) ? "NR" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A p value, never zero.</summary>
    public static string P(double p) => double.IsNaN(p) ? "-" : p < 0.0001 ? "<0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);
}
