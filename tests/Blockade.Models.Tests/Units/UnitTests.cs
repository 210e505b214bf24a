using System.Globalization;
using Blockade.Models.Units;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Models.Tests.Units;

public class UnitTests
{
    // eight base dimensions, exponents with denominators 1 to 4
    private static readonly Gen<Exponent> Exponents = Gen.Select(Gen.Int[-6, 6], Gen.Int[1, 4], (n, d) => new Exponent(n, d));

    private static readonly Gen<Dimension> Dimensions = Gen.Select(Exponents.Array[8], e => new Dimension
    {
        Amount = e[0],
        Mass = e[1],
        Length = e[2],
        Time = e[3],
        Molecules = e[4],
        Cells = e[5],
        Activity = e[6],
        BodyWeight = e[7],
    });

    // products and quotients of what people write, up to squares
    private static readonly string[] Symbols = [.. UnitSymbol.Spellings.Keys.Where(k => k != "%").Order(StringComparer.Ordinal)];

    private static readonly Gen<Unit> Factors = Gen.Select(Gen.Int[0, Symbols.Length - 1], Gen.Int[1, 2],
        (i, power) => Unit.Parse(power == 1 ? Symbols[i] : $"{Symbols[i]}^{power}"));

    private static readonly Gen<Unit> Units = Gen.Select(Factors, Factors, Factors, Gen.Int[0, 3],
        (a, b, c, shape) => shape switch { 0 => a, 1 => a / b, 2 => a / (b * c), _ => a * b / c });

    [Theory]
    [InlineData("mg/kg", "mg/kgBW", 1)]
    [InlineData("mg/m2", "mg/dm^2", 0.01)]
    [InlineData("mg/m^2", "mg/dm^2", 0.01)]
    [InlineData("ug/mL", "mg/L", 1)]
    [InlineData("µg/ml", "mg/L", 1)]
    [InlineData("g/L", "mg/L", 1000)]
    [InlineData("1/nM/h", "1/(nM*h)", 1)]
    [InlineData("1/(nM*h)", "1/(nM*h)", 1)]
    [InlineData("nM^-1 s^-1", "1/(nM*h)", 3600)]
    [InlineData("nM⁻¹·s⁻¹", "1/(nM*h)", 3600)]
    [InlineData("1/(M*s)", "1/(nM*h)", 3.6e-6)]
    [InlineData("1/(molecules*s)", "1/(molecules*h)", 3600)]
    [InlineData("molecules/s", "molecules/h", 3600)]
    [InlineData("weeks", "h", 168)]
    [InlineData("d", "h", 24)]
    [InlineData("day", "h", 24)]
    [InlineData("months", "h", 730.5)]
    [InlineData("cm", "dm", 0.1)]
    [InlineData("mm3", "L", 1e-6)]
    [InlineData("kDa", "mg/nmol", 1e-3)]
    [InlineData("1", "1", 1)]
    [InlineData("%", "1", 0.01)]
    [InlineData("IU/L", "IU/L", 1)]
    [InlineData("1e9/L", "1/L", 1e9)]
    [InlineData("10^9/L", "1/L", 1e9)]
    [InlineData("1/year", "1/h", 1 / 8766.0)]
    [InlineData("/year", "1/h", 1 / 8766.0)]
    [InlineData("mL/min/kg", "L/(kgBW*h)", 0.06)]
    [InlineData("kg^-1", "1/kgBW", 1)]
    [InlineData("(kg*h)^-1", "1/(kgBW*h)", 1)]
    [InlineData("kg^0.5*kg^(1/2)", "mg", 1e6)]
    [InlineData("( mg / L )", "mg/L", 1)]
    [Evidence(EvidenceKind.Analytic, "SI prefixes; the definitions in docs/units.md")]
    public void A_units_text_gives_its_dimension_and_size(string text, string canonical, double factor)
    {
        Assert.True(UnitParser.TryParse(text, out Unit? unit, out string? problem), problem);

        Assert.Equal((canonical, factor), (unit.Dimension.ToString(), unit.Factor));
        Assert.Equal(text, unit.Text);
    }

    [Theory]
    [InlineData("", "a unit is missing")]
    [InlineData("mgg", "'mgg' is not a unit; did you mean 'mg'?")]
    [InlineData("MG/kg", "'MG' is not a unit; did you mean 'mg'?")]
    [InlineData("furlong", "'furlong' is not a unit")]
    [InlineData("1/nM*h", "'1/nM*h' can be read in two ways; put what is below the line in parentheses, as in '1/(nM*h)'")]
    [InlineData("mg/kg day", "'mg/kg day' can be read in two ways; put what is below the line in parentheses, as in '1/(nM*h)'")]
    [InlineData("mg/", "a unit is missing at the end of 'mg/'")]
    [InlineData("mg//L", "a unit is expected in 'mg//L', not '/'")]
    [InlineData("(mg", "a ')' is missing in '(mg'")]
    [InlineData("mg)", "a ')' too many in 'mg)'")]
    [InlineData("mg^", "a power such as '^2' or '^-1' is expected in 'mg^'")]
    [InlineData("mg^0", "a power such as '^2' or '^-1' is expected in 'mg^0'")]
    [InlineData("0/L", "'0' is not a positive number")]
    [InlineData("1e999/L", "'1e999' is too large or too small for a unit")]
    [InlineData("((1e99)^99)^99", "'((1e99)^99)^99' is too large or too small for a unit")]
    [InlineData("(((((mg)))))", "parentheses nest deeper than 4 in '(((((mg)))))'")]
    [Evidence(EvidenceKind.Analytic, "the grammar in docs/units.md")]
    public void What_is_no_unit_is_explained(string text, string expected)
    {
        Assert.False(UnitParser.TryParse(text, out _, out string? problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "reading what was written")]
    public void A_unit_is_read_back_from_its_text() =>
        Units.Sample(unit => Unit.Parse(unit.Text).Equals(unit), print: u => u.Text);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "reading what was written")]
    public void A_dimension_is_read_back_from_its_canonical_unit() =>
        Dimensions.Sample(dimension =>
        {
            // the canonical text never writes kg, so body weight cannot be confused with mass
            Assert.Equal((dimension, 1.0), (Unit.Parse(dimension.ToString()).Dimension, Unit.Canonical(dimension).Factor));
        });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "dimensions are a vector space over the rationals")]
    public void Dimensions_multiply_divide_and_take_roots_exactly() =>
        Gen.Select(Dimensions, Dimensions, Gen.Int[1, 9]).Sample((a, b, n) =>
        {
            Assert.Equal(a, a * b / b);
            Assert.Equal(a * b, b * a);
            Assert.Equal(a, a.Power(n).Power(new Exponent(1, n)));
            Assert.Equal((a * b).Power(n), a.Power(n) * b.Power(n));
            Assert.Equal(Dimension.None, a / a);
        });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "there and back again")]
    public void A_conversion_there_and_back_costs_at_most_two_roundings() =>
        Gen.Select(Units, Gen.Double[1e-6, 1e6], Gen.Int[-20, 20]).Sample((unit, value, decade) =>
        {
            Unit other = Unit.Parse(string.Create(CultureInfo.InvariantCulture, $"7e{decade}")) * unit;

            double back = other.Convert(unit.Convert(value, other), unit);

            Assert.Equal(1, back / value, 2.3e-16 * 1.5);   // each way is exact and rounded once: half a unit in the last place, twice, and the division
        });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1 h = 60 min = 3600 s; every integer below 2^53 is exact")]
    public void Whole_numbers_stay_whole() =>
        Gen.Int[1, 100_000_000].Sample(n =>
        {
            Assert.Equal(n * 3600.0, new Quantity(n, Unit.Parse("h")).In("s"));
            Assert.Equal(n, new Quantity(n * 3600.0, Unit.Parse("s")).In("h"));
            Assert.Equal(n / 1000.0, new Quantity(n, Unit.Parse("ug")).In("mg"));
        });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no two spellings are the same letters")]
    public void Every_symbol_of_the_table_is_read_and_means_itself() =>
        Assert.All(UnitSymbol.Spellings, s => Assert.Equal(s.Value, Unit.Parse(s.Key)));
}
