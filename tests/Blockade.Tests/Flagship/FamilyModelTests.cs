using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;
using Blockade.Tests.Antibodies;

namespace Blockade.Tests.Flagship;

/// <summary>her2-family.bngl: the flagship's cell with EGFR and HER4.</summary>
public class FamilyModelTests
{
    // states to 1e-8 a step, some hundred steps to rest, and sums of some hundred states
    private const double Relative = 1e-5;

    private static readonly ModuleCell Family = new(Her2Files.Read("her2-family.bngl"));
    private static readonly ModuleCell Flagship = new(Her2Files.Read("her2.bngl"));
    private static readonly ImmutableArray<(string, double)> BindingOnly = [.. ModuleCell.BindingOnly, ("kendo1", 0), ("kendo4", 0), ("kendo11", 0), ("kendo12", 0), ("kp11", 0), ("kp12", 0), ("kp24", 0)];

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(3, 0, 0.5)]
    [InlineData(0, 3, 0.5)]
    [InlineData(3, 2, 0.5)]
    [InlineData(100, 100, 10)]
    [Evidence(EvidenceKind.Metamorphic, "without EGFR and HER4 the family's cell is the flagship's")]
    public void Without_EGFR_and_HER4_it_is_the_flagship(double trastuzumab, double pertuzumab, double heregulin)
    {
        (string, double)[] doses = [("T_nM", trastuzumab), ("P_nM", pertuzumab), ("N_nM", heregulin)];
        Dictionary<string, double> family = Family.Rest([.. doses, ("E1_0", 0), ("H4_0", 0), ("E_nM", 5)]).Outputs, flagship = Flagship.Rest([.. doses]).Outputs;

        // uptake is a difference of what binds and what leaves, some hundred times as large
        Assert.All(flagship, o => Assert.Equal(o.Value, family[o.Key], (Relative * Math.Abs(o.Value) * (o.Key.StartsWith("uptake", StringComparison.Ordinal) ? 100 : 1)) + 1e-5));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one bond d a receptor: no species has more than two receptors")]
    public void The_network_is_finite_and_no_species_has_three_receptors()
    {
        Checked<RuleModel> rules = BnglReader.Read(Her2Files.Read("her2-family.bngl"));
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(rules.Value!, ExpansionLimits.Default, null, TestContext.Current.CancellationToken);

        Assert.Empty(rules.Diagnostics.Concat(network.Diagnostics));
        Assert.Equal((235, 1399), (network.Value!.Species.Length, network.Value.Reactions.Length));   // BioNetGen 2.9.3 makes as many
        Assert.All(network.Value.Species, s => Assert.InRange(Regex.Count(s.Name, @"\b(H2|H3|H4|E1|p95)\("), 0, 2));
    }

    [Theory]
    [InlineData("E_nM", 5.67e-3 / 1.03e-3, "E1", "EGF")]
    [InlineData("N_nM", 4.0e-4 / 2.5e-3, "H4", "NRG")]
    [Evidence(EvidenceKind.Analytic, "one site at equilibrium: c/(c + KD), where there is no HER2 to pair with")]
    public void Ligands_bind_with_their_constants(string dose, double kd, string receptor, string ligand)
    {
        foreach (double c in new[] { 0.1, 1, 10 })
        {
            double[] state = Family.Rest([.. BindingOnly, ("H2_0", 0), ("H3_0", 0), ("k11f", 0), (dose, c)]).State;
            double Sum(string pattern) => Enumerable.Range(0, state.Length).Where(i => Regex.IsMatch(Family.Model.SpeciesNames[i], pattern)).Sum(i => state[i]);

            Assert.Equal(c / (c + kd), Sum($@"{receptor}\(.*{ligand}\(|{ligand}\(.*{receptor}\(") / Sum($@"\b{receptor}\("), Relative);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Kolmogorov's criterion, as for the flagship: binding constants multiply to one around every cycle")]
    public void Binding_balances_around_every_cycle() =>
        Assert.Empty(DetailedBalance.Check(Family.Model, Family.Model.Parameters([.. BindingOnly, ("T_nM", 1), ("P_nM", 1), ("N_nM", 1), ("E_nM", 1)])));

    [Fact]
    [Evidence(EvidenceKind.Published, "Molina 2001, Cancer Res 61:4744: trastuzumab inhibits shedding, pertuzumab's parent does not; bands of section 9.6 of the receptor evidence")]
    public void Trastuzumab_stops_shedding_and_pertuzumab_does_not()
    {
        double rest = Family.Rest().Outputs["p95tot"];

        Assert.InRange(Family.Rest(("T_nM", 100)).Outputs["p95tot"] / rest, 0, 0.1);
        Assert.InRange(Family.Rest(("P_nM", 100)).Outputs["p95tot"] / rest, 0.9, 1.1);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "shed at one rate with trastuzumab and without, a receptor whose pairs it does not weaken leaves as many stubs")]
    public void The_block_of_shedding_can_be_switched_off()
    {
        (string, double)[] off = [("kshedT", 1e-6), ("f22", 1), ("fT", 1), ("aT", 1)];

        Assert.Equal(1, Family.Rest([.. off, ("T_nM", 10), ("P_nM", 3)]).Outputs["p95tot"] / Family.Rest([.. off]).Outputs["p95tot"], Relative);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Zhou 2024, doi:10.1038/s41401-024-01232-9: AKT is activated at a rate times 1 - PTEN^3/(1 + PTEN^3): from PTEN = 1 to 0 twice as fast, to 2 at 2/9 of it")]
    public void Loss_of_PTEN_doubles_the_activation_of_AKT_and_nothing_else()
    {
        Dictionary<string, double> one = Family.Rest(("N_nM", 0.5)).Outputs;
        foreach ((double level, double fold) in new[] { (0.0, 2.0), (2.0, 2.0 / 9) })
        {
            Dictionary<string, double> other = Family.Rest(("N_nM", 0.5), ("PTEN", level)).Outputs;

            Assert.Equal(fold, other["pAKT"] / (1 - other["pAKT"]) / (one["pAKT"] / (1 - one["pAKT"])), Relative);
            Assert.All(one.Keys.Except(["pAKT", "slack"]), k => Assert.Equal(one[k], other[k], (Relative * Math.Abs(one[k])) + 1e-5));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nothing forms at a rate of nought; at HER2's own rate something does, where there is ligand")]
    public void The_stub_pairs_with_EGFR_only_if_told_to()
    {
        double Pairs(params (string, double)[] cell)
        {
            double[] state = Family.Rest([("kshed", 1e-5), .. cell]).State;
            return Enumerable.Range(0, state.Length).Where(i => Regex.IsMatch(Family.Model.SpeciesNames[i], @"p95\(.*E1\(|E1\(.*p95\(")).Sum(i => state[i]);
        }

        Assert.Equal(0, Pairs(("E_nM", 5)));
        Assert.Equal(0, Pairs(("E_nM", 0), ("k951f", 1.66e-5)), 1e-6);
        Assert.True(Pairs(("E_nM", 5), ("k951f", 1.66e-5)) > 10);
    }

    [Theory]
    [InlineData("E_nM", "D12")]
    [InlineData("N_nM", "D24")]
    [Evidence(EvidenceKind.Published, "Yamashita-Kashima 2011, Clin Cancer Res 17:5060: pertuzumab's epitope is HER2's arm in pairs with EGFR too; trastuzumab leaves liganded pairs (Ghosh 2011)")]
    public void Pertuzumab_blocks_pairs_with_EGFR_and_HER4_where_HER2_is_scarce(string ligand, string pairs)
    {
        (string, double)[] cell = [("H2_0", 2e4), ("H3_0", 0), (ligand, 1)];
        double rest = Family.Rest([.. cell]).Outputs[pairs];

        Assert.True(rest > 100, $"{rest} pairs");
        // directions were published and no shares: pertuzumab takes half and more, trastuzumab less than half
        Assert.InRange(Family.Rest([.. cell, ("P_nM", 300)]).Outputs[pairs] / rest, 0, 0.5);
        Assert.InRange(Family.Rest([.. cell, ("T_nM", 300)]).Outputs[pairs] / rest, 0.5, 1.05);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Hass 2017, best fit: AKT 0.56 by HER2 with HER3 and 0.064 by EGFR with HER2, ERK 0.061 and 0.274")]
    public void Pairs_with_EGFR_drive_ERK_and_pairs_with_HER3_AKT()
    {
        double[] p = Family.Model.Parameters();
        double Value(string name) => p[Family.Model.ParameterIndex(name)];

        Assert.Equal(0.56 / 0.064, Value("wN") / Value("w12"), 0.1);   // constants of two digits
        Assert.Equal(0.274 / 0.061, Value("v12") / Value("vN"), 0.1);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Garrett 2013, Clin Cancer Res 19:610; Serra 2011: HER3 rises under blockade. Without the feedback there is none")]
    public void HER3_rises_under_blockade_where_the_feedback_is_on()
    {
        double Her3(params (string, double)[] p) => Family.Rest([.. p]).Outputs["H3tot"];

        Assert.True(Her3(("fb", 1), ("T_nM", 100)) > 1.1 * Her3(("fb", 1)));
        Assert.InRange(Her3(("T_nM", 100)) / Her3(), 0, 1);   // it falls, as pairs with HER2 are internalised more slowly than HER3 alone, and there are fewer
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "at rest what is taken from the interstitium is what is degraded: kdeg times the antibodies on receptors inside")]
    public void Uptake_is_what_the_cell_degrades()
    {
        (Dictionary<string, double> seen, double[] state) = Family.Rest(("T_nM", 2), ("P_nM", 3), ("N_nM", 0.5), ("E_nM", 3), ("kshedT", 1e-6));
        foreach ((string antibody, string uptake) in new[] { ("T", "uptakeT"), ("P", "uptakeP") })
        {
            double inside = Enumerable.Range(0, state.Length).Where(i => Family.Model.SpeciesNames[i].Contains("loc~e", StringComparison.Ordinal))
                .Sum(i => state[i] * Regex.Count(Family.Model.SpeciesNames[i], $@"\b{antibody}\("));

            Assert.Equal(1.27e-4 * inside, seen[uptake], Relative * 3e-4 * seen["boundIgG"]);   // kon times the dose: of what binds in a second uptake is a difference
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/her2-family.csv, and her2.bngl for what both models have")]
    public void Every_constant_stands_in_a_table_with_its_value_and_unit()
    {
        ParameterTable table = Her2Evidence.Parameters().Value!.With(EvidenceReader.ReadParameters(Her2Files.Read("her2-family.csv")).Value!);
        RuleModel family = BnglReader.Read(Her2Files.Read("her2-family.bngl")).Value!;
        Parameter[] constants = [.. family.Parameters.Where(p => p.Value is Expression.Number)];

        Assert.All(constants, p => Assert.Equal((((Expression.Number)p.Value).Value, p.UnitText), (table.Value($"receptor.{p.Name}"), table[$"receptor.{p.Name}"].Unit)));
        Assert.Equal(table.Where(r => r.Id.StartsWith("receptor.", StringComparison.Ordinal)).Select(r => r.Id[9..]).Order(StringComparer.Ordinal), constants.Select(p => p.Name).Order(StringComparer.Ordinal));
    }
}
