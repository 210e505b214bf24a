using Blockade.Testing;

namespace Blockade.Tests.Flagship;

/// <summary>What experiments say a HER2-amplified cell does under the antibodies: bands and directions, since no matrix was published.</summary>
[Evidence(EvidenceKind.Published, "behaviours of section 9.6 of the receptor evidence; each test names its paper")]
public class FlagshipBehaviourTests(FlagshipCell cell) : IClassFixture<FlagshipCell>
{
    private const double Saturating = 100;   // nM: 300 times the affinity on cells
    private static readonly double[] HeregulinLevels = [0, 0.1, 0.156, 0.625, 1, 2.5, 10];

    [Fact]
    public void The_model_reads_and_expands_without_a_warning()
    {
        Assert.Empty(cell.Diagnostics);
        Assert.Equal((176, 1121), (cell.Model.SpeciesNames.Length, cell.Model.Network.Reactions.Length));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Hass 2017, BT-474-M3 at 30 min: pHER3 1,400 at rest and 12,240 at 10 nM; 8.7-fold")]
    public void Heregulin_raises_pHER3_eight_to_ten_fold() =>
        Assert.InRange(cell.Treat(0, 0, 10)["pH3"] / cell.Treat(0, 0, 0)["pH3"], 8, 10);

    [Theory]
    [InlineData(0.156, 0.21)]
    [InlineData(0.625, 0.76)]
    [InlineData(2.5, 0.98)]
    [Evidence(EvidenceKind.Published, "Hass 2017, RTKdata_BT474: share of the response above rest at 30 min")]
    public void The_heregulin_response_follows_BT474(double nanomolar, double published)
    {
        double rest = cell.Treat(0, 0, 0)["pH3"];
        double share = (cell.Treat(0, 0, nanomolar)["pH3"] - rest) / (cell.Treat(0, 0, 10)["pH3"] - rest);

        Assert.InRange(share, published - 0.2, published + 0.2);   // one replicate, and pHER3 at saturation scatters by 10 %
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Ghosh 2011, Cancer Res 71:1871: trastuzumab and not pertuzumab stops growth driven without ligand")]
    public void Without_ligand_trastuzumab_silences_HER3_and_pertuzumab_does_not()
    {
        double rest = cell.Treat(0, 0, 0)["pH3"];

        Assert.InRange(cell.Treat(Saturating, 0, 0)["pH3"] / rest, 0, 0.5);
        Assert.InRange(cell.Treat(0, Saturating, 0)["pH3"] / rest, 0.9, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [Evidence(EvidenceKind.Published, "Ghosh 2011; McDonagh 2012, Mol Cancer Ther 11:582: trastuzumab hardly touches ligand-driven HER3")]
    public void With_ligand_trastuzumab_leaves_most_of_pHER3(double heregulin) =>
        Assert.InRange(cell.Treat(Saturating, 0, heregulin)["pH3"] / cell.Treat(0, 0, heregulin)["pH3"], 0.85, 1.05);

    [Theory]
    [InlineData(1e6, 0.7)]
    [InlineData(5e4, 0.2)]
    [Evidence(EvidenceKind.Published, "Sak 2013, Carcinogenesis: pertuzumab blocks ligand-driven HER3, best in cells with little HER2")]
    public void Pertuzumab_blocks_ligand_driven_pHER3_best_where_HER2_is_scarce(double her2, double most)
    {
        double rest = cell.Treat(0, 0, 1, parameters: ("H2_0", her2))["pH3"];

        Assert.InRange(cell.Treat(0, Saturating, 1, parameters: ("H2_0", her2))["pH3"] / rest, 0, most);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Yamashita-Kashima 2011, Clin Cancer Res 17:5060: the pair beats the best dose of either")]
    public void The_pair_beats_either_antibody_at_every_heregulin_level()
    {
        foreach (double heregulin in HeregulinLevels)
        {
            double trastuzumab = cell.Treat(Saturating, 0, heregulin)["pH3"];
            double pertuzumab = cell.Treat(0, Saturating, heregulin)["pH3"];
            double pair = cell.Treat(Saturating, Saturating, heregulin)["pH3"];

            // without ligand pertuzumab has nothing to do, so there the pair equals trastuzumab; 1e-3 is a thousand times the solver's error
            Assert.True(pair < Math.Min(trastuzumab, pertuzumab) * (heregulin == 0 ? 1.001 : 1), $"{heregulin} nM: {pair} against {trastuzumab} and {pertuzumab}");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Lua 2015, npj Breast Cancer 1:15012; Hao 2019, PLoS ONE 14:e0216095: no cooperativity of binding")]
    public void Both_antibodies_bind_one_receptor_independently()
    {
        // low doses leave both epitopes half free. Turnover and pairs are off: receptors of one age and one kind, so that what is left is binding
        Dictionary<string, double> c = cell.Treat(
            0.3, 0.3, 0, 0, 7200, ("k22f", 0), ("k23f", 1e-30), ("kNf", 0), ("kendo", 0), ("kendo3", 0), ("kshed", 0));

        double onT = c["H2T"] / c["H2s"];
        double onP = c["H2P"] / c["H2s"];
        Assert.InRange(onT, 0.1, 0.9);
        Assert.Equal(1, c["H2TP"] / c["H2s"] / (onT * onP), 1e-5);   // a hundred times the solver's tolerance
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Molina 2001, Cancer Res 61:4744: trastuzumab stops p95, 2C4 does not")]
    public void Trastuzumab_and_not_pertuzumab_stops_the_shedding_of_p95()
    {
        const double Day = 86400;
        double rest = cell.Treat(0, 0, 0, 0, 2 * Day)["p95tot"];

        // p95 decays at 3.6e-5 1/s: after two days 0.2 % of the old is left, so what is there was shed under the drug
        Assert.InRange(cell.Treat(Saturating, 0, 0, 0, 2 * Day)["p95tot"] / rest, 0, 0.1);
        Assert.InRange(cell.Treat(0, Saturating, 0, 0, 2 * Day)["p95tot"] / rest, 0.9, 1.1);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Peckys 2015 (imaging, lower end) and Zhou 2024 (79 %): 30 to 80 % of HER2 in homodimers")]
    public void Between_a_third_and_four_fifths_of_HER2_is_in_homodimers()
    {
        Dictionary<string, double> c = cell.Treat(0, 0, 0);

        Assert.InRange(2 * c["D22"] / c["H2tot"], 0.3, 0.8);
    }
}
