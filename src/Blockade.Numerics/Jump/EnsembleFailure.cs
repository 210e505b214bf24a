namespace Blockade.Numerics.Jump;

/// <summary>A run that stopped early; it is counted here and nowhere else.</summary>
/// <param name="Run">Its number, which with the seed replays it.</param>
/// <param name="Status">Why.</param>
/// <param name="Time">Where it stood.</param>
public readonly record struct EnsembleFailure(int Run, JumpStatus Status, double Time);
