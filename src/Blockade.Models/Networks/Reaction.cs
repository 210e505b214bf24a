using System.Collections.Immutable;

namespace Blockade.Models.Networks;

/// <summary>A reaction of a network.</summary>
/// <param name="Reactants">Species numbers, ascending; one number twice for a pair of equals.</param>
/// <param name="Products">Species numbers, ascending.</param>
/// <param name="Factor">How often the rule's rate applies: embeddings over the rule's symmetries (1/2 for A + A).</param>
/// <param name="RuleIndex">The rule it came from.</param>
/// <param name="RateIndex">Its rate law in the network's list.</param>
public sealed record Reaction(ImmutableArray<int> Reactants, ImmutableArray<int> Products, double Factor, int RuleIndex, int RateIndex)
{
    /// <summary>
    /// The reactants in the order of the rule, which rate laws that tell substrate and enzyme apart need.
    /// </summary>
    public ImmutableArray<int> RuleOrder { get; init; } = Reactants;
}
