namespace Blockade.Models.Networks;

/// <summary>What one match of a rule is about: room for the most reactants that a rule has.</summary>
/// <param name="most">How many these are.</param>
internal sealed class MatchedReactants(int most)
{
    public SpeciesGraph[] Graphs { get; } = new SpeciesGraph[most];

    /// <summary>The species' compartments.</summary>
    public int[] Compartments { get; } = new int[most];

    /// <summary>Molecules of the pattern, then its sites.</summary>
    public ReadOnlyMemory<int>[] Matches { get; } = new ReadOnlyMemory<int>[most];
}
