namespace Blockade.Archives;

/// <summary>What became of a task.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Status">How it went.</param>
/// <param name="Reason">Why it was skipped or failed; null where it was done.</param>
/// <param name="Algorithm">The term of what was used; null for a repeated task or none.</param>
/// <param name="Seconds">What it took.</param>
public sealed record TaskOutcome(string Id, ExperimentStatus Status, string? Reason, string? Algorithm, double Seconds);
