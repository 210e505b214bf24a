using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>An arm against the control in one analysis.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Control">The control.</param>
/// <param name="HazardRatio">Stratified Cox, with its 95 % Wald interval; NaN where the fit has no answer.</param>
/// <param name="Status">How the fit ended.</param>
/// <param name="LogRank">The stratified log-rank test; null without an event.</param>
public sealed record Comparison(string Arm, string Control, Estimate HazardRatio, CoxStatus Status, LogRankResult? LogRank);
