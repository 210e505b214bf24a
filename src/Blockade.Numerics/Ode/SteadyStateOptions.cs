namespace Blockade.Numerics.Ode;

/// <summary>When a steady state counts as found, and how long to look.</summary>
public sealed record SteadyStateOptions
{
    /// <summary>A Newton step smaller than this part of each state (plus <see cref="AbsoluteTolerance"/>) ends the search. Default 1e-9.</summary>
    public double RelativeTolerance { get; init; } = 1e-9;

    /// <summary>Absolute part of that tolerance, in the states' unit. Default 1e-9.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>The first pseudo-time step, in the clock's unit: about the fastest time scale. Default 1.</summary>
    public double FirstStep { get; init; } = 1;

    /// <summary>
    /// The longest pseudo-time step: long against the slowest relaxation, so that a step of this length is Newton's, and short
    /// enough that 1/step does not vanish beside the rates. Default 1e9.
    /// </summary>
    public double LongestStep { get; init; } = 1e9;

    /// <summary>Iterations allowed. Default 200.</summary>
    public int MaxIterations { get; init; } = 200;
}
