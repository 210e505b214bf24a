using Blockade.Synergy;

namespace Blockade.Files;

/// <summary>One block of a plate file: two drugs over their doses.</summary>
/// <param name="Block">Its name in the file.</param>
/// <param name="Drug1">The first drug's name.</param>
/// <param name="Drug2">The second drug's name.</param>
/// <param name="Unit1">Unit of the first drug's doses, as written.</param>
/// <param name="Unit2">Unit of the second drug's doses.</param>
/// <param name="Matrix">The wells.</param>
public sealed record CombinationPlate(string Block, string Drug1, string Drug2, string Unit1, string Unit2, DoseMatrix Matrix);
