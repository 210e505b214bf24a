using System.Collections.Immutable;
using Blockade.Evidence;

namespace Blockade.Calibration;

/// <summary>A parameter that is fitted: its prior is normal on the scale on which the search moves.</summary>
/// <param name="Row">Its row in <c>priors.csv</c>.</param>
/// <param name="Spread">SD of the prior, on the log scale where <paramref name="IsLogarithmic"/>, else in the parameter's unit.</param>
/// <param name="IsLogarithmic">Whether the search moves in the logarithm, for what must be positive.</param>
public sealed record FreeParameter(SourcedParameter Row, double Spread, bool IsLogarithmic)
{
    /// <summary>The free parameters of a table of priors: its rows that are not fixed.</summary>
    public static ImmutableArray<FreeParameter> From(ParameterTable priors)
    {
        ArgumentNullException.ThrowIfNull(priors);
        return
        [
            .. priors.Where(r => r.Spread > 0).Select(r => r.Distribution.StartsWith("lognormal", StringComparison.Ordinal)
                ? new FreeParameter(r, Math.Sqrt(Math.Log(1 + (r.Spread * r.Spread))), true)
                : new FreeParameter(r, r.Spread, false)),
        ];
    }

    /// <summary>From the search's coordinate, in prior SDs, to the value.</summary>
    public double Value(double coordinate) =>
        IsLogarithmic ? Row.Value * Math.Exp(Spread * coordinate) : Row.Value + (Spread * coordinate);

    /// <summary>The search's coordinate of a value; the inverse of <see cref="Value"/>.</summary>
    public double Coordinate(double value) => IsLogarithmic ? Math.Log(value / Row.Value) / Spread : (value - Row.Value) / Spread;
}
