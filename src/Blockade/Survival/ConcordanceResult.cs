namespace Blockade.Survival;

/// <summary>How well scores order the times to an event. Made by <see cref="Concordance.Of"/>.</summary>
/// <param name="Value">The share of comparable pairs in which the higher score has the earlier event, ties of scores counted half; NaN without a pair.</param>
/// <param name="StandardError">Its standard error, from every subject's influence; NaN without a pair.</param>
/// <param name="Concordant">Pairs in which the higher score has the earlier event.</param>
/// <param name="Discordant">Pairs in which it has the later.</param>
/// <param name="TiedScores">Comparable pairs of equal scores.</param>
public readonly record struct ConcordanceResult(double Value, double StandardError, double Concordant, double Discordant, double TiedScores);
