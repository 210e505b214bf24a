namespace Blockade.Numerics.Ode;

/// <summary>A system that also knows how its right-hand side and its start depend on parameters.</summary>
public abstract class ParametricSystem : OdeSystem
{
    /// <summary>
    /// Writes df/dq for a direction q in the space of parameters, <see cref="OdeSystem.Dimension"/> values. By the logarithm of a parameter, rather than the
    /// parameter, sensitivities have the states' unit, and the same absolute tolerance suits both.
    /// </summary>
    public abstract void ParameterSlope(int direction, double t, ReadOnlySpan<double> y, Span<double> slope);
}
