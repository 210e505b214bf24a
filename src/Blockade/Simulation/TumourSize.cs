namespace Blockade.Simulation;

/// <summary>The target lesions of a patient on a day, as they are and not as a reader measures them.</summary>
/// <param name="SumChange">Sum of the diameters relative to baseline, minus one.</param>
/// <param name="Log10Volume">Common logarithm of their volume relative to baseline.</param>
public readonly record struct TumourSize(double SumChange, double Log10Volume);
