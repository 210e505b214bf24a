using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>What a log-rank test found, weighted or not. The arrays have one entry an arm, in ascending order of label.</summary>
public sealed class LogRankResult
{
    private readonly double[,] _covariance;   // lower triangle

    internal LogRankResult(double[,] covariance) => _covariance = covariance;

    /// <summary>The arms' labels.</summary>
    public required ImmutableArray<int> Arms { get; init; }

    /// <summary>Subjects in each arm.</summary>
    public required ImmutableArray<int> Subjects { get; init; }

    /// <summary>Events in each arm, each times its weight: without weights their number.</summary>
    public required ImmutableArray<double> Observed { get; init; }

    /// <summary>Events each arm would have had at the pooled hazard, weighted alike, summed over the strata.</summary>
    public required ImmutableArray<double> Expected { get; init; }

    /// <summary>The test that all arms share one hazard.</summary>
    public required ChiSquaredTest Test { get; init; }

    /// <summary>
    /// With two arms: observed minus expected events of the arm with the higher label, in standard errors; negative when that arm does
    /// better, like its log hazard ratio. NaN with any other number of arms, or where the difference has no variance.
    /// </summary>
    public required double Z { get; init; }

    /// <summary>The covariance of observed minus expected between two arms, by their places in <see cref="Arms"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such arm.</exception>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(row, column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Max(row, column), Arms.Length);
        return _covariance[Math.Max(row, column), Math.Min(row, column)];
    }

    /// <summary>The chi-squared statistic.</summary>
    public double ChiSquared => Test.Statistic;

    /// <summary>Its degrees of freedom: arms that could be compared, less one.</summary>
    public int DegreesOfFreedom => Test.DegreesOfFreedom;

    /// <summary>The two-sided p-value; NaN where there was nothing to compare.</summary>
    public double PValue => Test.PValue;
}
