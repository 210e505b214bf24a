using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One curve of a <see cref="TrajectoryPanel"/>.</summary>
/// <param name="Label">Its name in the key.</param>
/// <param name="Points">Ascending in time.</param>
public sealed record TrajectorySeries(string Label, ImmutableArray<TrajectoryPoint> Points);
