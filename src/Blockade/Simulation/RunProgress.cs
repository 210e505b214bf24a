namespace Blockade.Simulation;

/// <summary>How far a run is.</summary>
/// <param name="What">What is being counted, in the plural.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are.</param>
public readonly record struct RunProgress(string What, int Done, int Total);
