namespace Blockade.Models.Units;

/// <summary>The mass of one mole: what turns a drug's mg/L into nM. Kept in kilodalton, that is kg/mol or ug/nmol; positive.</summary>
/// <remarks><c>default</c> is not a molar mass; it throws when it is used.</remarks>
public readonly record struct MolarMass
{
    private readonly double _kilodaltons;

    private MolarMass(double kilodaltons) => _kilodaltons = kilodaltons;

    /// <summary>In kDa.</summary>
    public double Kilodaltons => _kilodaltons > 0 ? _kilodaltons : throw new InvalidOperationException("A molar mass that was never set was used.");

    /// <summary>From kDa, such as 148 for trastuzumab.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public static MolarMass FromKilodaltons(double value) => double.IsFinite(value) && value > 0
        ? new(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A molar mass is positive and finite.");

    /// <summary>From a quantity in kDa, Da or g/mol.</summary>
    /// <exception cref="ArgumentException">It is something else, or not positive.</exception>
    public static MolarMass From(Quantity quantity) => FromKilodaltons(quantity.In("kDa"));

    /// <summary>Milligrams (or mg/L) to nanomoles (or nM). 1 mg at 148 kDa is 6.757 nmol.</summary>
    public double NanomolesFromMilligrams(double mg) => mg * 1000 / Kilodaltons;

    /// <summary>Nanomoles (or nM) to milligrams (or mg/L).</summary>
    public double MilligramsFromNanomoles(double nmol) => nmol * Kilodaltons / 1000;

    /// <summary>
    /// A quantity in a unit of its own dimension, or of the one in which mass and amount have changed places: mg to nmol, ug/mL to nM,
    /// nM to g/L, mg/kg to nmol/kg, 1/(nM*h) to L/(mg*h).
    /// </summary>
    /// <exception cref="ArgumentException">No exchange of mass and amount leads from one dimension to the other.</exception>
    public double Convert(Quantity quantity, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Dimension molarMass = new() { Mass = 1, Amount = -1 };
        Exponent power = unit.Dimension.Mass - quantity.Dimension.Mass;   // how many times amount becomes mass
        if (quantity.Dimension * molarMass.Power(power) != unit.Dimension)
        {
            throw new ArgumentException(QuantityKind.For(unit).Mismatch(quantity.Unit), nameof(unit));
        }

        Unit kilodalton = Unit.Parse("kDa");
        Unit bridge = power == 0 ? quantity.Unit : quantity.Unit * kilodalton.Power(power);
        return bridge.Convert(quantity.Value, unit) * Math.Pow(Kilodaltons, power.Value);
    }
}
