namespace Blockade.Models.Explanations;

/// <summary>A parameter that a rate rests on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value in the file.</param>
/// <param name="Unit">As its tag says, or null.</param>
/// <param name="Formula">What it is worked out from, or null where it is a number.</param>
public sealed record Constant(string Name, double Value, string? Unit, string? Formula);
