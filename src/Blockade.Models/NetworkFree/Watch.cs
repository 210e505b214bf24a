namespace Blockade.Models.NetworkFree;

/// <summary>What to do where a molecule changed: count a set anew at every root that bonds lead to.</summary>
/// <param name="Set">The set.</param>
/// <param name="Path">The bonds from the molecule up to the root; empty where it is the root.</param>
internal readonly record struct Watch(int Set, MatchPlan.Climb[] Path);
