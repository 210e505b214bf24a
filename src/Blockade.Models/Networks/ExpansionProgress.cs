namespace Blockade.Models.Networks;

/// <summary>How far an expansion has come.</summary>
/// <param name="Iteration">Rounds of rules.</param>
/// <param name="SpeciesCount">Species found.</param>
/// <param name="ReactionCount">Reactions found.</param>
/// <param name="Applications">Matches of rules rewritten: the work done.</param>
public readonly record struct ExpansionProgress(int Iteration, int SpeciesCount, int ReactionCount, long Applications);
