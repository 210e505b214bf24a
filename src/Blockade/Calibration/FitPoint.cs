using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>Where a search ended.</summary>
/// <param name="Point">The estimated parameters on their scales.</param>
/// <param name="Objective">Minus the logarithm of the posterior; infinity where the search never had a value.</param>
/// <param name="Iterations">How many slopes were taken.</param>
/// <param name="IsConverged">Whether it ended because nothing went down any more.</param>
public sealed record FitPoint(ImmutableArray<double> Point, double Objective, int Iterations, bool IsConverged);
