using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A published survival curve to lay over a prediction.</summary>
/// <param name="Label">What it is, such as <c>CLEOPATRA, placebo arm</c>.</param>
/// <param name="Arm">Label of the predicted arm it is to be compared with.</param>
/// <param name="Shape">Whether the points are steps of a whole curve or single landmarks.</param>
/// <param name="Points">Ascending in time.</param>
public sealed record PublishedSurvival(string Label, string Arm, PublishedShape Shape, ImmutableArray<SurvivalPoint> Points);
