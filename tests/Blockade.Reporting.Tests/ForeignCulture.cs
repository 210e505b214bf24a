using System.Globalization;

namespace Blockade.Reporting.Tests;

/// <summary>A thread whose culture writes numbers as in Germany. Built by hand: the invariant mode of the runtime knows no de-DE.</summary>
internal sealed class ForeignCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public ForeignCulture()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "\u2212";
        german.NumberFormat.NaNSymbol = "keine Zahl";
        CultureInfo.CurrentCulture = german;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
