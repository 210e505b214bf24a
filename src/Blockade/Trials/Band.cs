namespace Blockade.Trials;

/// <summary>Median and 5th to 95th percentile over patients at the end of a day.</summary>
public readonly record struct Band(int Day, double Median, double Lower, double Upper);
