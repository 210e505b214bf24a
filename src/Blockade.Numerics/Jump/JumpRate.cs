using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>What a rate depends on. One that reads nothing and no clock is a constant.</summary>
/// <param name="Reads">Species it is computed from.</param>
/// <param name="ReadsTime">It depends on the clock.</param>
public readonly record struct JumpRate(ImmutableArray<int> Reads, bool ReadsTime)
{
    /// <summary>A rate that never changes.</summary>
    public static JumpRate Constant { get; } = new([], false);

    /// <summary>It has to be computed again while the simulation runs.</summary>
    public bool IsVariable => ReadsTime || !Reads.IsEmpty;
}
