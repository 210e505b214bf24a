using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>What a <see cref="MaxCombo"/> test found.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Z">Each one's statistic, negative when the arm with the higher label does better; NaN where it had nothing to compare.</param>
/// <param name="Statistic">The largest of them in absolute value.</param>
/// <param name="PValue">The chance of a larger one under the null, two-sided.</param>
public sealed record MaxComboResult(ImmutableArray<LogRankWeight> Weights, ImmutableArray<double> Z, double Statistic, double PValue);
