using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>How many runs, from which random numbers, on how many threads.</summary>
public sealed record EnsembleOptions
{
    /// <summary>Runs, at least one.</summary>
    public int Runs
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An ensemble has at least one run.");
    } = 1;

    /// <summary>The first so many runs are kept whole. Default 0.</summary>
    public int KeptRuns
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of runs is not negative.");
    }

    /// <summary>Threads. The result does not depend on them. Default 1.</summary>
    public int Threads
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread.");
    } = 1;

    /// <summary>The random space. Run r draws from (<see cref="Purpose"/>, r, <see cref="Stream"/>).</summary>
    public RandomSource Random { get; init; }

    /// <summary>The purpose of the draws, as the caller's table has it.</summary>
    public ushort Purpose { get; init; }

    /// <summary>Tells ensembles of one random space apart. Default 0.</summary>
    public uint Stream { get; init; }

    /// <summary>How each run is made.</summary>
    public JumpOptions Solver { get; init; } = new();
}
