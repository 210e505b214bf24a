namespace Blockade.Reporting;

/// <summary>A patient's bar in a <see cref="WaterfallFigure"/>.</summary>
/// <param name="Patient">The patient's address as text; unique in the arm.</param>
/// <param name="BestChangePercent">Best change from baseline in percent, -100 or more.</param>
public readonly record struct WaterfallBar(string Patient, double BestChangePercent);
