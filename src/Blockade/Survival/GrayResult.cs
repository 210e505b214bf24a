using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>What Gray's test found. The arrays have one entry a group, in ascending order of label.</summary>
public sealed class GrayResult
{
    private readonly double[,] _covariance;

    internal GrayResult(double[,] covariance) => _covariance = covariance;

    /// <summary>The groups' labels.</summary>
    public required ImmutableArray<int> Groups { get; init; }

    /// <summary>Subjects in each group.</summary>
    public required ImmutableArray<int> Subjects { get; init; }

    /// <summary>Events of the cause in each group.</summary>
    public required ImmutableArray<int> Events { get; init; }

    /// <summary>Weighted events of each group less those that it would have had if all groups had one incidence; they add up to zero.</summary>
    public required ImmutableArray<double> Scores { get; init; }

    /// <summary>The test that all groups have one incidence of the cause.</summary>
    public required ChiSquaredTest Test { get; init; }

    /// <summary>The covariance of two groups' scores, by their places in <see cref="Groups"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(row, column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Max(row, column), Groups.Length);
        return _covariance[row, column];
    }
}
