using Blockade.Dosing;

namespace Blockade.Trials;

/// <summary>One arm of a trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Regimen">What its patients are meant to get.</param>
public sealed record Arm(string Name, Regimen Regimen);
