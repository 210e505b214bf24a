namespace Blockade.Reporting;

/// <summary>A step of a survival curve: the estimate from <paramref name="Time"/> until the next step.</summary>
/// <param name="Time">In the unit of the figure's clock.</param>
/// <param name="Survival">Fraction, 0 to 1.</param>
/// <param name="Lower">Lower end of the pointwise 95 % interval, NaN where there is none.</param>
/// <param name="Upper">Upper end of it, NaN where there is none.</param>
public readonly record struct SurvivalStep(double Time, double Survival, double Lower = double.NaN, double Upper = double.NaN);
