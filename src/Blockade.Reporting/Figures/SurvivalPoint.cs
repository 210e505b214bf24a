namespace Blockade.Reporting;

/// <summary>A point read from a published survival curve.</summary>
/// <param name="Time">In the unit of the figure's clock.</param>
/// <param name="Survival">Fraction, 0 to 1.</param>
public readonly record struct SurvivalPoint(double Time, double Survival);
