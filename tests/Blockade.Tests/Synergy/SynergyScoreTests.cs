using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Synergy;

/// <summary>Scores of plates that others have scored.</summary>
public class SynergyScoreTests
{
    private const string SynergyFinder = "synergyfinder 3.7.3 (R 4.2.2, drc 3.0-1), no baseline correction";

    [Theory]
    [InlineData("mathews", "1")]
    [InlineData("mathews", "2")]
    [Evidence(EvidenceKind.OtherProgram, SynergyFinder)]
    public void Bliss_and_the_highest_single_agent_are_synergyfinders(string data, string block)
    {
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Block(data, block);
        SynergyScores scores = SynergyScores.Of(matrix);

        foreach (Dictionary<string, string> row in Scores(reference, data, block))
        {
            int cell = Cell(matrix, row);
            Assert.Equal(SynergyReference.Number(row["HSA_synergy"]), 100 * scores.Against(NullModel.HighestSingleAgent).Excess[cell], 1e-9);   // arithmetic on the data
            Assert.Equal(SynergyReference.Number(row["Bliss_synergy"]), 100 * scores.Against(NullModel.Bliss).Excess[cell], 1e-9);
        }
    }

    [Theory]
    [InlineData("1", 25)]
    [InlineData("2", 25)]
    [Evidence(EvidenceKind.OtherProgram, SynergyFinder)]
    public void The_surface_smoothed_for_zero_interaction_potency_is_synergyfinders(string block, int cells)
    {
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Block("mathews", block);
        NullScore zip = SynergyScores.Of(matrix).Against(NullModel.ZeroInteractionPotency);
        int compared = 0, left = 0;
        foreach (Dictionary<string, string> row in Scores(reference, "mathews", block))
        {
            int cell = Cell(matrix, row);
            if (!matrix.IsCombination(cell)) continue;
            int column = cell % matrix.Doses2.Length;
            if (ColumnStoppedShort(reference, matrix, block, column))
            {
                left++;
                continue;
            }

            Assert.Equal(SynergyReference.Number(row["ZIP_fit"]), 100 * zip.Effect[cell], 0.5);   // README of the tables: two programs' curve fits
            compared++;
        }

        Assert.Equal(cells, compared + left);
        Assert.True(compared >= 10, $"only {compared} cells were compared");
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, SynergyFinder)]
    public void The_null_of_zero_interaction_potency_is_synergyfinders()
    {
        // block 1 is left out: drc ended at a half dose of 2e17 for its first drug, with two hundred times the least sum of squares
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Block("mathews", "2");
        NullScore zip = SynergyScores.Of(matrix).Against(NullModel.ZeroInteractionPotency);

        foreach (Dictionary<string, string> row in Scores(reference, "mathews", "2"))
            Assert.Equal(SynergyReference.Number(row["ZIP_ref"]), 100 * zip.Expected[Cell(matrix, row)], 0.5);   // as above
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, SynergyFinder)]
    public void The_null_of_Loewe_is_synergyfinders_for_the_same_curves()
    {
        // its own curves: with one dose on the slope of the first drug, curves of equal sums of squares have slopes from 6 to 19, and Loewe sees it
        var reference = new SynergyReference();
        DoseMatrix matrix = reference.Block("mathews", "2");
        HillCurve[] drugs = [.. reference.Rows("synergyfinder/mathews_single_drug_fits.csv").Where(r => r["block_id"] == "2").Select(Drc)];
        double most = Math.Max(drugs[0].Maximum, drugs[1].Maximum);

        // synergyfinder takes the best of a hundred effects from the least to the largest of either curve
        double step = (most - Math.Min(drugs[0].Zero, drugs[1].Zero)) / 99;
        int compared = 0;
        foreach (Dictionary<string, string> row in Scores(reference, "mathews", "2"))
        {
            int cell = Cell(matrix, row);

            // where a well did more than either drug can, its null is either drug at the sum of the doses: the null would depend on the data
            if (!matrix.IsCombination(cell) || matrix.Mean(cell) > most) continue;
            (double dose1, double dose2) = matrix.Doses(cell);
            Assert.Equal(SynergyReference.Number(row["Loewe_ref"]), 100 * NullSurfaces.Loewe(drugs[0], drugs[1], dose1, dose2, LoeweBeyond.HighestSingleAgent), 100 * step);
            compared++;
        }

        Assert.Equal(24, compared);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [Evidence(EvidenceKind.OtherProgram, SynergyFinder)]
    public void Means_of_replicated_plates_are_synergyfinders(string block)
    {
        var reference = new SynergyReference();
        SynergyScores scores = SynergyScores.Of(reference.Block("ONEIL", block));

        // it averages ten plates drawn at random: README of the tables, not tighter than 1
        Assert.Equal(Summary(reference, "ONEIL", block, "HSA"), 100 * scores.Against(NullModel.HighestSingleAgent).Mean, 1.0);
        Assert.Equal(Summary(reference, "ONEIL", block, "Bliss"), 100 * scores.Against(NullModel.Bliss).Mean, 1.0);
        Assert.Equal(Summary(reference, "ONEIL", block, "Loewe"), 100 * scores.Against(NullModel.Loewe).Mean, 1.0);

        // In block 2 the pair does nothing, so that what is smoothed is scatter: six points a well, four wells a cell, sixteen cells have a standard error
        // of 0.75, and twice that is allowed.
        Assert.Equal(Summary(reference, "ONEIL", block, "ZIP"), 100 * scores.Against(NullModel.ZeroInteractionPotency).Mean, block == "1" ? 1.0 : 1.5);
    }

    [Theory]
    [InlineData("example_2d")]
    [InlineData("mathews_block1_viability_fraction")]
    [InlineData("mathews_block2_viability_fraction")]
    [InlineData("synthetic_musyc_bliss_independent_1")]
    [InlineData("synthetic_musyc_efficacy_1")]
    [InlineData("synthetic_musyc_linear_isobole_1")]
    [InlineData("synthetic_musyc_potency_1")]
    [InlineData("synthetic_musyc_reference_1")]
    [Evidence(EvidenceKind.OtherProgram, "synergy (Wooten) commit fc6cf0e")]
    public void Bliss_and_the_highest_single_agent_are_those_of_synergy(string dataset)
    {
        var reference = new SynergyReference();
        foreach ((string method, NullModel model) in new[] { ("Bliss", NullModel.Bliss), ("HSA", NullModel.HighestSingleAgent) })
        {
            DoseMatrix matrix = Medians(reference.Plate(dataset, method));
            NullScore score = SynergyScores.Of(matrix).Against(model);
            foreach (Dictionary<string, string> row in reference.Rows("djwooten-synergy/dataset_scores.csv").Where(r => r["dataset"] == dataset && r["method"] == method))
            {
                int cell = matrix.Cell(matrix.Doses1.IndexOf(SynergyReference.Number(row["d1"])), matrix.Doses2.IndexOf(SynergyReference.Number(row["d2"])));
                if (!matrix.IsCombination(cell)) continue;

                // it scores well by well: its null is score + viability, and arithmetic on the data
                Assert.Equal(SynergyReference.Number(row["synergy"]) + SynergyReference.Number(row["E"]), 1 - score.Expected[cell], 1e-9);
            }
        }
    }

    // drc searches from one start. Where it ended at more than the least sum of squares, its curve is not that of the data: what its half of the smoothed
    // surface is follows from the other half, the curves along the second drug's doses.
    private static bool ColumnStoppedShort(SynergyReference reference, DoseMatrix matrix, string block, int column)
    {
        double theirs = 0, least = 0;
        int rows = matrix.Doses1.Length, columns = matrix.Doses2.Length;
        HillCurve ours = HillFit.Fit([.. matrix.Doses1], [.. Enumerable.Range(0, rows).Select(i => matrix.Mean(matrix.Cell(i, column)))], matrix.Mean(matrix.Cell(0, column))).Curve;
        foreach (Dictionary<string, string> row in Scores(reference, "mathews", block))
        {
            int cell = Cell(matrix, row);
            if (cell % columns != column || !matrix.IsCombination(cell)) continue;
            int[] along = [.. Enumerable.Range(0, columns).Select(j => matrix.Cell(cell / columns, j))];
            double half = HillFit.Fit([.. matrix.Doses2], [.. along.Select(matrix.Mean)], matrix.Mean(along[0])).Curve.At(matrix.Doses2[column]);
            theirs += Math.Pow((SynergyReference.Number(row["ZIP_fit"]) / 50) - half - matrix.Mean(cell), 2);
            least += Math.Pow(ours.At(matrix.Doses(cell).Dose1) - matrix.Mean(cell), 2);
        }

        // far more than the half a score point that the fits may differ by
        return theirs > (1.1 * least) + 1e-3;
    }

    // as the package takes replicates of a drug alone
    private static DoseMatrix Medians(DoseMatrix matrix) => new(
    [
        .. matrix.Wells.GroupBy(w => (w.Dose1, w.Dose2)).Select(g =>
        {
            double[] effects = [.. g.Select(w => w.Effect).Order()];
            return new Well(g.Key.Dose1, g.Key.Dose2, (effects[(effects.Length - 1) / 2] + effects[effects.Length / 2]) / 2);
        }),
    ]);

    // drc's slope is negative where effects rise, and c is then where they start
    private static HillCurve Drc(Dictionary<string, string> row) => new(
        SynergyReference.Number(row["c"]) / 100, SynergyReference.Number(row["d"]) / 100, SynergyReference.Number(row["e"]), -SynergyReference.Number(row["b"]));

    private static IEnumerable<Dictionary<string, string>> Scores(SynergyReference reference, string data, string block) =>
        reference.Rows($"synergyfinder/{data}_synergy_scores_baseline-non.csv").Where(r => r["block_id"] == block);

    private static int Cell(DoseMatrix matrix, Dictionary<string, string> row) =>
        matrix.Cell(matrix.Doses1.IndexOf(SynergyReference.Number(row["conc1"])), matrix.Doses2.IndexOf(SynergyReference.Number(row["conc2"])));

    private static double Summary(SynergyReference reference, string data, string block, string method) =>
        SynergyReference.Number(reference.Rows($"synergyfinder/{data}_summary_baseline-non.csv").Single(r => r["block_id"] == block)[$"{method}_synergy"]);
}
