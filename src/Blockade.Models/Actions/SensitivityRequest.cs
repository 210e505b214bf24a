using System.Collections.Immutable;

namespace Blockade.Models.Actions;

/// <summary>A checked <c>LinearParameterSensitivity</c>.</summary>
/// <param name="Stem">The network's name, which files are called by.</param>
/// <param name="Suffix">What their names end in; empty for none.</param>
/// <param name="Run">The course that is compared: its times and tolerances.</param>
public sealed record SensitivityRequest(string Stem, string Suffix, SimulationRequest Run)
{
    /// <summary>By what part of itself each parameter is raised. Default 0.05.</summary>
    public double Rise { get; init; } = 0.05;

    /// <summary>The course as given begins at a steady state. Default true.</summary>
    public bool EquilibratesFirst { get; init; } = true;

    /// <summary>So does each of the others. Default true.</summary>
    public bool EquilibratesAgain { get; init; } = true;

    /// <summary>What is set between the steady state and the course: parameters, then amounts.</summary>
    public ImmutableArray<ActionStep> Inputs { get; init; } = [];

    /// <summary>The longest time to a steady state. Default 1e6.</summary>
    public double LongestEquilibration { get; init; } = 1e6;
}
