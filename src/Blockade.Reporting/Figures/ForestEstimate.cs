namespace Blockade.Reporting;

/// <summary>An estimate and its interval, in the unit of the figure's axis.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">Lower end, NaN where no interval is known.</param>
/// <param name="Upper">Upper end, NaN where no interval is known.</param>
public readonly record struct ForestEstimate(double Value, double Lower = double.NaN, double Upper = double.NaN);
