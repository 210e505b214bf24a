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

    /// <summary>Iterations allowed. Default 200.</summary>
    public int MaxIterations { get; init; } = 200;
}
