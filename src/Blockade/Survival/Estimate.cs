namespace Blockade.Survival;

/// <summary>
/// A number with its confidence limits. NaN stands for what the data do not reach: a median above the last event, a limit beyond it.
/// </summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">The lower confidence limit.</param>
/// <param name="Upper">The upper confidence limit.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper);
