namespace Blockade.Models.Sedml;

/// <summary>What a repeated task gives another value before it runs.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="Target">What.</param>
/// <param name="Range">The range whose number is named in the formula, or null.</param>
/// <param name="Formula">The value.</param>
public sealed record SedmlSetValue(string Model, SedmlTarget Target, string? Range, SedmlFormula Formula);
