using Blockade.Models.Units;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Models.Tests.Units;

public class MolarMassTests
{
    // the labels of Herceptin and Perjeta give about 148 kDa for both antibodies
    private static readonly MolarMass Trastuzumab = MolarMass.From(Quantity.Parse("148 kDa"));

    [Theory]
    [InlineData("1 ug/mL", "nM", 6.76, 0.005)]       // half of the last printed digit
    [InlineData("20 ug/mL", "nM", 135, 0.5)]         // the target trough of trastuzumab
    [InlineData("840 mg", "nmol", 5675.7, 0.05)]     // the loading dose of pertuzumab
    [InlineData("8 mg/kg", "nmol/kg", 54.05, 0.005)]
    [InlineData("5 nM", "mg/L", 0.74, 1e-12)]
    [Evidence(EvidenceKind.Published, "Herceptin and Perjeta US labels, section 11: molecular weight about 148 kDa; mg/L over kDa")]
    public void Mass_and_amount_change_places(string quantity, string unit, double expected, double tolerance)
    {
        double converted = Trastuzumab.Convert(Quantity.Parse(quantity), Unit.Parse(unit));

        Assert.Equal(expected, converted, tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the kernel's arithmetic against the units' arithmetic")]
    public void Kernels_and_quantities_agree_and_come_back() =>
        Gen.Select(Gen.Double[1e-3, 1e6], Gen.Double[0.1, 1000]).Sample((mg, kilodaltons) =>
        {
            var mass = MolarMass.FromKilodaltons(kilodaltons);

            double nmol = mass.NanomolesFromMilligrams(mg);

            Assert.Equal(1, nmol / mass.Convert(new Quantity(mg, Unit.Parse("mg")), Unit.Parse("nmol")), 1e-15);   // four roundings each
            Assert.Equal(1, mass.MilligramsFromNanomoles(nmol) / mg, 1e-15);
            Assert.Equal(1, mass.Convert(new Quantity(nmol, Unit.Parse("nmol")), Unit.Parse("mg")) / mg, 1.5e-15);
        });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a molar mass does not turn grams into hours")]
    public void What_no_exchange_can_reach_is_refused()
    {
        Quantity dose = Quantity.Parse("840 mg");

        var error = Assert.Throws<ArgumentException>(() => Trastuzumab.Convert(dose, Unit.Parse("nM")));

        Assert.Contains("'mg' is a mass; a molar concentration such as 'nM' is expected", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => default(MolarMass).Kilodaltons);
        Assert.Throws<ArgumentOutOfRangeException>(() => MolarMass.FromKilodaltons(0));
    }
}
