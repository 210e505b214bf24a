using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>Where a network-free simulation stops.</summary>
/// <param name="MaxEvents">Events in one call of <see cref="NetworkFreeSimulator.Advance"/>, those included that come to nothing.</param>
/// <param name="MaxMolecules">Molecules kept one by one at any time. A molecule takes 4 bytes, 4 more where there are compartments, a site 8, and each pattern it may match 4 to 12. Molecules of types without components are a number: they take nothing and are not limited.</param>
/// <param name="MaxSearchSteps">Steps to find every match of one pattern at one molecule.</param>
public sealed record NetworkFreeLimits(long MaxEvents = long.MaxValue, int MaxMolecules = 50_000_000, int MaxSearchSteps = ExpansionLimits.DefaultMaxSearchSteps)
{
    /// <summary>The defaults.</summary>
    public static NetworkFreeLimits Default { get; } = new();
}
