using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>An arm against the control at one look of one replicate.</summary>
/// <param name="HazardRatio">Stratified Cox, with its 95 % Wald interval; NaN where the fit has no answer.</param>
/// <param name="LogRankZ">The stratified log-rank statistic, negative where the arm does better; NaN without an event.</param>
public readonly record struct LookComparison(Estimate HazardRatio, double LogRankZ);
