using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;

namespace Blockade.Actions;

/// <summary>What the actions of a file may cost, and which random numbers they draw.</summary>
public sealed record ActionRunOptions
{
    /// <summary>Seed of the actions that name none. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Limits of network expansion.</summary>
    public ExpansionLimits Limits { get; init; } = ExpansionLimits.Default;

    /// <summary>Most output times of one simulation, option <c>--max-rows</c>. Default 1,000,000.</summary>
    public int MaxRows { get; init; } = 1_000_000;

    /// <summary>Most points of one scan, option <c>--max-points</c>. Default 100,000.</summary>
    public int MaxPoints { get; init; } = 100_000;

    /// <summary>Every point of a scan is written too, in a folder of the scan. Default true, as in BioNetGen.</summary>
    public bool WritesPoints { get; init; } = true;

    /// <summary>Most molecules kept one by one in a run without a network, option <c>--max-agents</c>; an action's <c>gml</c> goes before it. Default 50,000,000.</summary>
    public int MaxAgents { get; init; } = NetworkFreeLimits.Default.MaxMolecules;

    /// <summary>Most characters in all files together, option <c>--max-megabytes</c>. Default 500 million.</summary>
    public long MaxCharacters { get; init; } = 500_000_000;
}
