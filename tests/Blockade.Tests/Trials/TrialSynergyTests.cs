using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Synergy;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>Times of virtual patients on both antibodies against nulls of the same patients on each, and what designs can show.</summary>
public class TrialSynergyTests
{
    [Theory, InlineData(0), InlineData(0.3), InlineData(-0.5), InlineData(0.8)]
    [Evidence(EvidenceKind.Analytic, "Spearman's correlation of normal scores with r = 2 sin(pi rho/6) is rho; its SD over n patients is below 1/sqrt(n - 1)")]
    public void Times_given_anew_have_the_correlation_that_was_asked_for(double spearman)
    {
        RandomSequence random = new RandomSource(5).Sequence(1, 0);
        double[] first = [.. Enumerable.Range(0, 4000).Select(_ => random.NextExponential())], second = [.. first.Select(t => t + 1)];

        double[] given = TrialSynergy.Repair(first, second, new ResponseCorrelation(spearman), new RandomSource(6).Sequence(1, 0));

        Assert.Equal(second.Order(), given.Order());
        Assert.Equal(spearman, TrialSynergy.RankCorrelation(first, given), 4 / Math.Sqrt(3999));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one and minus one; and 0.5 for the ranks 1 2 3 against 2 1 3 by 1 - 6 sum d^2/(n (n^2 - 1))")]
    public void Rank_correlation_is_Spearmans()
    {
        Assert.Equal(1, TrialSynergy.RankCorrelation([1, 2, 7], [3, 4, 5]), 1e-15);
        Assert.Equal(-1, TrialSynergy.RankCorrelation([1, 2, 7], [9, 4, 2]), 1e-15);
        Assert.Equal(0.5, TrialSynergy.RankCorrelation([1, 2, 3], [2, 1, 3]), 1e-15);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "additivity expects no less than independent action, patient by patient, so that what exceeds it exceeds the other by more")]
    public void Additivity_expects_more_than_independent_action()
    {
        ImmutableArray<TrialExcess> rows = Rows();

        Assert.Equal(2 * 2 * 2 * 2, rows.Length);
        foreach (IGrouping<(bool, Endpoint, double?), TrialExcess> pair in rows.GroupBy(r => (r.Docetaxel, r.Endpoint, r.Correlation)))
        {
            TrialExcess independent = pair.Single(r => r.Null == ClinicalNull.IndependentAction), additive = pair.Single(r => r.Null == ClinicalNull.Additivity);
            Assert.True(independent.Excess.Mean >= additive.Excess.Mean - 1e-9, $"{pair.Key}");
            Assert.Equal(independent.MedianBoth, additive.MedianBoth);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the larger of two equal times is either: without receptors' answers, both antibodies are no drug, and nothing exceeds independent action")]
    public void Drugs_without_effect_have_no_excess_over_independent_action()
    {
        // a tumour that neither loses cells without its signal nor to effector cells, and grows by none
        var inert = OneCellStudy.Tumour with { LossPerDay = 0, AdccKillPerDay = 0, GrowthPerDay = 0 };

        foreach (TrialExcess row in TrialSynergy.Of(
            TumourSynergyTests.Cohort(OneCellStudy.Design, OneCellStudy.Subjects), inert, [], new ResponseCorrelation(0.3), new RandomSource(1), TestContext.Current.CancellationToken)
            .Where(r => r is { Docetaxel: false, Correlation: null, Null: ClinicalNull.IndependentAction }))
        {
            Assert.Equal(0, row.Excess.Mean, 1e-12);
            Assert.Equal(1, row.OwnCorrelation, 1e-12);
        }
    }

    [Theory]
    [InlineData("cleopatra", "no arm without trastuzumab", "synergy is not testable")]
    [InlineData("neosphere", "no arm with neither", "more than the better of the two")]
    [InlineData("hertax", "no arm with both", "says nothing of the two together")]
    [Evidence(EvidenceKind.Published, "the arms of the three trials; CLEOPATRA has no arm without trastuzumab (Baselga 2012), NeoSphere none with docetaxel alone (Gianni 2012)")]
    public void A_design_says_what_it_cannot_show(string trial, params string[] words)
    {
        TrialDesign design = TrialReader.Read(Her2Files.Read($"trials/{trial}.toml")).Value!.Design;

        string claim = DesignClaims.Of(design, "trastuzumab", "pertuzumab");

        Assert.All(words, w => Assert.Contains(w, claim, StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a full two by two")]
    public void A_full_factorial_can_test_more_than_the_sum()
    {
        TrialDesign design = TrialReader.Read(Her2Files.Read("trials/neosphere.toml")).Value!.Design;
        Arm pair = design.Arms.Single(a => a.Regimen.Schedules.Length == 3);
        TrialDesign full = design with { Arms = [.. design.Arms, new Arm("docetaxel", new Blockade.Dosing.Regimen("docetaxel", [pair.Regimen.Of("docetaxel")!]))] };

        Assert.Contains("more than their sum are testable", DesignClaims.Of(full, "trastuzumab", "pertuzumab"), StringComparison.Ordinal);
    }

    private static ImmutableArray<TrialExcess> Rows() => TrialSynergy.Of(
        TumourSynergyTests.Cohort(OneCellStudy.Design, OneCellStudy.Subjects), OneCellStudy.Tumour, [], new ResponseCorrelation(0.3), new RandomSource(1), TestContext.Current.CancellationToken);
}
