using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>Gillespie's direct method: after an event only the propensities that read a changed species are computed again.</summary>
/// <remarks>
/// Gillespie (1976), J. Comput. Phys. 22:403-434, doi:10.1016/0021-9991(76)90041-3. Which propensities change is found through the
/// changed species (as in Cao, Li and Petzold 2004, doi:10.1063/1.1778376), not in a table of reactions by reactions, whose size would
/// grow with their product.
/// </remarks>
internal sealed class DirectMethod(JumpNetwork network, double[] populations, double[] constants) : ExactMethod(network, populations, constants)
{
    private readonly BlockSums _propensity = new(network.ReactionCount);

    public override void Rebuild()
    {
        for (int i = 0; i < Network.ReactionCount; i++) Update(i);
        Settle();
    }

    public override void Fired(int reaction)
    {
        for (int k = Network.ChangeStart[reaction]; k < Network.ChangeStart[reaction + 1]; k++)
        {
            int species = Network.ChangedSpecies[k];
            for (int j = Network.ReaderStart[species]; j < Network.ReaderStart[species + 1]; j++) Update(Network.Readers[j]);
        }

        Settle();
    }

    public override void ConstantsChanged(ReadOnlySpan<int> reactions)
    {
        foreach (int i in reactions) Update(i);
        Settle();
    }

    public override int Draw(ref RandomSequence random) => _propensity.Draw(ref random);

    private void Update(int reaction) => _propensity.Set(reaction, Constants[reaction] * Network.Picks(reaction, Populations));

    private void Settle()
    {
        _propensity.Settle();
        Total = _propensity.Total;
    }
}
