namespace Blockade.Reporting;

/// <summary>A number that says how exactly a run was computed.</summary>
/// <param name="Name">Such as <c>relative tolerance of the solver</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit, <c>1</c> for a pure number.</param>
public sealed record RunTolerance(string Name, double Value, string Unit);
