namespace Blockade.Archives;

/// <summary>How a model of an experiment is simulated.</summary>
public enum RunMethod
{
    /// <summary>The differential equation, by numerical differentiation formulas of order 1 to 5.</summary>
    DifferentialEquation,

    /// <summary>Reaction by reaction, exactly.</summary>
    Exact,

    /// <summary>The differential equation until it is steady.</summary>
    SteadyState,
}
