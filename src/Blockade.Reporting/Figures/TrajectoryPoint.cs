namespace Blockade.Reporting;

/// <summary>A moment of a time course over subjects.</summary>
/// <param name="Time">In the unit of the figure's clock.</param>
/// <param name="Median">Median of the subjects; NaN leaves a gap.</param>
/// <param name="Lower">5th percentile, NaN where there is no band.</param>
/// <param name="Upper">95th percentile, NaN where there is no band.</param>
public readonly record struct TrajectoryPoint(double Time, double Median, double Lower = double.NaN, double Upper = double.NaN);
