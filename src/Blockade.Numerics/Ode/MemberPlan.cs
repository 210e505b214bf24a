using System.Collections.Immutable;

namespace Blockade.Numerics.Ode;

/// <summary>Which members are solved, from when to when, how exactly, and on how many threads.</summary>
public sealed record MemberPlan
{
    /// <summary>Members, from 0.</summary>
    public required int Members
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of members is not negative.");
    }

    /// <summary>Where all members start. Default 0.</summary>
    public double Start { get; init; }

    /// <summary>Sample times, ascending, none before the start.</summary>
    public required ImmutableArray<double> Times { get; init; }

    /// <summary>Values that are kept of a sample. Default 1.</summary>
    public int Outputs
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one value is kept of a sample.");
    } = 1;

    /// <summary>Tolerances and limits of every member.</summary>
    public SolverOptions Solver { get; init; } = new();

    /// <summary>Threads. The table does not depend on them. Default 1.</summary>
    public int Threads
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread.");
    } = 1;
}
