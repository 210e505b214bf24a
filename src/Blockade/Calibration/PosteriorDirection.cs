using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>A direction in which fitted constants vary together.</summary>
/// <param name="Spread">SD of the draws along it, in SDs of the prior.</param>
/// <param name="Weights">The direction's part in each coordinate; of length one.</param>
public sealed record PosteriorDirection(double Spread, ImmutableArray<double> Weights);
