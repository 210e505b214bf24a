namespace Blockade.Dosing;

/// <summary>One property of every dose into a compartment: a number, or the column or parameter that gives it.</summary>
/// <param name="Kind">Which property.</param>
/// <param name="Compartment">The compartment, as in CMT.</param>
/// <param name="Name">The column or parameter, or null for a number.</param>
/// <param name="Value">The number.</param>
public sealed record DoseTerm(DoseTermKind Kind, string Compartment, string? Name, double Value);
