using System.Collections.Immutable;

namespace Blockade.Models.Units;

/// <summary>
/// What a place in a file expects: a name for people, the dimensions that will do, and for each of them units people write. It words
/// the message when something else is found.
/// </summary>
public sealed class QuantityKind
{
    private readonly ImmutableArray<ImmutableArray<Unit>> _units;   // for each dimension, the usual unit first

    private QuantityKind(string name, params ImmutableArray<ImmutableArray<Unit>> units) => (Name, _units) = (name, units);

    /// <summary>A mass: mg, g, kg.</summary>
    public static QuantityKind Mass { get; } = New("a mass", "mg kg g ug ng");

    /// <summary>An amount of substance: nmol.</summary>
    public static QuantityKind Amount { get; } = New("an amount", "nmol mol mmol umol pmol");

    /// <summary>A volume: L, mL, mm^3.</summary>
    public static QuantityKind Volume { get; } = New("a volume", "L mL uL mm^3 cm^3");

    /// <summary>A length: cm, mm.</summary>
    public static QuantityKind Length { get; } = New("a length", "cm m mm um nm");

    /// <summary>An area, such as a body surface: m^2.</summary>
    public static QuantityKind Area { get; } = New("an area", "m^2 cm^2");

    /// <summary>A time: h, d, weeks, months, years.</summary>
    public static QuantityKind Time { get; } = New("a time", "h s min d weeks months years");

    /// <summary>Something per time: a rate constant, a hazard.</summary>
    public static QuantityKind Rate { get; } = New("a rate", "1/h 1/s 1/min 1/d 1/week 1/month 1/year");

    /// <summary>Mass per volume: mg/L.</summary>
    public static QuantityKind MassConcentration { get; } = New("a mass concentration", "mg/L ug/mL ng/mL g/L g/dL");

    /// <summary>Amount per volume: nM.</summary>
    public static QuantityKind MolarConcentration { get; } = New("a molar concentration", "nM pM uM mM M nmol/L mol/L");

    /// <summary>A concentration, by mass or by amount: <see cref="MolarMass"/> turns one into the other.</summary>
    public static QuantityKind Concentration { get; } = Union("a concentration", MassConcentration, MolarConcentration);

    /// <summary>Volume per time: L/d, mL/min.</summary>
    public static QuantityKind Clearance { get; } = New("a clearance", "L/d L/h mL/d mL/h mL/min");

    /// <summary>Association of a free drug with a receptor: 1/(nM*h).</summary>
    public static QuantityKind AssociationRate { get; } = New("an association rate", "1/(nM*h) 1/(nM*s) 1/(M*s)");

    /// <summary>Pairing of two receptors on one cell: 1/(molecules*s).</summary>
    public static QuantityKind PairingRate { get; } = New("a pairing rate", "1/(molecules*h) 1/(molecules*s)");

    /// <summary>Molecules made per time.</summary>
    public static QuantityKind SynthesisRate { get; } = New("a synthesis rate", "molecules/h molecules/s");

    /// <summary>A count of molecules, such as receptors on one cell.</summary>
    public static QuantityKind MoleculeCount { get; } = New("a count of molecules", "molecules receptors");

    /// <summary>Molecules per cell.</summary>
    public static QuantityKind MoleculesPerCell { get; } = New("a count per cell", "molecules/cell receptors/cell");

    /// <summary>A count of cells.</summary>
    public static QuantityKind CellCount { get; } = New("a count of cells", "cells");

    /// <summary>Cells per volume.</summary>
    public static QuantityKind CellDensity { get; } = New("a cell density", "cells/L cells/mL cells/mm^3");

    /// <summary>A bare count per volume: 1e9/L.</summary>
    public static QuantityKind CountPerVolume { get; } = New("a count per volume", "1e9/L 1/L 1/mL");

    /// <summary>Mass per amount: kDa.</summary>
    public static QuantityKind MolarMass { get; } = New("a molar mass", "kDa Da g/mol");

    /// <summary>Biological activity: IU.</summary>
    public static QuantityKind Activity { get; } = New("an activity", "IU kIU mIU");

    /// <summary>Biological activity per volume: IU/L.</summary>
    public static QuantityKind ActivityConcentration { get; } = New("an activity concentration", "IU/L IU/mL mIU/mL");

    /// <summary>Mass per time, such as an infusion: mg/h.</summary>
    public static QuantityKind MassRate { get; } = New("a mass rate", "mg/h mg/d mg/min g/h");

    /// <summary>Mass per body weight: mg/kg.</summary>
    public static QuantityKind DosePerWeight { get; } = New("a dose per body weight", "mg/kg ug/kg g/kg");

    /// <summary>Mass per body surface: mg/m^2.</summary>
    public static QuantityKind DosePerArea { get; } = New("a dose per body surface", "mg/m^2 ug/m^2 g/m^2");

    /// <summary>A dose: flat, per body weight, or per body surface.</summary>
    public static QuantityKind Dose { get; } = Union("a dose", Mass, DosePerWeight, DosePerArea);

    /// <summary>A pure number or a percentage.</summary>
    public static QuantityKind Fraction { get; } = New("a pure number", "% 1");

    /// <summary>All named kinds.</summary>
    public static ImmutableArray<QuantityKind> All { get; } =
    [
        Mass, Amount, Volume, Length, Area, Time, Rate, MassConcentration, MolarConcentration, Concentration, Clearance, AssociationRate,
        PairingRate, SynthesisRate, MoleculeCount, MoleculesPerCell, CellCount, CellDensity, CountPerVolume, MolarMass, Activity,
        ActivityConcentration, MassRate, DosePerWeight, DosePerArea, Dose, Fraction,
    ];

    /// <summary>For people, with its article: <c>a mass</c>.</summary>
    public string Name { get; }

    /// <summary>Units that will do, as people write them: for each dimension the usual one first.</summary>
    public IEnumerable<Unit> Units => _units.SelectMany(u => u);

    /// <summary>The kind that one unit's dimension names; a dimension without a name is described by its unit.</summary>
    public static QuantityKind For(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        QuantityKind? known = All.FirstOrDefault(k => k._units.Length == 1 && k.Accepts(unit.Dimension));
        return new(known?.Name ?? $"a quantity in '{unit.Dimension}'", [[unit, .. known?._units[0] ?? []]]);
    }

    /// <summary>Whether a quantity of this dimension will do.</summary>
    public bool Accepts(Dimension dimension) => _units.Any(u => u[0].Dimension == dimension);

    /// <summary>The first unit of the dimension here, in which people state limits.</summary>
    /// <exception cref="ArgumentException">The dimension is not accepted.</exception>
    public Unit UsualUnit(Dimension dimension)
    {
        foreach (ImmutableArray<Unit> units in _units)
        {
            if (units[0].Dimension == dimension) return units[0];
        }

        throw new ArgumentException($"'{dimension}' is not {Name}.", nameof(dimension));
    }

    /// <summary>
    /// What to tell someone who wrote <paramref name="found"/> here: <c>'mg' is a mass; a concentration such as 'mg/L' or 'nM' is
    /// expected</c>. Of the units that would do it names those most like the one found.
    /// </summary>
    public string Mismatch(Unit found)
    {
        ArgumentNullException.ThrowIfNull(found);
        string what = For(found).Name;
        string isWhat = what.Contains('\'', StringComparison.Ordinal) ? $"measures {what}" : $"is {what}";
        return $"'{found.Text}' {isWhat}; {Name} such as {Examples(found.Text)} is expected";
    }

    /// <summary>The units to name, most like <paramref name="found"/>: <c>'mg/L' or 'nM'</c>.</summary>
    public string Examples(string found = "")
    {
        ArgumentNullException.ThrowIfNull(found);
        HashSet<string> wanted = [.. Words(found)];
        string[] nearest = [.. _units.Select(units => $"'{units.MaxBy(u => Words(u.Text).Count(wanted.Contains))!.Text}'")];
        return nearest.Length < 3 ? string.Join(" or ", nearest) : $"{string.Join(", ", nearest[..^1])} or {nearest[^1]}";
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static IEnumerable<string> Words(string unit) => unit.Split(['/', '*', '^', '(', ')', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static QuantityKind New(string name, string units) => new(name, [[.. units.Split(' ').Select(Unit.Parse)]]);

    private static QuantityKind Union(string name, params ReadOnlySpan<QuantityKind> kinds)
    {
        var units = ImmutableArray.CreateBuilder<ImmutableArray<Unit>>();
        foreach (QuantityKind kind in kinds) units.AddRange(kind._units);
        return new(name, units.ToImmutable());
    }
}
