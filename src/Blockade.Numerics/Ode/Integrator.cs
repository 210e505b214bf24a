namespace Blockade.Numerics.Ode;

/// <summary>A method for differential equations.</summary>
public enum Integrator
{
    /// <summary>Whichever of the others fits the system's size, its pattern and the stiffness that is met.</summary>
    Automatic,

    /// <summary>Numerical differentiation formulas of order 1 to 5: implicit, factors kept over steps.</summary>
    Multistep,

    /// <summary>A Rosenbrock method of order 5: implicit, needs no history, so that a restart costs nothing.</summary>
    Rosenbrock,

    /// <summary>An explicit Runge-Kutta pair of order 5: no linear systems, for what is not stiff.</summary>
    Explicit,
}
