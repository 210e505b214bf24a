using Blockade.Numerics.Random;

namespace Blockade.Synergy;

/// <summary>How many plates a <see cref="PlateBootstrap"/> draws, and from where.</summary>
public sealed record PlateBootstrapOptions
{
    /// <summary>Plates; 40 or more for an interval of 95 %. Default 200.</summary>
    public int Plates { get; init; } = 200;

    /// <summary>Threads; the result does not depend on them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The run's random space.</summary>
    public required RandomSource Random { get; init; }

    /// <summary>What the draws are for.</summary>
    public required ushort Purpose { get; init; }

    /// <summary>Which plate of several: each has draws of its own.</summary>
    public uint Replicate { get; init; }
}
