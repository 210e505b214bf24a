using System.Collections.Immutable;

namespace Blockade.Models.Networks;

/// <summary>An observable over a network: the weight of each species that counts, ascending by species.</summary>
public sealed record ObservableWeights(string Name, ImmutableArray<(int Species, double Weight)> Terms);
