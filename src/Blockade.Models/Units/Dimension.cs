using System.Text;

namespace Blockade.Models.Units;

/// <summary>
/// What a unit measures, as exact powers of eight base quantities. Two quantities can be compared or converted exactly when their
/// dimensions are equal. <c>default</c> is the pure number.
/// </summary>
/// <remarks>
/// Molecules and cells are counted in dimensions of their own, apart from moles and from pure numbers: a rate per molecule and a rate
/// per nanomolar must not be mixed up, and Avogadro's number comes in only where someone says so. Biological activity (IU) has no exact
/// relation to anything else. Body weight is apart from mass so that a dose of 8 mg/kg is not the number 8e-6.
/// </remarks>
public readonly record struct Dimension
{
    /// <summary>The pure number.</summary>
    public static Dimension None => default;

    /// <summary>Power of amount of substance; canonical unit nmol.</summary>
    public Exponent Amount { get; init; }

    /// <summary>Power of mass; canonical unit mg.</summary>
    public Exponent Mass { get; init; }

    /// <summary>Power of length; canonical unit dm, so that the cubed length is the litre.</summary>
    public Exponent Length { get; init; }

    /// <summary>Power of time; canonical unit hour.</summary>
    public Exponent Time { get; init; }

    /// <summary>Power of the count of molecules.</summary>
    public Exponent Molecules { get; init; }

    /// <summary>Power of the count of cells.</summary>
    public Exponent Cells { get; init; }

    /// <summary>Power of biological activity; canonical unit IU.</summary>
    public Exponent Activity { get; init; }

    /// <summary>Power of body weight; canonical unit kg.</summary>
    public Exponent BodyWeight { get; init; }

    /// <summary>Exponents add.</summary>
    public static Dimension operator *(Dimension a, Dimension b) => new()
    {
        Amount = a.Amount + b.Amount,
        Mass = a.Mass + b.Mass,
        Length = a.Length + b.Length,
        Time = a.Time + b.Time,
        Molecules = a.Molecules + b.Molecules,
        Cells = a.Cells + b.Cells,
        Activity = a.Activity + b.Activity,
        BodyWeight = a.BodyWeight + b.BodyWeight,
    };

    /// <summary>Exponents subtract.</summary>
    public static Dimension operator /(Dimension a, Dimension b) => a * b.Power(-1);

    /// <summary>Exponents multiply.</summary>
    public Dimension Power(Exponent exponent) => new()
    {
        Amount = Amount * exponent,
        Mass = Mass * exponent,
        Length = Length * exponent,
        Time = Time * exponent,
        Molecules = Molecules * exponent,
        Cells = Cells * exponent,
        Activity = Activity * exponent,
        BodyWeight = BodyWeight * exponent,
    };

    /// <summary>The text of the canonical unit, which <see cref="UnitParser"/> reads back: <c>1/(nM*h)</c>, <c>mg/L</c>, <c>1</c>.</summary>
    public override string ToString()
    {
        var above = new StringBuilder();
        var below = new StringBuilder();
        int factorsBelow = 0;
        void Add(string symbol, Exponent exponent)
        {
            if (exponent.Numerator == 0) return;
            StringBuilder side = exponent.Numerator > 0 ? above : below;
            Exponent size = exponent.Numerator > 0 ? exponent : -exponent;
            if (exponent.Numerator < 0) factorsBelow++;
            if (side.Length > 0) side.Append('*');
            side.Append(symbol);
            if (size != 1) side.Append('^').Append(size);
        }

        Add("mg", Mass);
        if (Amount.Numerator != 0 && Length == Amount * -3)
        {
            Add("nM", Amount);
        }
        else
        {
            Add("nmol", Amount);
            Exponent litres = Length * new Exponent(1, 3);
            if (litres.IsInteger) Add("L", litres);
            else Add("dm", Length);
        }

        Add("molecules", Molecules);
        Add("cells", Cells);
        Add("IU", Activity);
        Add("kgBW", BodyWeight);
        Add("h", Time);
        if (factorsBelow == 0) return above.Length == 0 ? "1" : above.ToString();
        return $"{(above.Length == 0 ? "1" : above)}/{(factorsBelow > 1 ? $"({below})" : below)}";
    }
}
