using System.Text;

namespace Blockade.Models.Units;

/// <summary>What kind of thing a unit measures, as exact powers of base dimensions. <c>default</c> is a plain number.</summary>
/// <param name="Amount">Amount of substance.</param>
/// <param name="Mass">Mass.</param>
/// <param name="Length">Length; a volume is its cube.</param>
/// <param name="Time">Time.</param>
/// <param name="Molecules">Molecules of one cell, counted.</param>
/// <param name="Activity">Enzyme units, which no other unit converts to.</param>
public readonly record struct Dimension(
    Exponent Amount, Exponent Mass, Exponent Length, Exponent Time, Exponent Molecules, Exponent Activity)
{
    /// <summary>A plain number.</summary>
    public static Dimension None => default;

    /// <summary>Product of two kinds.</summary>
    public static Dimension operator *(Dimension a, Dimension b) => new(
        a.Amount + b.Amount, a.Mass + b.Mass, a.Length + b.Length, a.Time + b.Time, a.Molecules + b.Molecules, a.Activity + b.Activity);

    /// <summary>Quotient of two kinds.</summary>
    public static Dimension operator /(Dimension a, Dimension b) => a * b.Power(new Exponent(-1));

    /// <summary>A power.</summary>
    public Dimension Power(Exponent p) => new(Amount * p, Mass * p, Length * p, Time * p, Molecules * p, Activity * p);

    /// <summary>The kind in words where the field has one, such as <c>a concentration</c>; else its powers.</summary>
    public string Describe()
    {
        foreach ((string unit, string words) in UnitParser.KindsInWords)
        {
            if (UnitParser.Parse(unit).Dimension == this) return words;
        }

        var text = new StringBuilder();
        foreach ((string name, Exponent e) in new[]
            { ("amount", Amount), ("mass", Mass), ("length", Length), ("time", Time), ("molecules", Molecules), ("enzyme units", Activity) })
        {
            if (e != default) text.Append(text.Length == 0 ? "" : " ").Append(name).Append(e == new Exponent(1) ? "" : $"^{e}");
        }

        return text.ToString();
    }
}
