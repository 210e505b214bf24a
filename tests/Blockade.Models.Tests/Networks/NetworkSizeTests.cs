using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

public class NetworkSizeTests
{
    [Theory]
    [InlineData("bionetgen/Models2/egfr_net.bngl", 356, 3749)]
    [InlineData("bionetgen/Models2/egfr_net_red.bngl", 40, 123)]
    [InlineData("bionetgen/Models2/egfr_path.bngl", 18, 37)]
    [InlineData("bionetgen/Models2/toy-jim.bngl", 25, 101)]
    [InlineData("bionetgen/Models2/fceri_ji.bngl", 354, 3680)]
    [InlineData("bionetgen/FceriModels/fceri_ji_red.bngl", 172, 1433)]
    [InlineData("bionetgen/FceriModels/fceri_lyn_745.bngl", 745, 8620)]
    [InlineData("bionetgen/FceriModels/fceri_gamma2.bngl", 3744, 58276)]
    [InlineData("rni/bcr.bngl", 1122, 24388)]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, generate_network")]
    public void Networks_have_BioNetGens_size(string model, int species, int reactions)
    {
        SourceText source = SourceText.FromFile(Repository.Shared($"corpora/models/{model}"));
        var read = BnglReader.Read(source);
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));

        var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);

        Assert.True(network.Value is not null, string.Join('\n', network.Diagnostics.Select(d => d.Render())));
        Assert.Equal((species, reactions), (network.Value.Species.Length, network.Value.Reactions.Length));
    }

    [Theory]
    [InlineData("bionetgen/Validate/blbr.bngl", 20, 92)]
    [InlineData("bionetgen/Validate/tlbr.bngl", 19, 29)]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, generate_network with the bounds of the file: linear and branched aggregates of equal molecules")]
    public void Aggregates_of_equal_molecules_are_cut_where_the_file_asks(string model, int species, int reactions)
    {
        RuleModel rules = BnglReader.Read(SourceText.FromFile(Repository.Shared($"corpora/models/{model}"))).Value!;
        NetworkBounds bounds = NetworkBounds.Of(rules.Actions.First(a => a.Name == "generate_network"));

        ReactionNetwork network = ReactionNetwork.Expand(rules, ExpansionLimits.Default with { Bounds = bounds }, cancellation: TestContext.Current.CancellationToken).Value!;

        Assert.Equal((species, reactions), (network.Species.Length, network.Reactions.Length));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "the C++ generator of BioNetGen (commit 6efaf564), four rounds; the Perl one does not finish")]
    public void Four_rounds_of_trivalent_ligands_are_no_trouble()
    {
        RuleModel rules = BnglReader.Read(SourceText.FromFile(Repository.Shared("corpora/models/bionetgen/Validate/tlbr.bngl"))).Value!;

        ReactionNetwork network = ReactionNetwork.Expand(
            rules, ExpansionLimits.Default with { Bounds = new NetworkBounds(Iterations: 4) }, cancellation: TestContext.Current.CancellationToken).Value!;

        Assert.Equal((260, 557), (network.Species.Length, network.Reactions.Length));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "n independent sites of two states: 2^n species, each with n ways out, to the n that differ in one site; large enough to be worked out by all processors")]
    public void Independent_sites_make_a_cube_the_same_each_time()
    {
        const int n = 13;
        string[] sites = [.. Enumerable.Range(0, n).Select(i => $"s{i}")];
        string text = $"begin seed species\nR({string.Join(',', sites.Select(s => $"{s}~0"))}) 1\nend seed species\nbegin reaction rules\n"
            + string.Concat(sites.Select(s => $"R({s}~0) <-> R({s}~1) 1, 1\n")) + "end reaction rules\n";

        ReactionNetwork network = NetworkText.Expand(text), again = NetworkText.Expand(text);

        Assert.Equal((1 << n, n << n), (network.Species.Length, network.Reactions.Length));
        Assert.All(network.Reactions, r =>
        {
            string from = network.Species[Assert.Single(r.Reactants)].Name, to = network.Species[Assert.Single(r.Products)].Name;
            Assert.Equal(1, from.Zip(to).Count(c => c.First != c.Second));
        });
        Assert.Equal(n << n, network.Reactions.Select(r => (r.Reactants[0], r.Products[0])).Distinct().Count());
        Assert.Equal(network.Species.Select(s => s.Name), again.Species.Select(s => s.Name));
        Assert.Equal(network.Reactions.Select(r => (r.Reactants[0], r.Products[0], r.RuleIndex)), again.Reactions.Select(r => (r.Reactants[0], r.Products[0], r.RuleIndex)));
    }
}
