using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One matrix of a <see cref="HeatMapFigure"/>.</summary>
/// <param name="Title">What it is, such as <c>Bliss independence</c>; one line.</param>
/// <param name="Values">By row from the bottom, NaN for a cell without value.</param>
public sealed record HeatMapPanel(string Title, ImmutableArray<double> Values);
