namespace Blockade.Reporting;

/// <summary>What the table below a survival curve says at one time.</summary>
/// <param name="AtRisk">Subjects without event and still followed just before it.</param>
/// <param name="Censored">Subjects whose follow-up ended before it without event.</param>
/// <param name="Events">Events before it.</param>
public readonly record struct RiskCount(int AtRisk, int Censored, int Events);
