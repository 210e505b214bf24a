using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Simulation;
using Blockade.Synergy;
using Blockade.Testing;
using Blockade.Tests.Flagship;

namespace Blockade.Tests.Synergy;

/// <summary>The flagship's cell over the doses of both antibodies.</summary>
public class ModelSynergyTests(FlagshipCell cell) : IClassFixture<FlagshipCell>
{
    private static readonly ImmutableArray<double> Doses = [0, 1, 10, 100, 1000];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Evidence(EvidenceKind.Analytic, "a copy of trastuzumab under another name: a + b of either is a + b of one")]
    public void Two_antibodies_on_the_same_epitope_are_no_dual_blockade(double heregulin)
    {
        CompiledModel model = WithACopyOfTrastuzumab();
        ImmutableArray<double> doses = [0, 1, 2, 3, 100, 200];
        double[] pHer3 = Scan(model, new DoseAxis("T_nM", doses), new DoseAxis("U_nM", doses), "pH3", ("N_nM", heregulin));
        double At(double first, double second) => pHer3[(doses.IndexOf(first) * doses.Length) + doses.IndexOf(second)];

        // steady states to 1e-9 of each state; sums of some hundred
        foreach ((double a, double b) in new[] { (1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (100.0, 100.0) })
            Assert.Equal(1, At(a, b) / At(a + b, 0), 1e-6);

        // what is left at 300 times the affinity is left by both: doubling the dose takes less than a hundredth of what there was
        Assert.InRange((At(100, 0) - At(100, 100)) / At(0, 0), -1e-6, 0.01);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Ghosh 2011, Cancer Res 71:1871: pertuzumab does nothing where there is no ligand; Yamashita-Kashima 2011, Clin Cancer Res 17:5060: the pair beats either")]
    public void Without_heregulin_pertuzumab_adds_little_and_with_it_much()
    {
        NullScore without = Score("pH3", ("N_nM", 0)).Against(NullModel.HighestSingleAgent);
        NullScore with = Score("pH3", ("N_nM", 1)).Against(NullModel.HighestSingleAgent);

        Assert.All(without.Excess, e => Assert.InRange(e, -0.01, 0.01));   // of what there is without drug: less than any assay sees
        Assert.InRange(with.Excess.Max(), 0.1, 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "both routes to AKT of science and model end on HER3: without it there is no pair to signal")]
    public void Without_HER3_neither_route_to_AKT_is_there()
    {
        foreach (string route in new[] { "s23", "sN", "pH3" })
        {
            double[] values = Scan(cell.Model, new DoseAxis("T_nM", Doses), new DoseAxis("P_nM", Doses), route, ("H3_0", 0), ("N_nM", 1));

            Assert.All(values, v => Assert.Equal(0, v, 1e-6));   // of a million receptors
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the antibodies' names are labels")]
    public void Swapped_antibodies_swap_the_scores()
    {
        double[] one = Scan(cell.Model, new DoseAxis("T_nM", Doses), new DoseAxis("P_nM", Doses), "pERK", ("N_nM", 1));
        double[] other = Scan(cell.Model, new DoseAxis("P_nM", Doses), new DoseAxis("T_nM", Doses), "pERK", ("N_nM", 1));

        for (int i = 0; i < Doses.Length; i++)
        {
            for (int j = 0; j < Doses.Length; j++) Assert.Equal(one[(i * Doses.Length) + j], other[(j * Doses.Length) + i], 1e-9);   // the same runs
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the experiment as the flagship's tests run it: rest, then an hour of antibody")]
    public void A_scan_at_a_time_is_the_experiment_in_a_dish()
    {
        ImmutableArray<double> doses = [0, 3, 100];
        DoseScanResult scan = DoseScan.Run(
            cell.Model, [], new DoseAxis("T_nM", doses), new DoseAxis("P_nM", doses), ["pH3", "pAKT"], new DoseReading.AtTime(3600, 1e6), 2, cancellation: TestContext.Current.CancellationToken);

        Dictionary<string, double> dish = cell.Treat(3, 100, 0, heregulinSeconds: 0);
        Assert.Null(scan.Trouble);
        Assert.Equal(1, scan.Values[0][5] / dish["pH3"], 1e-4);   // the dish is run at a relative tolerance of 1e-7 over some hundred steps
        Assert.Equal(1, scan.Values[1][5] / dish["pAKT"], 1e-4);
    }

    private SynergyScores Score(string output, params (string, double)[] replaced)
    {
        double[] values = Scan(cell.Model, new DoseAxis("T_nM", Doses), new DoseAxis("P_nM", Doses), output, replaced);
        return SynergyScores.Of(new DoseMatrix([.. values.Select((v, c) => new Well(Doses[c / Doses.Length], Doses[c % Doses.Length], 1 - (v / values[0])))]));
    }

    private static double[] Scan(CompiledModel model, DoseAxis first, DoseAxis second, string output, params (string, double)[] replaced)
    {
        DoseScanResult scan = DoseScan.Run(model, [.. replaced], first, second, [output], new DoseReading.SteadyState(), 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(scan.Trouble);
        return [.. scan.Values[0]];
    }

    // U binds and leaves domain IV by copies of trastuzumab's rules
    private static CompiledModel WithACopyOfTrastuzumab()
    {
        string text = Her2Files.Read("her2.bngl").Text;
        text = Regex.Replace(text, @"^  (onT|offT\w*)(:.*)$", m => $"{m.Value}\n  {m.Groups[1].Value}Copy{m.Groups[2].Value.Replace("T(h", "U(h", StringComparison.Ordinal)}", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^  T\(h\)$", "$0\n  U(h)", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^  \$T\(h\) T_nM$", "$0\n  $$U(h) U_nM", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^  T_nM .*$", "$0\n  U_nM 0", RegexOptions.Multiline);
        var rules = BnglReader.Read(new SourceText("copy.bngl", text));
        Assert.True(rules.Value is not null, string.Join('\n', rules.Diagnostics.Select(d => d.Render())));
        Assert.Equal(6, rules.Value.Rules.Count(r => r.Name.EndsWith("Copy", StringComparison.Ordinal)));
        return CompiledModel.Compile(ReactionNetwork.Expand(rules.Value, ExpansionLimits.Default).Value!);
    }
}
