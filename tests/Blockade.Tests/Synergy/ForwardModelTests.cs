using System.Text.Json;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Synergy;

/// <summary>Surfaces at given parameters: no fit, so digits.</summary>
[Evidence(EvidenceKind.OtherProgram, "synergy (Wooten) commit fc6cf0e; R braidrm commit 14b5ca8")]
public class ForwardModelTests
{
    private const double Digits = 1e-9;   // of the value: a few powers and sums in double precision lose 1e-14 at most

    [Fact]
    public void MuSyC_surfaces_are_those_of_synergy()
    {
        var reference = new SynergyReference();
        int seen = 0;
        foreach (Dictionary<string, string> row in Forward(reference, "MuSyC").Where(r => r["statistic"] is "E" or "beta"))
        {
            MusycSurface surface = SynergyReference.Musyc(SynergyReference.Parameters(row["parameters_json"]));
            if (row["statistic"] == "E") Close(row, surface.At(SynergyReference.Number(row["d1"]), SynergyReference.Number(row["d2"])));
            // the package takes the smaller effect for the stronger drug even where effects rise, as in musyc-5; we take the one farther from zero
            else if (row["param_set"] != "musyc-5") Close(row, surface.Beta);
            seen++;
        }

        Assert.Equal((6 * 64) + 64 + 6, seen);
    }

    [Fact]
    public void MuSyC_without_interaction_is_the_null_of_synergy()
    {
        var reference = new SynergyReference();
        foreach (Dictionary<string, string> row in Forward(reference, "MuSyC").Where(r => r["statistic"] == "E_reference" && r["param_set"] != "musyc-5"))
        {
            MusycSurface surface = SynergyReference.Musyc(SynergyReference.Parameters(row["parameters_json"])).WithoutInteraction();
            Close(row, surface.At(SynergyReference.Number(row["d1"]), SynergyReference.Number(row["d2"])));
        }
    }

    [Fact]
    public void MuSyC_surfaces_are_those_of_braidrm_from_dose_zero_to_infinity()
    {
        var reference = new SynergyReference();
        int seen = 0;
        foreach (Dictionary<string, string> row in reference.Rows("braidrm/forward_model_reference.csv").Where(r => r["model"].StartsWith("MuSyC", StringComparison.Ordinal)))
        {
            Dictionary<string, double> p = row["parameters"].Split(';').Select(s => s.Split('=')).ToDictionary(s => s[0], s => SynergyReference.Number(s[1]));
            var surface = new MusycSurface(
                new HillCurve(p["E0"], p["EfA"], p["IDMA"], p["na"]), new HillCurve(p["E0"], p["EfB"], p["IDMB"], p["nb"]), p["Ef"],
                p["alpha12"], p["alpha21"], p["gamma12"], p["gamma21"]);
            Close(row, surface.At(SynergyReference.Number(row["DA"]), SynergyReference.Number(row["DB"])));
            seen++;
        }

        Assert.True(seen >= 150, $"only {seen} values were compared");
    }

    [Theory]
    [InlineData("Hill")]
    [InlineData("Bliss")]
    [InlineData("HSA")]
    [InlineData("ZIP")]
    public void Curves_and_nulls_are_those_of_synergy(string model)
    {
        var reference = new SynergyReference();
        int seen = 0;
        foreach (Dictionary<string, string> row in Forward(reference, model))
        {
            using JsonDocument json = JsonDocument.Parse(row["parameters_json"]);
            double dose1 = SynergyReference.Number(row["d1"]), dose2 = SynergyReference.Number(row["d2"]);
            seen++;
            if (model == "Hill")
            {
                Close(row, SynergyReference.Hill(json.RootElement).At(dose1));
                continue;
            }

            // viability there, the share lost here
            (HillCurve drug1, HillCurve drug2) = (Lost(json, "drug1"), Lost(json, "drug2"));
            Close(row, 1 - model switch
            {
                "Bliss" => NullSurfaces.Bliss(drug1.At(dose1), drug2.At(dose2)),
                "HSA" => NullSurfaces.HighestSingleAgent(drug1.At(dose1), drug2.At(dose2)),
                _ => NullSurfaces.ZeroInteractionPotency(drug1, drug2, dose1, dose2),
            });
        }

        Assert.True(seen >= 64, $"only {seen} values were compared");
    }

    [Theory]
    [InlineData("delta_weakest", LoeweBeyond.WeakerMaximum)]
    [InlineData("delta_hsa", LoeweBeyond.HighestSingleAgent)]
    [InlineData("delta_nan", LoeweBeyond.Undefined)]
    public void Loewe_is_that_of_synergy_also_beyond_the_weaker_drug(string name, LoeweBeyond beyond)
    {
        var reference = new SynergyReference();
        int seen = 0;
        foreach (Dictionary<string, string> row in Forward(reference, $"Loewe({name})"))
        {
            using JsonDocument json = JsonDocument.Parse(row["parameters_json"]);
            double value = SynergyReference.Number(row["value"]);
            double ours = 1 - NullSurfaces.Loewe(Lost(json, "drug1"), Lost(json, "drug2"), SynergyReference.Number(row["d1"]), SynergyReference.Number(row["d2"]), beyond);

            // scipy's bounded search stops at 1e-5 of the effect, its default xatol
            if (double.IsNaN(value)) Assert.True(double.IsNaN(ours), $"{row["d1"]}, {row["d2"]}: {ours}");
            else Assert.Equal(value, ours, 1e-5);
            seen++;
        }

        Assert.Equal(64, seen);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with equal slopes and maxima both curves are one in d1/C1 + d2/C2")]
    public void Loewe_of_parallel_curves_has_a_closed_form()
    {
        var drug1 = new HillCurve(0.1, 0.9, 2, 1.7);
        var drug2 = new HillCurve(0.1, 0.9, 50, 1.7);

        // 1e-13 of the span is asked of the root
        Assert.Equal(drug1.At(3 + (70 * 2.0 / 50)), NullSurfaces.Loewe(drug1, drug2, 3, 70, LoeweBeyond.Undefined), 1e-12);
    }

    private static IEnumerable<Dictionary<string, string>> Forward(SynergyReference reference, string model) =>
        reference.Rows("djwooten-synergy/forward_model_reference.csv").Where(r => r["model"] == model);

    private static HillCurve Lost(JsonDocument json, string drug)
    {
        HillCurve c = SynergyReference.Hill(json.RootElement.GetProperty(drug));
        return new HillCurve(1 - c.Zero, 1 - c.Maximum, c.HalfDose, c.Slope);
    }

    private static void Close(Dictionary<string, string> row, double ours)
    {
        double value = SynergyReference.Number(row["value"]);
        Assert.True(Math.Abs(ours - value) <= Digits * Math.Max(Math.Abs(value), 1e-3), $"{string.Join(' ', row.Values)}: {ours}");
    }
}
