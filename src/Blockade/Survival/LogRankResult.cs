using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>What a log-rank test found. The arrays have one entry an arm, in ascending order of label.</summary>
public sealed class LogRankResult
{
    /// <summary>The arms' labels.</summary>
    public required ImmutableArray<int> Arms { get; init; }

    /// <summary>Subjects in each arm.</summary>
    public required ImmutableArray<int> Subjects { get; init; }

    /// <summary>Events in each arm.</summary>
    public required ImmutableArray<int> Observed { get; init; }

    /// <summary>Events each arm would have had at the pooled hazard, summed over the strata.</summary>
    public required ImmutableArray<double> Expected { get; init; }

    /// <summary>The test that all arms share one hazard.</summary>
    public required ChiSquaredTest Test { get; init; }

    /// <summary>
    /// With two arms: observed minus expected events of the arm with the higher label, in standard errors; negative when that arm does
    /// better, like its log hazard ratio. NaN with any other number of arms, or where the difference has no variance.
    /// </summary>
    public required double Z { get; init; }

    /// <summary>The chi-squared statistic.</summary>
    public double ChiSquared => Test.Statistic;

    /// <summary>Its degrees of freedom: arms that could be compared, less one.</summary>
    public int DegreesOfFreedom => Test.DegreesOfFreedom;

    /// <summary>The two-sided p-value; NaN where there was nothing to compare.</summary>
    public double PValue => Test.PValue;
}
