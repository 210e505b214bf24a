namespace Blockade.Calibration;

/// <summary>What simulated patients say of a published result.</summary>
/// <param name="Value">A share of them, or the logarithm of a hazard ratio.</param>
/// <param name="Variance">How much the logarithm of a ratio would vary between as many other patients; of a share NaN: it follows from their number.</param>
internal readonly record struct SimulatedResult(double Value, double Variance = double.NaN);
