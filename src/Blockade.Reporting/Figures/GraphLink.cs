namespace Blockade.Reporting;

/// <summary>A line of a drawing between boxes or cells.</summary>
/// <param name="Source">Identifier of a box or cell.</param>
/// <param name="Target">Identifier of a box or cell, the source's own for a loop.</param>
/// <param name="Look">How it is drawn.</param>
/// <param name="Label">Lines ended by LF; empty for none.</param>
public sealed record GraphLink(string Source, string Target, GraphLinkLook Look, string Label);
