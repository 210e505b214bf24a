using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A panel of a <see cref="SwimmerFigure"/>.</summary>
/// <param name="Label">The arm's name.</param>
/// <param name="Lanes">Its patients, up to <see cref="MostLanes"/>.</param>
/// <param name="Of">How many patients the arm has of which these are some.</param>
public sealed record SwimmerArm(string Label, ImmutableArray<SwimmerLane> Lanes, int Of)
{
    /// <summary>More lanes than these cannot be told apart on a sheet.</summary>
    public const int MostLanes = 40;

    /// <summary>The longest at the top; equal ones in the order given.</summary>
    public ImmutableArray<SwimmerLane> Sorted => [.. Lanes.OrderByDescending(l => l.Followed)];
}
