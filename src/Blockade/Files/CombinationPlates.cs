using System.Collections.Immutable;

namespace Blockade.Files;

/// <summary>The blocks of a plate file.</summary>
/// <param name="Plates">At least one, in the order of the file.</param>
public sealed record CombinationPlates(ImmutableArray<CombinationPlate> Plates);
