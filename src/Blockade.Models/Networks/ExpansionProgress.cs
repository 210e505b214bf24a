namespace Blockade.Models.Networks;

/// <summary>How far an expansion has come.</summary>
public readonly record struct ExpansionProgress(int Iteration, int SpeciesCount, int ReactionCount);
