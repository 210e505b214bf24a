namespace Blockade.Numerics.Ode;

/// <summary>Writes what is kept of a member's state at a sample time into the table's row; both spans are valid during the call. Called by several threads, each with members of its own.</summary>
public delegate void MemberOutput(int member, ReadOnlySpan<double> state, Span<double> outputs);
