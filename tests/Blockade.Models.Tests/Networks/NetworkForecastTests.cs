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
