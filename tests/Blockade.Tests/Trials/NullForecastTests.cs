using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Synergy;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>Nulls of CLEOPATRA and NeoSphere from the results that the fit may see.</summary>
public class NullForecastTests
{
    private const int Draws = 40;

    private static readonly ImmutableArray<TrialDesign> All =
    [
        .. Her2Files.Names.Where(n => n.StartsWith("trials/", StringComparison.Ordinal)).Select(n => TrialReader.Read(Her2Files.Read(n)).Value!.Design),
    ];

    private static PublishedResults Published => OneCellStudy.Inputs.Published;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each drug clears by itself: 1 - THP = sqrt((1 - TH)(1 - TP)(1 - HP)); 0.215, 0.177 and 0.112 as Gianni 2012 tabulates them")]
    public void Three_pairs_foretell_the_triplet_at_surgery()
    {
        double expected = 1 - Math.Sqrt((1 - 0.215) * (1 - 0.177) * (1 - 0.112));

        double[] values = Forecast("NeoSphere", "neosphere.thp.pcr", TrialNull.IndependentAction);

        // a forecast of an arm of 104 patients from three of about a hundred: variance p(1-p)/104 for its own patients, and for the three about
        // (1-THP)^2/4 times the sum of p/(1-p)/n, at p = 0.17 and n = 103
        double variance = (expected * (1 - expected) / 104) + ((1 - expected) * (1 - expected) / 4 * 3 * (0.17 / 0.83) / 103);
        Assert.Equal(expected, values.Average(), 4 * Math.Sqrt(variance / Draws));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "S = S0^0.7 with the published 0.888 at 12 months, and a Cox model that finds 0.7 where hazards are proportional")]
    public void A_constant_hazard_ratio_is_what_the_trial_finds()
    {
        // shares: of 406 published and 404 forecast patients a draw; log ratio: 1/events in either arm, no fewer than 150 each
        Assert.Equal(Math.Pow(0.888, 0.7), Forecast("CLEOPATRA", "cleopatra.pertuzumab.os12", TrialNull.ConstantHazardRatio).Average(), 4 * Math.Sqrt(0.07 / 404 * 2 / Draws));
        Assert.Equal(Math.Log(0.7), Forecast("CLEOPATRA", "cleopatra.pfs.hr.final", TrialNull.ConstantHazardRatio).Average(Math.Log), 4 * Math.Sqrt(2.0 / 150 / Draws));
        Assert.Equal(Math.Log(0.7), Forecast("CLEOPATRA", "cleopatra.os.hr", TrialNull.ConstantHazardRatio).Average(Math.Log), 4 * Math.Sqrt(2.0 / 150 / Draws));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "max(a, b) <= max(a, b, a + b - scan), patient by patient, with common random numbers")]
    public void Additivity_forecasts_no_less_than_independent_action()
    {
        foreach (string row in new[] { "cleopatra.placebo.pfs12", "cleopatra.pertuzumab.pfs6", "cleopatra.pertuzumab.pfs24" })
        {
            double[] independent = Forecast("CLEOPATRA", row, TrialNull.IndependentAction), additive = Forecast("CLEOPATRA", row, TrialNull.Additivity);

            // censoring comes at the same scans, so that the curves are ordered but for the ends of follow-up: a fortieth of a patient
            Assert.All(independent.Zip(additive), p => Assert.True(p.Second >= p.First - (1.0 / 404 / 40), $"{row}: {p}"));
            Assert.True(additive.Average() > independent.Average());
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every blind value replaced: the forecasts stay; a calibrate value replaced: they move")]
    public void Nulls_do_not_see_what_they_forecast()
    {
        PublishedResults other = new([.. Published.Rows.Select(r => r.Role == ResultRole.Blind ? r with { Value = 0.123 } : r)]);
        PublishedResults moved = new([.. Published.Rows.Select(r => r.Id == "m77001.td.pfs" ? r with { Value = 20 } : r)]);

        double[] values = Values(Of("CLEOPATRA", Published, 2));

        Assert.Equal(values, Values(Of("CLEOPATRA", other, 2)));
        Assert.NotEqual(values, Values(Of("CLEOPATRA", moved, 8)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a null has a forecast or a reason, for each blind result")]
    public void Where_a_null_is_not_defined_it_says_why()
    {
        ImmutableArray<NullPrediction> all = [.. Of("CLEOPATRA", Published, 2), .. Of("NeoSphere", Published, 2), .. Of("BO17929", Published, 2)];

        Assert.Equal(3 * Published.Rows.Count(r => r.Role == ResultRole.Blind), all.Length);
        Assert.All(all, n => Assert.True(n.Forecast is null == n.Undefined.Length > 0, $"{n.Null} of {n.Published.Id}: {n.Undefined}"));
        Assert.All(all.Where(n => n.Published.Trial == "BO17929" || n.Published.Quantity.Contains('[', StringComparison.Ordinal)), n => Assert.Null(n.Forecast));
        Assert.All(all.Where(n => n.Published.Quantity.StartsWith("survival-os", StringComparison.Ordinal) && n.Null == TrialNull.Additivity), n => Assert.Null(n.Forecast));
        Assert.All(all.Where(n => n.Published.Quantity.StartsWith("survival-pfs", StringComparison.Ordinal) && n.Null == TrialNull.Additivity), n => Assert.NotNull(n.Forecast));
    }

    private static double[] Forecast(string trial, string row, TrialNull model) => [.. Cache.Value[trial].Single(n => n.Published.Id == row && n.Null == model).Forecast!.Values];

    private static readonly Lazy<Dictionary<string, ImmutableArray<NullPrediction>>> Cache = new(() =>
        new[] { "CLEOPATRA", "NeoSphere" }.ToDictionary(t => t, t => Of(t, Published, Draws)));

    private static ImmutableArray<NullPrediction> Of(string trial, PublishedResults published, int draws) => NullForecast.Of(
        All.Single(t => t.Name == trial), new PopulationModel(OneCellStudy.Inputs.Population, OneCellStudy.Inputs.Parameters), All, published,
        new ResponseCorrelation(NullForecast.DefaultCorrelation), new RandomSource(3), draws, 1, TestContext.Current.CancellationToken);

    private static double[] Values(ImmutableArray<NullPrediction> all) => [.. all.Where(n => n.Forecast is not null).SelectMany(n => n.Forecast!.Values)];
}
