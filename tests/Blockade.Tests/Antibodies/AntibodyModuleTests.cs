using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Antibodies;
using Blockade.Evidence;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Simulation;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Antibodies;

/// <summary>An antibody of one's own in the flagship's cell does what its epitope and its dissociation constant say.</summary>
public class AntibodyModuleTests
{
    // states to 1e-8 a step, some hundred steps to rest, and sums of some hundred states
    private const double Relative = 1e-5;

    [Theory]
    [InlineData("HER2.II", "bound_zumab", "H2s", 0)]
    [InlineData("HER2.IV", "bound_zumab", "H2s", 0)]
    [InlineData("HER3.I", "bound_zumab", "H3tot", 0)]
    [InlineData("HER3.I", "bound_zumab", "H3tot", 3)]
    [Evidence(EvidenceKind.Analytic, "one site at equilibrium: c/(c + KD); with a competitor N of constant K, c/(c + KD (1 + N/K)) (Gaddum 1937, J. Physiol. 89:7P)")]
    public void Occupancy_at_equilibrium_is_that_of_the_dissociation_constant(string epitope, string bound, string total, double heregulin)
    {
        var cell = new ModuleCell("zumab", "pertuzumab", (epitope, 0.4));

        // no HER2 where heregulin would hold HER3 in pairs, and pairs that trastuzumab's epitope does not weaken
        double her2 = epitope.StartsWith("HER3", StringComparison.Ordinal) ? 0 : 1e6;
        foreach (double c in new[] { 0.04, 0.4, 4, 400 })
        {
            Dictionary<string, double> seen = cell.Rest([.. ModuleCell.BindingOnly, ("f22", 1), ("fT", 1), ("H2_0", her2), ("N_nM", heregulin), ("zumab_nM", c)]).Outputs;

            Assert.Equal(1, seen[bound] / seen[total] * (c + (0.4 * (1 + (heregulin / 1.0)))) / c, Relative);   // kNoff/kNon is 1 nM
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(1e5)]
    [Evidence(EvidenceKind.Analytic, "binding polynomial of two sites and a bridge: 1 + x + y + xy + x near/Kb, x = c/Ka, y = c/Kb")]
    public void A_biparatopic_follows_its_binding_polynomial(double near)
    {
        var cell = new ModuleCell("bimab", "pertuzumab", ("HER2.II", 1), ("HER2.IV", 3));
        foreach (double c in new[] { 0.1, 1, 10 })
        {
            Dictionary<string, double> seen = cell.Rest([.. ModuleCell.BindingOnly, ("f22", 1), ("fT", 1), ("bimab_nM", c), ("near_bimab", near)]).Outputs;

            double x = c / 1, y = c / 3, bridge = x * near / 3, all = 1 + x + y + (x * y) + bridge;
            Assert.Equal(bridge / all, seen["bridged_bimab"] / seen["H2s"], Relative);
            Assert.Equal((x + (x * y) + bridge) / all, seen["H2P"] / seen["H2s"], Relative);
            Assert.Equal((x + y + (2 * x * y) + bridge) / all, seen["boundIgG"] / seen["H2s"], Relative);   // an antibody on both epitopes is one
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "at rest what is taken from the interstitium is what is degraded: kdeg times the antibodies on receptors inside")]
    public void Uptake_is_what_the_cell_degrades()
    {
        foreach (ModuleCell cell in new[]
        {
            new ModuleCell("zumab", "pertuzumab", ("HER2.II", 0.4)), new ModuleCell("zumab", "pertuzumab", ("HER2.IV", 0.4)), new ModuleCell("zumab", "pertuzumab", ("HER3.I", 0.4)),
            new ModuleCell("zumab", "pertuzumab", ("HER3.II", 0.4)), new ModuleCell("zumab", "pertuzumab", ("HER2.II", 1), ("HER2.IV", 3)), new ModuleCell("zumab", "trastuzumab", ("HER3.I", 1), ("HER3.II", 3)),
        })
        {
            (Dictionary<string, double> seen, double[] state) = cell.Rest(("zumab_nM", 5), ("T_nM", 2), ("P_nM", 3), ("N_nM", 0.5));

            foreach ((string antibody, string uptake) in new[] { ("zumab", "uptake_zumab"), ("T", "uptakeT"), ("P", "uptakeP") })
            {
                double inside = Enumerable.Range(0, state.Length).Where(i => cell.Model.SpeciesNames[i].Contains("loc~e", StringComparison.Ordinal))
                    .Sum(i => state[i] * Regex.Count(cell.Model.SpeciesNames[i], $@"\b{antibody}\("));
                double bound = seen["boundIgG"] * 5e-4;   // kon times the dose: what binds in a second, of which uptake is a difference
                Assert.Equal(1.27e-4 * inside, seen[uptake], Relative * bound);
                Assert.True(inside > 100 * Relative * bound, $"{antibody} is hardly inside");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Evidence(EvidenceKind.Analytic, "sites are taken by one antibody at a time, and both do the same there: a + b of either is a + b of one")]
    public void The_same_antibody_under_two_names_is_Loewe_additive(double heregulin)
    {
        var cell = new ModuleCell("zumab", "pertuzumab", ("HER2.II", 0.3));   // kPoff/kPon
        ImmutableArray<double> doses = [0, 0.1, 0.2, 0.3, 1, 2, 3, 10, 20, 30];
        DoseMatrix matrix = Scan(cell.Model, "P_nM", "zumab_nM", doses, heregulin);
        HillCurve alone = SynergyScores.Of(matrix).Drug1.Curve;
        NullScore loewe = SynergyScores.Of(matrix).Against(NullModel.Loewe);

        foreach ((double a, double b) in new[] { (0.1, 0.1), (0.1, 0.2), (0.2, 0.1), (1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (10.0, 20.0) })
        {
            int pair = Cell(a, b), one = Cell(a + b, 0), other = Cell(0, a + b);

            // steady states to 1e-9 of each of some hundred
            Assert.Equal(matrix.Mean(one), matrix.Mean(pair), 1e-6);
            Assert.Equal(matrix.Mean(other), matrix.Mean(pair), 1e-6);

            // the null is read off the curves that were fitted to either alone: it misses the pair by what it misses the single drug
            // (without heregulin neither has an effect, and curves that are rounding alone have no null)
            if (heregulin > 0) Assert.Equal(0, loewe.Excess[pair], Math.Abs(matrix.Mean(one) - alone.At(a + b)) + 2e-4);
        }

        Assert.Equal(heregulin > 0, Math.Abs(alone.Maximum - alone.Zero) > 1e-9);

        int Cell(double a, double b) => matrix.Cell(doses.IndexOf(Math.Round(a, 9)), doses.IndexOf(Math.Round(b, 9)));
    }

    [Theory]
    [InlineData("HER2.II", "P_nM")]
    [InlineData("HER2.IV", "T_nM")]
    [Evidence(EvidenceKind.Analytic, "a receptor has each epitope once: no species holds both, and above saturation the second antibody finds nothing to block")]
    public void Two_antibodies_on_the_same_epitope_are_no_dual_blockade(string epitope, string rival)
    {
        var cell = new ModuleCell("zumab", "pertuzumab", (epitope, 2));
        string letter = rival[..1];
        string[] molecules = [.. cell.Model.SpeciesNames.Where(s => s.Contains("zumab(", StringComparison.Ordinal) && s.Contains($"{letter}(h!", StringComparison.Ordinal))];
        Assert.All(molecules, s => Assert.Equal(2, Regex.Count(s, @"\bH2\(")));   // both only where there are two of the receptor

        DoseMatrix matrix = Scan(cell.Model, rival, "zumab_nM", [0, 1, 10, 100, 1000], heregulin: 1);
        SynergyScores scores = SynergyScores.Of(matrix);

        // what the better one leaves at 300 times its constant and more, and at 3000 times: a thousandth or so of sites
        double saturated = Math.Max(matrix.Mean(matrix.Cell(4, 0)), matrix.Mean(matrix.Cell(0, 4)));
        Assert.InRange(matrix.Mean(matrix.Cell(4, 4)) - saturated, -0.01, 0.01);
        Assert.All(scores.Against(NullModel.Bliss).Excess, e => Assert.InRange(double.IsNaN(e) ? 0 : e, -1, 1e-6));   // never more than independent drugs
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "names are labels: the matrix of the two antibodies the other way round, and its scores, are turned over")]
    public void Swapped_labels_swap_the_scores()
    {
        SourceText base_ = ModuleCell.Module("zumab", "pertuzumab", Her2Files.Read("her2.bngl"), ("HER3.I", 2)).Model;
        var one = new ModuleCell(ModuleCell.Module("qumab", "pertuzumab", base_, ("HER2.II", 0.4)).Model);
        var other = new ModuleCell(new SourceText("swapped.bngl", Regex.Replace(
            ModuleCell.Module("qumab", "pertuzumab", base_, ("HER2.II", 0.4)).Model.Text, "zumab|qumab", m => m.Value == "zumab" ? "qumab" : "zumab")));
        ImmutableArray<double> doses = [0, 1, 10, 100];
        DoseMatrix a = Scan(one.Model, "zumab_nM", "qumab_nM", doses, 1), b = Scan(other.Model, "zumab_nM", "qumab_nM", doses, 1);
        SynergyScores first = SynergyScores.Of(a), second = SynergyScores.Of(b);

        for (int i = 0; i < doses.Length; i++)
        {
            for (int j = 0; j < doses.Length; j++)
            {
                Assert.Equal(a.Mean(a.Cell(i, j)), b.Mean(b.Cell(j, i)), 1e-6);   // steady states to 1e-9 of each of some hundred
                foreach (NullModel null_ in new[] { NullModel.HighestSingleAgent, NullModel.Bliss })
                    Assert.Equal(first.Against(null_).Excess[a.Cell(i, j)], second.Against(null_).Excess[b.Cell(j, i)], 3e-6);   // of three such
            }
        }
    }

    [Theory]
    [InlineData("HER2.II")]
    [InlineData("HER2.IV")]
    [InlineData("HER3.I")]
    [InlineData("HER3.II")]
    [Evidence(EvidenceKind.Metamorphic, "zero dose is no drug: the module's cell is then the flagship's")]
    public void Without_a_dose_the_model_is_what_it_was(string epitope)
    {
        var cell = new ModuleCell("zumab", "pertuzumab", (epitope, 0.4));
        var flagship = new ModuleCell(Her2Files.Read("her2.bngl"));
        (string, double)[] doses = [("T_nM", 3), ("P_nM", 1), ("N_nM", 0.3)];
        Dictionary<string, double> with = cell.Rest([.. doses]).Outputs, without = flagship.Rest([.. doses]).Outputs;

        // uptake is a difference of what binds and what leaves, some hundred times as large
        Assert.All(without, o => Assert.Equal(o.Value, with[o.Key], (Relative * Math.Abs(o.Value) * (o.Key.StartsWith("uptake", StringComparison.Ordinal) ? 100 : 1)) + 1e-5));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "HER3 that pairs with nothing signals to nothing; where heregulin cannot bind, there is none")]
    public void Antibodies_against_HER3_block_what_their_epitope_says()
    {
        var ligand = new ModuleCell("zumab", "pertuzumab", ("HER3.I", 0.1));
        var pairing = new ModuleCell("zumab", "pertuzumab", ("HER3.II", 0.1));

        Dictionary<string, double> none = ligand.Rest(("N_nM", 0)).Outputs, driven = ligand.Rest(("N_nM", 1)).Outputs, blocked = ligand.Rest(("N_nM", 1), ("zumab_nM", 1e5)).Outputs;
        Assert.True(driven["pH3"] > 2 * none["pH3"]);
        Assert.Equal(none["pH3"], blocked["pH3"], 0.02 * none["pH3"]);   // a millionth of HER3 takes heregulin, which holds a thousand times longer and signals eightfold

        Dictionary<string, double> apart = pairing.Rest(("N_nM", 1), ("zumab_nM", 1e5)).Outputs;
        Assert.InRange(apart["pH3"] / driven["pH3"], 0, 0.02);
        Assert.InRange(pairing.Rest(("N_nM", 0), ("zumab_nM", 1e5)).Outputs["pH3"] / none["pH3"], 0, 0.02);
    }

    [Theory]
    [InlineData("HER2.II", null)]
    [InlineData("HER3.I", null)]
    [InlineData("HER3.II", null)]
    [InlineData("HER2.II", "HER2.IV")]
    [InlineData("HER3.I", "HER3.II")]
    [Evidence(EvidenceKind.Analytic, "Kolmogorov's criterion, as for the flagship: binding constants multiply to one around every cycle")]
    public void Binding_balances_around_every_cycle(string epitope, string? second)
    {
        ImmutableArray<(string, double)> arms = second is null ? [(epitope, 0.4)] : [(epitope, 0.4), (second, 3)];
        CompiledModel model = new ModuleCell("zumab", "pertuzumab", arms).Model;
        (string, double)[] dosed = [.. ModuleCell.BindingOnly, ("zumab_nM", 1), ("T_nM", 1), ("P_nM", 1), ("N_nM", 1)];

        Assert.Empty(DetailedBalance.Check(model, model.Parameters(dosed)));
        Assert.NotEmpty(DetailedBalance.Check(model, model.Parameters([.. dosed, ("kp22", 1e-3), ("kp23", 1e-3), ("kdp", 1e-3)])));   // what is driven is found
    }

    [Theory]
    [InlineData("her2.bngl", 301, 2121, "HER2.II", null)]
    [InlineData("her2.bngl", 645, 5183, "HER2.II", "HER2.IV")]
    [InlineData("her2.bngl", 217, 1401, "HER3.I", null)]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, generate_network of the files that the command wrote")]
    public void The_network_is_the_one_that_BioNetGen_makes(string from, int species, int reactions, string epitope, string? second)
    {
        ImmutableArray<(string, double)> arms = second is null ? [(epitope, 0.4)] : [(epitope, 0.4), (second, 3)];
        CompiledModel model = new ModuleCell(ModuleCell.Module("zumab", "pertuzumab", Her2Files.Read(from), arms).Model).Model;

        Assert.Equal((species, reactions), (model.Network.Species.Length, model.Network.Reactions.Length));
    }

    [Theory]
    [InlineData("HER2.II", null)]
    [InlineData("HER2.IV", null)]
    [InlineData("HER3.I", null)]
    [InlineData("HER2.II", "HER2.IV")]
    [Evidence(EvidenceKind.Metamorphic, "the family's model takes an antibody as the flagship does; without EGFR and HER4 both cells are one")]
    public void The_familys_model_takes_an_antibody_too(string epitope, string? second)
    {
        ImmutableArray<(string, double)> arms = second is null ? [(epitope, 0.4)] : [(epitope, 0.4), (second, 3)];
        var family = new ModuleCell(ModuleCell.Module("zumab", "pertuzumab", Her2Files.Read("her2-family.bngl"), arms).Model);
        var flagship = new ModuleCell("zumab", "pertuzumab", arms);
        (string, double)[] doses = [("zumab_nM", 5), ("T_nM", 3), ("P_nM", 1), ("N_nM", 0.3)];
        Dictionary<string, double> one = family.Rest([.. doses, ("E1_0", 0), ("H4_0", 0)]).Outputs, other = flagship.Rest([.. doses]).Outputs;

        Assert.All(other, o => Assert.Equal(o.Value, one[o.Key], (Relative * Math.Abs(o.Value) * (o.Key.StartsWith("uptake", StringComparison.Ordinal) ? 100 : 1)) + 1e-5));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "lines of the model that have nothing to do with the epitope stand as they stood")]
    public void The_rest_of_the_model_is_left_alone()
    {
        string[] old = Her2Files.Read("her2.bngl").Text.Split('\n');
        HashSet<string> written = [.. ModuleCell.Module("zumab", "pertuzumab", Her2Files.Read("her2.bngl"), ("HER2.II", 0.4)).Model.Text.Split('\n')];

        Assert.Equal(["  Molecules Pbound H2(arm!+)", "  Molecules Pshed H2(jm,arm!+,d,loc~s)"], old.Where(l => !written.Contains(l)));
    }

    [Theory]
    [InlineData("P", "HER2.II", "the name 'P' is taken")]
    [InlineData("docetaxel", "HER2.II", "the name 'docetaxel' is taken")]
    [InlineData("freeP", "HER2.II", "the name 'freeP' is taken")]
    [Evidence(EvidenceKind.Analytic, "names of the model and of drugs are taken")]
    public void A_name_that_is_taken_is_refused(string name, string epitope, string message)
    {
        var design = new AntibodyDesign(name, "pertuzumab", [new AntibodyArm(Epitope.Named(epitope)!, 1)], "user", Grade.Assumption);

        Diagnostic problem = Assert.Single(AntibodyModule.Write(design, Her2Files.Read("her2.bngl")).Diagnostics);
        Assert.Equal(("STD1013", message), (problem.Code, problem.Message));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a model without the receptor, or of another kind, is told what it lacks")]
    public void A_model_without_a_place_for_the_antibody_is_told()
    {
        var design = new AntibodyDesign("zumab", "pertuzumab", [new AntibodyArm(Epitope.Named("HER3.I")!, 1)], "user", Grade.Assumption);
        SourceText plain = SourceText.FromFile(Path.Combine(Repository.Root, "docs", "examples", "plain-receptor.bngl"));

        Diagnostic problem = Assert.Single(AntibodyModule.Write(design, plain).Diagnostics);
        Assert.Equal(("STD1013", "this model has no place for an antibody on HER3.I: that needs H3 with a site 'l', and antibodies as clamped species"), (problem.Code, problem.Message));
    }

    private static DoseMatrix Scan(CompiledModel model, string first, string second, ImmutableArray<double> doses, double heregulin)
    {
        DoseScanResult scan = DoseScan.Run(
            model, [("N_nM", heregulin)], new DoseAxis(first, doses), new DoseAxis(second, doses), ["pH3"], new DoseReading.SteadyState(), 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(scan.Trouble);
        double untreated = scan.Values[0][0];
        return new DoseMatrix([.. scan.Values[0].Select((v, c) => new Well(doses[c / doses.Length], doses[c % doses.Length], 1 - (v / untreated)))]);
    }
}
