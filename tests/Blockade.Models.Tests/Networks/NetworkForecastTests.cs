using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

public class NetworkForecastTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("A(x) 1\nB(y) 1", "A(x) + B(y) <-> A(x!1).B(y!1) 1, 1", 3)]
    [InlineData("A(x) 1", "A(x) + A(x) <-> A(x!1).A(x!1) 1, 1", 2)]
    [InlineData("A(x,x) 1\nB(y) 1", "A(x) + B(y) <-> A(x!1).B(y!1) 1, 1", 4)]
    [InlineData("A(x,x) 1\nB(y,z~0) 1", "A(x) + B(y) <-> A(x!1).B(y!1) 1, 1\nB(z~0) <-> B(z~1) 1, 1", 2 + 1 + 2 + 3)]
    [InlineData("A(x,z~0) 1", "A(x) + A(x) <-> A(x!1).A(x!1) 1, 1\nA(z~0) <-> A(z~1) 1, 1", 2 + 3)]
    [InlineData("A(x,x,x,z~0) 1\nB(y) 1", "A(x) + B(y) <-> A(x!1).B(y!1) 1, 1\nA(z~0) -> A(z~1) 1", 1 + 8)]
    [Evidence(EvidenceKind.Analytic, "species counted by hand: equal sites and equal halves are not told apart")]
    public void Small_networks_are_counted_exactly(string seeds, string rules, int species)
    {
        string text = $"begin seed species\n{seeds}\nend seed species\nbegin reaction rules\n{rules}\nend reaction rules\n";

        NetworkForecast forecast = NetworkForecast.Of(NetworkText.Expand(text).Model)!;

        Assert.Equal((true, species), (forecast.IsFinite, forecast.MostSpecies));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "20 sites of two states each; B hangs on any look of A: 2^20 of A alone, as many with B, and B")]
    public void A_network_of_more_looks_than_can_be_listed_is_finite_where_nothing_chains()
    {
        string[] sites = [.. Enumerable.Range(0, 20).Select(i => $"s{i}~0")];
        string model = $"begin seed species\nA(b,{string.Join(',', sites)}) 1\nB(a) 1\nend seed species\nbegin reaction rules\nA(b)+B(a)<->A(b!1).B(a!1) 1,1\n"
            + $"{string.Concat(sites.Select(s => $"A({s})<->A({s[..^1]}1) 1,1\n"))}end reaction rules\n";

        NetworkForecast forecast = NetworkForecast.Of(BnglReader.Read(new SourceText("looks.bngl", model)).Value!)!;

        Assert.Equal((true, Math.Pow(2, 21) + 1), (forecast.IsFinite, forecast.MostSpecies));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(30_000)]
    [Evidence(EvidenceKind.Analytic, "the n(n+1)/2 stretches of a row of n molecules of different types")]
    public void A_long_row_of_types_is_counted_without_deep_recursion(int types)
    {
        string model = $"begin seed species\n{string.Concat(Enumerable.Range(0, types).Select(i => $"A{i}(l,r) 1\n"))}end seed species\nbegin reaction rules\n"
            + $"{string.Concat(Enumerable.Range(1, types - 1).Select(i => $"A{i - 1}(r)+A{i}(l)<->A{i - 1}(r!1).A{i}(l!1) 1,1\n"))}end reaction rules\n";

        NetworkForecast forecast = NetworkForecast.Of(BnglReader.Read(new SourceText("row.bngl", model)).Value!)!;

        Assert.Equal((true, types * (types + 1.0) / 2), (forecast.IsFinite, forecast.MostSpecies));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "molecules with 16 equal sites that bind each other: each of two free ones may be any of 16, so that the first reaction has 16 x 16 / 2 embeddings")]
    public void Equal_free_sites_are_counted_and_not_gone_through()
    {
        string sites = string.Join(',', Enumerable.Repeat("s", 16));
        RuleModel model = BnglReader.Read(new SourceText("equal.bngl", $"begin seed species\nA({sites}) 1\nend seed species\nbegin reaction rules\nA(s)+A(s)->A(s!1).A(s!1) 1\nend reaction rules\n")).Value!;
        ReactionNetwork network = ReactionNetwork.Expand(model, ExpansionLimits.Default with { Bounds = NetworkBounds.None with { Molecules = 4 } }, cancellation: TestContext.Current.CancellationToken).Value!;

        Assert.Equal(128, network.Reactions[0].Factor);
        Assert.Equal(16 * 30, network.Reactions[1].Factor);   // one with a pair, which has 15 free on either
    }

    [Theory]
    [InlineData("A(h,t) 1", "A(t) + A(h) -> A(t!1).A(h!1) 1", "A.h-A.t")]
    [InlineData("Ab(f,f) 1\nR(a,b) 1", "Ab(f) + R(a) -> Ab(f!1).R(a!1) 1\nAb(f) + R(b) -> Ab(f!1).R(b!1) 1", "Ab.f-R.")]
    [Evidence(EvidenceKind.Analytic, "two sites that each find a partner make a chain without end")]
    public void An_endless_chain_is_named(string seeds, string rules, string chain)
    {
        var read = BnglReader.Read(new SourceText("chain.bngl", $"begin seed species\n{seeds}\nend seed species\nbegin reaction rules\n{rules}\nend reaction rules\n"));

        NetworkForecast forecast = NetworkForecast.Of(read.Value!)!;

        Assert.False(forecast.IsFinite);
        Assert.Contains(chain, forecast.Chain, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a rule that asks for the other site to be free cannot make a chain")]
    public void Context_that_forbids_a_chain_is_seen()
    {
        NetworkForecast forecast = NetworkForecast.Of(NetworkText.Expand("""
            begin seed species
              A(h,t) 1
            end seed species
            begin reaction rules
              A(h,t) + A(h,t) -> A(h,t!1).A(h!1,t) 1
            end reaction rules
            """).Model)!;

        Assert.Equal((true, 2.0), (forecast.IsFinite, forecast.MostSpecies));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: sizes of the networks of 384 models; a finite forecast is never below them")]
    public void A_forecast_is_never_too_small()
    {
        CorpusArchive corpus = CorpusArchive.Open("bngl-parse.tar.gz");
        int finite = 0, exact = 0, open = 0, unknown = 0;
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            if (row["network_exit"] != "0" || !int.TryParse(row["net_species"], out int species)) continue;
            string file = row["file"];
            RuleModel? model = BnglReader.Read(new SourceText(file, corpus[$"models/{file}"])).Value;
            if (model is null || NetworkForecast.Of(model) is not { } forecast) continue;
            if (forecast.IsFinite is null) unknown++;
            if (forecast.IsFinite == false) open++;
            if (forecast.IsFinite != true) continue;
            finite++;
            if (forecast.MostSpecies == species) exact++;

            // in a model with compartments one view can be in several places
            Assert.True(model.Compartments.Length > 0 || forecast.MostSpecies >= species, $"{file}: forecast {forecast.MostSpecies}, BioNetGen {species}");
        }

        output.WriteLine($"finite {finite}, of which {exact} exact; {open} might chain, {unknown} unknown");
        Assert.InRange(finite, 362, int.MaxValue);
    }
}
