using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A panel of a <see cref="SpiderFigure"/>.</summary>
/// <param name="Label">The arm's name.</param>
/// <param name="Lines">Its patients.</param>
/// <param name="Of">How many patients the arm has of which these are some.</param>
public sealed record SpiderArm(string Label, ImmutableArray<SpiderLine> Lines, int Of);
