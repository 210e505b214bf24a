using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// An ensemble's right-hand side in lanes: members, numbered from 0, differ in parameters and start, and share the equations. State i of lane l stands at
/// 8 i + l. What is computed in one lane must not depend on what stands in the others.
/// </summary>
/// <remarks>An instance keeps the lanes' parameters: it belongs to one thread at a time.</remarks>
public abstract class LaneSystem
{
    /// <summary>Members that are computed side by side: what one 512-bit register holds, or two of 256 bits.</summary>
    public const int Lanes = LaneBuffer.Lanes;

    /// <summary>The number of states of a member.</summary>
    public abstract int Dimension { get; }

    /// <summary>Where the Jacobian may be non-zero; the same for all members.</summary>
    public abstract SparsityPattern JacobianPattern { get; }

    /// <summary>Puts a member into a lane and writes its state at the start, <see cref="Dimension"/> values.</summary>
    public abstract void Load(int lane, int member, Span<double> start);

    /// <summary>Writes f(t, y) of every lane; each has its own time.</summary>
    public abstract void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative);

    /// <summary>Writes the Jacobians' entries in the pattern's order, lanes side by side.</summary>
    public abstract void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values);

    /// <summary>The system of one member by itself, for a member that fails in its lane.</summary>
    public abstract OdeSystem Alone(int member);
}
