using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>A network to be solved, with where it starts.</summary>
internal abstract class BenchNetwork(string name, int reactions, double[] stops) : OdeSystem
{
    public string Name { get; } = name;

    public int ReactionCount { get; } = reactions;

    /// <summary>What the rates read and what they change, over all reactions.</summary>
    public abstract int ReferenceCount { get; }

    /// <summary>Times at which the right-hand side changes its form: both solvers stop there and start anew.</summary>
    public double[] Stops { get; } = stops;

    public abstract double[] Start { get; }
}
