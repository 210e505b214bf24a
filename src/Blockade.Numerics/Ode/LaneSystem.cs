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

    /// <summary>Both at once, for systems in which they have much in common.</summary>
    public virtual void Linearise(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative, Span<double> values)
    {
        Derivative(t, y, derivative);
        Jacobian(t, y, values);
    }

    /// <summary>
    /// The next time at which a lane's state jumps or its equations change, a dose for example; infinite where none is left. <see cref="Load"/> begins
    /// with the first, and <see cref="Change"/> goes on to the next. Samples at that time show the state before it.
    /// </summary>
    public virtual double NextChange(int lane) => double.PositiveInfinity;

    /// <summary>Does what happens at <see cref="NextChange"/>, to the state and to what the lane's equations keep.</summary>
    public virtual void Change(int lane, Span<double> state)
    {
    }

    /// <summary>Whether nothing is asked of a lane's member after its last change, though samples are left; they are not taken.</summary>
    public virtual bool IsDone(int lane) => false;

    /// <summary>
    /// The system of one member by itself, for a member that fails in its lane: it has been loaded into lane 0, and the other lanes are idle. A system
    /// with changes leaves this as it is.
    /// </summary>
    public virtual OdeSystem Alone(int member) => new LaneMember(this);
}
