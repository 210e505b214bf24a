using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Blockade.Models.Sbml;

/// <summary>A unit of SBML as powers of base units and a factor. Exponents may be fractions, as SBML Level 3 allows.</summary>
internal sealed class SbmlMeasure
{
    private static readonly ImmutableArray<string> Bases = ["metre", "kilogram", "second", "ampere", "kelvin", "mole", "candela", "item"];
    private static readonly SbmlMeasure Pure = new(new double[8], 0);
    private static readonly ImmutableDictionary<string, SbmlMeasure> Kinds = MakeKinds();

    private readonly double[] _powers;
    private readonly double _logFactor;   // natural: units multiply to sizes beyond a double's range

    private SbmlMeasure(double[] powers, double logFactor) => (_powers, _logFactor) = (powers, logFactor);

    public static SbmlMeasure One => Pure;

    public bool IsPure => IsSame(One);

    /// <summary>A unit that SBML has a name for, or null.</summary>
    public static SbmlMeasure? Of(string kind) => Kinds.GetValueOrDefault(kind);

    public SbmlMeasure Times(SbmlMeasure other) => new([.. _powers.Zip(other._powers, (a, b) => a + b)], _logFactor + other._logFactor);

    public SbmlMeasure Power(double exponent) => new([.. _powers.Select(p => p * exponent)], _logFactor * exponent);

    public SbmlMeasure Over(SbmlMeasure other) => Times(other.Power(-1));

    public SbmlMeasure Scaled(double factor) => new(_powers, _logFactor + Math.Log(factor));

    // factors are written with some ten digits
    public bool IsSame(SbmlMeasure other) =>
        _powers.Zip(other._powers, (a, b) => Math.Abs(a - b) < 1e-9).All(same => same) && Math.Abs(_logFactor - other._logFactor) < 1e-8;

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Math.Abs(_logFactor) > 1e-8) text.Append(CultureInfo.InvariantCulture, $"{Math.Exp(_logFactor):g6}");
        for (int i = 0; i < _powers.Length; i++)
        {
            if (Math.Abs(_powers[i]) < 1e-9) continue;
            if (text.Length > 0) text.Append(' ');
            text.Append(Bases[i]);
            if (_powers[i] != 1) text.Append(CultureInfo.InvariantCulture, $"^{_powers[i]:g4}");
        }

        return text.Length == 0 ? "dimensionless" : text.ToString();
    }

    private static ImmutableDictionary<string, SbmlMeasure> MakeKinds()
    {
        var kinds = new Dictionary<string, SbmlMeasure>();
        for (int i = 0; i < Bases.Length; i++)
        {
            var powers = new double[Bases.Length];
            powers[i] = 1;
            kinds.Add(Bases[i], new SbmlMeasure(powers, 0));
        }

        SbmlMeasure Make(double m, double kg, double s, double ampere = 0) => new([m, kg, s, ampere, 0, 0, 0, 0], 0);
        kinds.Add("gram", kinds["kilogram"].Scaled(1e-3));
        kinds.Add("litre", Make(3, 0, 0).Scaled(1e-3));
        foreach (string pure in new[] { "dimensionless", "radian", "steradian" }) kinds.Add(pure, One);
        kinds.Add("avogadro", One.Scaled(6.02214179e23));
        kinds.Add("becquerel", Make(0, 0, -1));
        kinds.Add("hertz", Make(0, 0, -1));
        kinds.Add("celsius", kinds["kelvin"]);
        kinds.Add("Celsius", kinds["kelvin"]);
        kinds.Add("coulomb", Make(0, 0, 1, 1));
        kinds.Add("farad", Make(-2, -1, 4, 2));
        kinds.Add("gray", Make(2, 0, -2));
        kinds.Add("sievert", Make(2, 0, -2));
        kinds.Add("henry", Make(2, 1, -2, -2));
        kinds.Add("joule", Make(2, 1, -2));
        kinds.Add("katal", kinds["mole"].Over(kinds["second"]));
        kinds.Add("lumen", kinds["candela"]);
        kinds.Add("lux", kinds["candela"].Times(Make(-2, 0, 0)));
        kinds.Add("newton", Make(1, 1, -2));
        kinds.Add("ohm", Make(2, 1, -3, -2));
        kinds.Add("pascal", Make(-1, 1, -2));
        kinds.Add("siemens", Make(-2, -1, 3, 2));
        kinds.Add("tesla", Make(0, 1, -2, -1));
        kinds.Add("volt", Make(2, 1, -3, -1));
        kinds.Add("watt", Make(2, 1, -3));
        kinds.Add("weber", Make(2, 1, -2, -1));
        return kinds.ToImmutableDictionary();
    }
}
