using Blockade.Models.Units;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Models.Tests.Units;

public class QuantityTests
{
    [Theory]
    [InlineData("840 mg", 840, "mg")]
    [InlineData("840mg", 840, "mg")]
    [InlineData(" 8 mg/kg ", 8, "mg/kg")]
    [InlineData("30 %", 30, "%")]
    [InlineData("-1.5e-3 1/h", -1.5e-3, "1/h")]
    [InlineData("0.2/h", 0.2, "1/h")]
    [InlineData("1.5e9/L", 1.5e9, "1/L")]
    [InlineData("3 1e9/L", 3, "1e9/L")]
    [InlineData(".5 d", 0.5, "d")]
    [InlineData("2 weeks", 2, "weeks")]
    [Evidence(EvidenceKind.Analytic, "the grammar in docs/units.md")]
    public void A_quantity_is_a_number_and_a_unit(string text, double value, string unit)
    {
        Assert.True(Quantity.TryParse(text, out Quantity quantity, out string? problem), problem);

        Assert.Equal((value, unit), (quantity.Value, quantity.Unit.Text));
    }

    [Theory]
    [InlineData("840", "'840' has no unit")]
    [InlineData("mg", "'mg' does not start with a number; a number with a unit is expected, such as '840 mg'")]
    [InlineData("", "a number with a unit is expected, such as '840 mg', and this is empty")]
    [InlineData("0,5 mg", "'0,5 mg': the decimal mark is a point, and thousands are not separated")]
    [InlineData("NaN mg", "'NaN mg' does not start with a number; a number with a unit is expected, such as '840 mg'")]
    [InlineData("1e400 mg", "'1e400 mg' is too large")]
    [InlineData("5 mgs", "'mgs' is not a unit; did you mean 'mg'?")]
    [Evidence(EvidenceKind.Analytic, "the grammar in docs/units.md")]
    public void What_is_no_quantity_is_explained(string text, string expected)
    {
        Assert.False(Quantity.TryParse(text, out _, out string? problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a mass is no concentration")]
    public void A_wrong_dimension_names_the_right_one_and_the_nearest_units()
    {
        Assert.False(Quantity.TryParse("15 mg", QuantityKind.Concentration, out _, out string? mass));
        Assert.False(Quantity.TryParse("15 nm", QuantityKind.MolarConcentration, out _, out string? length));
        Assert.False(Quantity.TryParse("3 weeks", QuantityKind.Rate, out _, out string? time));
        Assert.False(Quantity.TryParse("8 g*L", QuantityKind.Dose, out _, out string? odd));
        Assert.False(Quantity.TryParse("8 mg/kg", QuantityKind.Fraction, out _, out string? dose));

        Assert.Equal("'mg' is a mass; a concentration such as 'mg/L' or 'nM' is expected", mass);
        Assert.Equal("'nm' is a length; a molar concentration such as 'nM' is expected", length);
        Assert.Equal("'weeks' is a time; a rate such as '1/h' is expected", time);
        Assert.Equal("'g*L' measures a quantity in 'mg*L'; a dose such as 'g', 'g/kg' or 'g/m^2' is expected", odd);
        Assert.Equal("'mg/kg' is a dose per body weight; a pure number such as '%' is expected", dose);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "reading what was written")]
    public void A_quantity_is_read_back_to_the_same_bits()
    {
        Unit[] units = [.. QuantityKind.All.SelectMany(k => k.Units)];
        Gen.Select(Gen.Double[-1e12, 1e12], Gen.Int[0, units.Length - 1]).Sample((value, i) =>
        {
            var quantity = new Quantity(value, units[i]);

            Quantity read = Quantity.Parse(quantity.ToString());

            Assert.Equal((value, units[i]), (read.Value, read.Unit));
        });
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1 g = 1000 mg; 1 ug/mL = 1 mg/L = 100 ug/dL")]
    public void Equality_does_not_depend_on_the_unit()
    {
        Assert.Equal(Quantity.Parse("0.84 g"), Quantity.Parse("840 mg"));
        Assert.Equal(Quantity.Parse("0.3 ug/mL"), Quantity.Parse("300 ng/mL"));
        Assert.Equal(Quantity.Parse("0.84 g").GetHashCode(), Quantity.Parse("840 mg").GetHashCode());
        Assert.NotEqual(Quantity.Parse("1 mg/L"), Quantity.Parse("1 nM"));
        Assert.Equal(default, Quantity.Parse("0 %"));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the kinds of docs/units.md")]
    public void Every_kind_accepts_its_own_units_and_no_dimension_has_two_names()
    {
        Assert.All(QuantityKind.All, k => Assert.All(k.Units, u => Assert.True(k.Accepts(u.Dimension), u.Text)));

        var single = QuantityKind.All.Where(k => k.Units.Select(u => u.Dimension).Distinct().Count() == 1);
        Assert.All(single.GroupBy(k => k.Units.First().Dimension), g => Assert.Single(g));
    }
}
