namespace Blockade.Reporting;

/// <summary>A scan of a <see cref="SpiderLine"/>.</summary>
/// <param name="Time">When.</param>
/// <param name="ChangePercent">Change since baseline, percent.</param>
public readonly record struct SpiderPoint(double Time, double ChangePercent);
