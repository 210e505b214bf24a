namespace Blockade.Numerics.Ode;

/// <summary>Takes a member's state at a sample time; the span is valid during the call. A member that is solved anew gives its samples anew.</summary>
public delegate void MemberSample(int member, int sample, ReadOnlySpan<double> state);
