using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
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
}
