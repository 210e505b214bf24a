namespace Blockade.Models.Networks;

/// <summary>Where an expansion stops. What is hit is named in the error, with the option that raises it.</summary>
/// <param name="MaxSpecies">Species, option <c>--max-species</c>.</param>
/// <param name="MaxReactions">Reactions, option <c>--max-reactions</c>.</param>
/// <param name="MaxIterations">Rounds of rule application, option <c>--max-iterations</c>.</param>
/// <param name="MaxMolecules">Molecules in one species, option <c>--max-molecules</c>.</param>
/// <param name="MaxMegabytes">Memory for species, matches and reactions, as their tables count it, option <c>--max-memory</c>.</param>
/// <param name="MaxSearchSteps">Steps to place one pattern in one species in every way, option <c>--max-search-steps</c>. A step takes some 10 ns.</param>
public sealed record ExpansionLimits(
    int MaxSpecies = 20_000, int MaxReactions = 1_000_000, int MaxIterations = 1_000, int MaxMolecules = 100, int MaxMegabytes = 2_048,
    int MaxSearchSteps = ExpansionLimits.DefaultMaxSearchSteps)
{
    internal const int DefaultMaxSearchSteps = 100_000_000;

    /// <summary>The defaults.</summary>
    public static ExpansionLimits Default { get; } = new();

    /// <summary>What the network is asked to leave out.</summary>
    public NetworkBounds Bounds { get; init; } = NetworkBounds.None;
}
