using Blockade.Dosing;

namespace Blockade.Trials;

/// <summary>One arm of a trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Regimen">What its patients are meant to get.</param>
/// <param name="Ratio">Its patients relative to other arms': 2 and 1 is two to one.</param>
/// <param name="Crossover">What they are offered after progression; null for nothing.</param>
public sealed record Arm(string Name, Regimen Regimen, int Ratio = 1, Crossover? Crossover = null);
