namespace Blockade.Petab;

/// <summary>From a scale to the value and back.</summary>
public static class ParameterScales
{
    /// <summary>A value on a scale.</summary>
    public static double Apply(this ParameterScale scale, double value) => scale switch
    {
        ParameterScale.Log => Math.Log(value),
        ParameterScale.Log10 => Math.Log10(value),
        _ => value,
    };

    /// <summary>The value that a number on a scale means.</summary>
    public static double Invert(this ParameterScale scale, double scaled) => scale switch
    {
        ParameterScale.Log => Math.Exp(scaled),
        ParameterScale.Log10 => Math.Pow(10, scaled),
        _ => scaled,
    };
}
