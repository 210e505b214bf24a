namespace Blockade.Calibration;

/// <summary>A parameter that is fitted: its prior is normal on the scale on which the search moves.</summary>
/// <param name="Id">The name in <c>calibrated.csv</c>.</param>
/// <param name="Prior">Middle of the prior, in the parameter's unit.</param>
/// <param name="PriorSpread">SD of the prior, on the log scale where <paramref name="IsLogarithmic"/>, else in the parameter's unit.</param>
/// <param name="IsLogarithmic">Whether the search moves in the logarithm, for what must be positive.</param>
public sealed record FreeParameter(string Id, double Prior, double PriorSpread, bool IsLogarithmic)
{
    /// <summary>From the search's coordinate, in prior SDs, to the value.</summary>
    public double Value(double coordinate) =>
        IsLogarithmic ? Prior * Math.Exp(PriorSpread * coordinate) : Prior + (PriorSpread * coordinate);
}
