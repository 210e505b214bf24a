namespace Blockade.Models.Matlab;

/// <summary>What an M-file does where its caller says nothing: BioNetGen's defaults.</summary>
public sealed record MatlabSettings
{
    /// <summary>The first time.</summary>
    public double Start { get; init; }

    /// <summary>The last time. Default 10.</summary>
    public double End { get; init; } = 10;

    /// <summary>Steps between them. Default 20.</summary>
    public long Steps { get; init; } = 20;

    /// <summary>Of ode15s. Default 1e-4.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-4;

    /// <summary>Of ode15s. Default 1e-8.</summary>
    public double RelativeTolerance { get; init; } = 1e-8;

    /// <summary>Print the solver's statistics.</summary>
    public bool Statistics { get; init; }

    /// <summary>Backward differences in place of their numerical cousins.</summary>
    public bool Backward { get; init; }

    /// <summary>The highest order. Default 5.</summary>
    public long HighestOrder { get; init; } = 5;

    /// <summary>The longest step, or null for ode15s's own.</summary>
    public double? LongestStep { get; init; }
}
