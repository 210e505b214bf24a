namespace Blockade.Calibration;

/// <summary>A point of a profile.</summary>
/// <param name="Value">The parameter on its scale.</param>
/// <param name="Rise">How much higher the objective is there than at the optimum, with all others fitted again.</param>
public readonly record struct ProfilePoint(double Value, double Rise);
