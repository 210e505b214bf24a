namespace Blockade.Numerics.Ode;

/// <summary>How one member of an ensemble ended, after how many steps, and whether it had to be solved by itself.</summary>
public readonly record struct MemberOutcome(SolveStatus Status, int Steps, bool Alone);
