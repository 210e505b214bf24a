using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

/// <summary>
/// The flagship's population in plasma against the product information of intravenous trastuzumab (metastatic breast cancer, 805 patients)
/// and against CLEOPATRA's substudy of pertuzumab.
/// </summary>
/// <remarks>
/// Not all of the trastuzumab table can be met by the published model. Its percentiles are those of 805 and 390 real patients, not of a simulation
/// with the published spreads: <see cref="The_published_spreads_alone_are_wider_than_the_table_of_early_breast_cancer"/> shows it without any
/// covariate of ours. What cannot be met stands under "known deviation" with the value found, so that a change in either direction is seen.
/// </remarks>
public class PopulationPlasmaTests
{
    private const int Count = 2000;

    private static readonly ParameterTable Table = Her2Evidence.Parameters().Value!;
    private static readonly PopulationDefinition Metastatic = PopulationReader.Read(Her2Files.Read("populations/metastatic.toml")).Value!;

    private static readonly Lazy<CycleExposure[][]> ThreeWeekly = new(() => Trastuzumab(Metastatic, Count));

    private static readonly Lazy<CycleExposure[][]> Weekly = new(() => Run(
        Metastatic, Count, p => PlasmaRun.Cycles(
            p.Trastuzumab, TypicalPlasmaTests.Course("trastuzumab", 4 * p.WeightKilograms, 2 * p.WeightKilograms, 7, 48), 21, 16, 1e-5)));

    // median within 10 %, 5th and 95th percentile within 25 %: the pass mark of the evidence dossier
    [Theory]
    [InlineData("cycle 1", "Cmin", 0.50, 28.7)]
    [InlineData("cycle 1", "Cmin", 0.95, 46.3)]
    [InlineData("cycle 1", "Cmax", 0.05, 134)]
    [InlineData("cycle 1", "Cmax", 0.95, 280)]
    [InlineData("cycle 1", "AUC", 0.05, 728)]
    [InlineData("cycle 1", "AUC", 0.50, 1376)]
    [InlineData("cycle 1", "AUC", 0.95, 1998)]
    [InlineData("steady", "Cmin", 0.50, 44.2)]
    [InlineData("steady", "Cmax", 0.05, 123)]
    [InlineData("steady", "Cmax", 0.95, 266)]   // + 24 %: barely
    [InlineData("steady", "AUC", 0.50, 1736)]
    [InlineData("steady", "AUC", 0.95, 2756)]
    [InlineData("weekly", "Cmin", 0.50, 63.1)]
    [InlineData("weekly", "Cmax", 0.50, 107)]
    [InlineData("weekly", "Cmax", 0.05, 54.2)]
    [InlineData("weekly", "Cmax", 0.95, 164)]
    [InlineData("weekly", "AUC", 0.50, 1710)]
    [InlineData("weekly", "AUC", 0.95, 2715)]
    [Evidence(EvidenceKind.Published, "Product information of intravenous Herceptin, tables of cycle 1 and steady state, metastatic breast cancer")]
    public void Exposure_to_trastuzumab_is_that_of_the_product_information(string when, string quantity, double quantile, double published) =>
        Assert.Equal(1, Exposure(when, quantity, quantile) / published, quantile == 0.5 ? 0.10 : 0.25);

    // beside each published value, ours; 12 % is four standard errors of a 5th percentile of 2,000 draws with a spread of 0.7 on the log scale
    [Theory]
    [InlineData("cycle 1", "Cmin", 0.05, 2.9, 10.2)]    // three and a half times too high: the low tail
    [InlineData("steady", "Cmin", 0.05, 1.8, 10.9)]     // six times: the low tail
    [InlineData("steady", "AUC", 0.05, 618, 857)]       // + 39 %: the low tail
    [InlineData("weekly", "Cmin", 0.05, 11.7, 24.1)]    // twice: the low tail
    [InlineData("weekly", "AUC", 0.05, 581, 838)]       // + 44 %: the low tail
    [InlineData("steady", "Cmin", 0.95, 85.4, 117)]     // + 37 %: our spread is the published one, theirs is shrunk
    [InlineData("weekly", "Cmin", 0.95, 107, 137)]      // + 28 %: the same
    [InlineData("cycle 1", "Cmax", 0.50, 182, 205)]     // + 12.6 %: the typical patient of the paper, 66 kg, has 200 already
    [InlineData("steady", "Cmax", 0.50, 179, 201)]      // + 12.5 %: the same, 198
    [Evidence(EvidenceKind.Published, "Product information of intravenous Herceptin: the values that the published model does not reach")]
    public void Known_deviation_of_trastuzumab_from_the_product_information(
        string when, string quantity, double quantile, double published, double ours)
    {
        double found = Exposure(when, quantity, quantile);

        Assert.Equal(1, found / ours, 0.12);
        Assert.True(
            Math.Abs((found / published) - 1) > (quantile == 0.5 ? 0.10 : 0.25), $"{found} now meets {published}: move this row to the test of what is met");
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Quartino 2019: CV of Vc 24.6 %; product information, early breast cancer, cycle 1: Cmax 127 to 227")]
    public void The_published_spreads_alone_are_wider_than_the_table_of_early_breast_cancer()
    {
        // one patient, 66 kg with every covariate at its median: only the published random effects act, and yet Cmax spreads further than
        // the table of 390 patients of all weights. The table therefore shows patients' own, shrunken estimates, which no simulation draws.
        PopulationDefinition same = Metastatic with
        {
            AsianWeightKilograms = 66, OtherWeightKilograms = 66, WeightCv = 0, AlbuminGramsPerLitre = 40, AlbuminSpreadGramsPerLitre = 0,
            AstUnitsPerLitre = 24, AstCv = 0, LiverMetastasesShare = 0,
        };
        CycleExposure[] first = [.. Trastuzumab(same, 1000).Select(c => c[0])];

        double spread = Quantile(first, "Cmax", 0.95) / Quantile(first, "Cmax", 0.05);

        // exp(2 x 1.645 x 0.242) = 2.2 from the volume alone
        Assert.InRange(spread, 2.0, 2.4);
        Assert.True(spread > 1.1 * 227 / 127);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "no honest value of the assumed covariates reaches the published low tail of the trough")]
    public void The_low_tail_of_the_trough_is_not_a_matter_of_the_assumed_covariates()
    {
        // far beyond what is likely: liver metastases in everyone, albumin 36 +/- 6 g/L, AST with a CV of 100 %, weight of 25 %
        PopulationDefinition sick = Metastatic with
        {
            LiverMetastasesShare = 1, AlbuminGramsPerLitre = 36, AlbuminSpreadGramsPerLitre = 6, AstCv = 1, WeightCv = 0.25,
        };
        CycleExposure[] steady = [.. Trastuzumab(sick, 1000).Select(c => c[15])];

        Assert.True(Quantile(steady, "Cmin", 0.05) > 2 * 1.8);
        Assert.True(Quantile(steady, "Cmin", 0.50) < 0.8 * 44.2);   // and the median would be lost, which is now met
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Quartino 2019: at least 95 % of patients with breast cancer are below 1 ug/mL 7 months after the last dose")]
    public void Seven_months_after_the_last_dose_trastuzumab_has_gone_in_95_percent()
    {
        double[] left = Run(
            Metastatic, 1000, p => PlasmaRun.Days(
                p.Trastuzumab, TypicalPlasmaTests.Course("trastuzumab", 8 * p.WeightKilograms, 6 * p.WeightKilograms, 21, 16), (15 * 21) + 213, 1e-5)[^1]);

        Assert.InRange(left.Count(c => c < 1) / 1000.0, 0.95, 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Cortes 2013, CLEOPATRA's substudy, cycle 3: mean Cmin 63.6 and Cmax 183 ug/mL; 20 patients of CLEOPATRA in Garg 2014")]
    public void Pertuzumab_in_cycle_three_is_what_CLEOPATRA_measured()
    {
        CycleExposure[] third = [.. Pertuzumab(420, 21, 3, 1000).Select(c => c[2])];

        // two standard errors of a mean of the 20 patients measured
        Assert.Equal(63.6, third.Average(c => c.Trough), 2 * Spread(third, c => c.Trough) / Math.Sqrt(20));
        Assert.Equal(183, third.Average(c => c.Peak), 2 * Spread(third, c => c.Peak) / Math.Sqrt(20));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Ng 2006: troughs above 20 ug/mL in more than 90 %; Liu 2021: every four weeks, or 840 mg every six, some 40 % lower and in less than 90 %")]
    public void Stretched_pertuzumab_loses_two_fifths_of_its_trough()
    {
        CycleExposure[] label = [.. Pertuzumab(420, 21, 16, 1000).Select(c => c[15])];
        CycleExposure[] four = [.. Pertuzumab(420, 28, 12, 1000).Select(c => c[11])];
        CycleExposure[] six = [.. Pertuzumab(840, 42, 8, 1000).Select(c => c[7])];

        Assert.True(Above(label) > 0.9);
        foreach (CycleExposure[] stretched in new[] { four, six })
        {
            // "about 40 %": a third to a half
            Assert.InRange(1 - (Quantile(stretched, "Cmin", 0.5) / Quantile(label, "Cmin", 0.5)), 0.33, 0.5);
            Assert.True(Above(stretched) < 0.9);
        }

        static double Above(CycleExposure[] e) => e.Count(c => c.Trough > 20) / (double)e.Length;
    }

    private static double Exposure(string when, string quantity, double quantile) => when switch
    {
        "cycle 1" => Quantile([.. ThreeWeekly.Value.Select(c => c[0])], quantity, quantile),
        "steady" => Quantile([.. ThreeWeekly.Value.Select(c => c[15])], quantity, quantile),
        "weekly" => Quantile([.. Weekly.Value.Select(c => c[15])], quantity, quantile),
        _ => throw new ArgumentOutOfRangeException(nameof(when), when, "cycle 1, steady or weekly"),
    };

    private static double Quantile(CycleExposure[] exposures, string quantity, double quantile)
    {
        double[] sorted = [.. exposures.Select(e => quantity switch { "Cmin" => e.Trough, "Cmax" => e.Peak, _ => e.Area }).Order()];
        return sorted[(int)(quantile * (sorted.Length - 1))];
    }

    private static double Spread(CycleExposure[] exposures, Func<CycleExposure, double> of)
    {
        double mean = exposures.Average(of);
        return Math.Sqrt(exposures.Average(e => (of(e) - mean) * (of(e) - mean)));
    }

    private static CycleExposure[][] Trastuzumab(PopulationDefinition definition, int count) => Run(
        definition, count, p => PlasmaRun.Cycles(
            p.Trastuzumab, TypicalPlasmaTests.Course("trastuzumab", 8 * p.WeightKilograms, 6 * p.WeightKilograms, 21, 16), 21, 16, 1e-5));

    private static CycleExposure[][] Pertuzumab(double maintenance, int intervalDays, int cycles, int count) => Run(
        Metastatic, count, p => PlasmaRun.Cycles(
            p.Pertuzumab, TypicalPlasmaTests.Course("pertuzumab", 840, maintenance, intervalDays, cycles), intervalDays, cycles, 1e-5));

    private static T[] Run<T>(PopulationDefinition definition, int count, Func<VirtualPatient, T> of)
    {
        var population = new PopulationModel(definition, Table);
        var results = new T[count];
        Parallel.For(0, count, k => results[k] = of(population.Draw(new RandomSource(1), new SubjectAddress(0, (uint)k))));
        return results;
    }
}
