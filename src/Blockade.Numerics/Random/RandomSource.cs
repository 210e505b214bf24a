namespace Blockade.Numerics.Random;

/// <summary>
/// The random space of one run. Every draw has an address (seed, purpose, i, j, index), so no result can depend on the order
/// of calls, on threads or on machines. There is no generator to pass around.
/// </summary>
/// <param name="Seed">The run's seed; the key of every block.</param>
public readonly record struct RandomSource(ulong Seed)
{
    /// <summary>
    /// The sequence at an address. <paramref name="i"/> and <paramref name="j"/> are usually replicate and subject. Two
    /// sequences with different addresses are independent; the same address gives the same numbers for ever.
    /// </summary>
    public RandomSequence Sequence(ushort purpose, uint i, uint j = 0) => new(Seed, purpose, i, j);
}
