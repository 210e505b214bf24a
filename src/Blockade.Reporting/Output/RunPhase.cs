namespace Blockade.Reporting;

/// <summary>How long one phase of a run took.</summary>
/// <param name="Name">Such as <c>replicates</c>.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record RunPhase(string Name, double Seconds);
