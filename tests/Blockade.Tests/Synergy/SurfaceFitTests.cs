using System.Text.Json;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Synergy;

/// <summary>Curves and surfaces fitted to plates that others have fitted.</summary>
public class SurfaceFitTests
{
    public static TheoryData<string> Plates =>
        ["example_2d", "synthetic_musyc_bliss_independent_1", "synthetic_musyc_efficacy_1", "synthetic_musyc_linear_isobole_1", "synthetic_musyc_potency_1", "synthetic_musyc_reference_1"];

    [Theory]
    [MemberData(nameof(Plates))]
    [Evidence(EvidenceKind.OtherProgram, "synergy (Wooten) commit fc6cf0e, curves for ZIP")]
    public void Single_drugs_have_the_curves_of_synergy(string dataset)
    {
        var reference = new SynergyReference();
        SynergyScores scores = SynergyScores.Of(reference.Plate(dataset, "ZIP"));
        foreach (Dictionary<string, string> row in reference.Rows("djwooten-synergy/dataset_single_drug_fits.csv").Where(r => r["dataset"] == dataset && r["method"] == "ZIP"))
        {
            using JsonDocument json = JsonDocument.Parse(row["parameters_json"]);
            HillCurve expected = SynergyReference.Hill(json.RootElement);
            HillCurve ours = (row["drug"] == "drug1" ? scores.Drug1 : scores.Drug2).Curve;

            // least squares by two programs that stop at different places of a flat valley: the README of the tables says 5 %
            Assert.Equal(expected.Zero, 1 - ours.Zero, 0.05);
            Assert.Equal(expected.Maximum, 1 - ours.Maximum, 0.05);
            Assert.Equal(1, ours.HalfDose / expected.HalfDose, 0.05);
            Assert.Equal(1, ours.Slope / expected.Slope, 0.05);
        }
    }

    [Theory]
    [InlineData("ONEIL", "1")]
    [InlineData("ONEIL", "2")]
    [InlineData("mathews", "2")]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, drc 3.0-1, LL.4")]
    public void Single_drugs_have_the_curves_of_drc(string data, string block)
    {
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Block(data, block);
        SynergyScores scores = SynergyScores.Of(matrix);
        foreach (Dictionary<string, string> row in reference.Rows($"synergyfinder/{data}_single_drug_fits.csv").Where(r => r["block_id"] == block))
        {
            bool first = row["drug"] == "conc1";
            HillFit ours = first ? scores.Drug1 : scores.Drug2;

            // drc's slope is negative where effects rise, and c is then where they start
            var drc = new HillCurve(SynergyReference.Number(row["c"]) / 100, SynergyReference.Number(row["d"]) / 100, SynergyReference.Number(row["e"]), -SynergyReference.Number(row["b"]));
            double sum = 0;
            foreach (Well well in matrix.Wells.Where(w => (first ? w.Dose2 : w.Dose1) == 0))
            {
                double dose = first ? well.Dose1 : well.Dose2;
                sum += Math.Pow(well.Effect - drc.At(dose), 2);

                // not the parameters: with one dose on the slope, curves with slopes from 6 to 19 go through the same effects
                Assert.Equal(drc.At(dose), ours.Curve.At(dose), 0.005);   // half a score point: README of the tables
            }

            Assert.True(ours.SumOfSquares <= sum * 1.001, $"{row["drug"]}: {ours.SumOfSquares} against {sum}");
        }
    }

    [Theory]
    [MemberData(nameof(Plates))]
    [Evidence(EvidenceKind.OtherProgram, "synergy (Wooten) commit fc6cf0e, MuSyC with and without gamma")]
    public void MuSyC_surfaces_fit_as_well_as_those_of_synergy(string dataset)
    {
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Plate(dataset, "Bliss");
        SynergyScores scores = SynergyScores.Of(matrix);
        foreach (Dictionary<string, string> row in reference.Rows("djwooten-synergy/parametric_fits.csv").Where(r => r["dataset"] == dataset && r["model"] == "MuSyC"))
        {
            Cooperativity cooperativity = row["options"] == "fit_gamma=True" ? Cooperativity.Fitted : Cooperativity.Held;
            MusycFit fit = MusycFit.Fit(matrix, scores.Drug1.Curve, scores.Drug2.Curve, cooperativity)!;
            MusycSurface expected = SynergyReference.Musyc(SynergyReference.Parameters(row["parameters_json"]));
            double sum = SynergyReference.Number(row["ssr"]);

            // 1e-3: the README of the tables. Less is better; then the surface is another.
            Assert.True(fit.SumOfSquares <= sum * 1.001, $"{row["options"]}: {fit.SumOfSquares} against {sum}");
            if (fit.SumOfSquares < sum * 0.999) continue;

            // Two surfaces within 1e-3 of the least sum S lie within 2 sqrt(1e-3 S) of each other, all wells together.
            double apart = Math.Sqrt(matrix.Wells.Sum(w => Math.Pow(1 - fit.Surface.At(w.Dose1, w.Dose2) - expected.At(w.Dose1, w.Dose2), 2)));
            Assert.InRange(apart, 0, 2 * Math.Sqrt(1e-3 * sum));

            // the README's 5 % of parameters, where the data have them: on the linear isobole one drug leaves the other nothing to do
            if (dataset.Contains("isobole", StringComparison.Ordinal) || cooperativity == Cooperativity.Fitted) continue;
            Assert.Equal(expected.Beta, fit.Surface.Beta, 0.05);
            Assert.Equal(1, fit.Surface.Alpha12 / expected.Alpha12, 0.05);
            Assert.Equal(1, fit.Surface.Alpha21 / expected.Alpha21, 0.05);
        }
    }
}
