using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>An initial value problem's right-hand side y' = f(t, y) and its Jacobian. No units, no biology.</summary>
/// <remarks>An instance may keep scratch space: it belongs to one thread at a time.</remarks>
public abstract class OdeSystem
{
    /// <summary>The number of states.</summary>
    public abstract int Dimension { get; }

    /// <summary>Where the Jacobian may be non-zero; the same for the life of the system.</summary>
    public abstract SparsityPattern JacobianPattern { get; }

    /// <summary>
    /// How many groups of states, one after the other, have the same Jacobian: <see cref="JacobianPattern"/> and <see cref="Jacobian"/> are those of one group.
    /// How the groups depend on each other is left to the iteration. 1 unless a system says otherwise.
    /// </summary>
    public virtual int Blocks => 1;

    /// <summary>Whether f is the same at all times. False unless a system says otherwise; it costs a Rosenbrock step two evaluations.</summary>
    public virtual bool IsAutonomous => false;

    /// <summary>
    /// Times, ascending, at which f jumps: to the last moment before one it is what it was, and from that time on what it is after. A step that went over one
    /// might take it for smooth, whatever its error estimate said; an integrator steps to it and begins anew. None unless a system says otherwise.
    /// </summary>
    public virtual ReadOnlySpan<double> Breaks => [];

    /// <summary>Writes f(t, y). Both spans have <see cref="Dimension"/> elements. Must not allocate.</summary>
    public abstract void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative);

    /// <summary>
    /// Writes df_i/dy_j for every entry of <see cref="JacobianPattern"/>, in its order; <paramref name="values"/> has
    /// EntryCount elements and may hold anything on entry.
    /// </summary>
    public abstract void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values);
}
