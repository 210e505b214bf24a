using Blockade.Populations;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>A trial as its file states it, with the patients it is run in.</summary>
/// <param name="Design">The protocol.</param>
/// <param name="Population">The patients.</param>
public sealed record TrialFile(TrialDesign Design, PopulationDefinition Population);
