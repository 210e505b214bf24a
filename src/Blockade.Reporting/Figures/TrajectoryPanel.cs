using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One panel of a <see cref="TrajectoryFigure"/>.</summary>
/// <param name="Title">Above the panel; one short line.</param>
/// <param name="Value">What the vertical axis measures. On a logarithmic axis values of zero or less are left out.</param>
/// <param name="Series">The curves; at most six in the whole figure.</param>
public sealed record TrajectoryPanel(string Title, FigureAxis Value, ImmutableArray<TrajectorySeries> Series);
