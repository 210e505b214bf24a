using System.Runtime.Intrinsics;

namespace Blockade.Simulation;

/// <summary>Where eight concentrations stand on an axis, from -1 to 1, and how fast the place moves with each; beyond an end the place stays.</summary>
internal readonly record struct LanePlace(Vector512<double> X, Vector512<double> Slope, Vector512<double> Nanomolar, Vector512<double> IsPositive)
{
    public static LanePlace On(SurfaceAxis axis, Vector512<double> nanomolar)
    {
        Vector512<double> held = Vector512.Min(Vector512.Max(nanomolar, Vector512.Create(axis.Low)), Vector512.Create(axis.High)) + Vector512.Create(axis.Offset);
        Vector512<double> one = Vector512.Create(1.0), scale = Vector512.Create(axis.Scale);
        Vector512<double> x = (scale * Vector512.Log(held)) + Vector512.Create(axis.Shift);
        Vector512<double> inside = Vector512.GreaterThan(nanomolar, Vector512.Create(axis.Low)) & Vector512.LessThan(nanomolar, Vector512.Create(axis.High));
        Vector512<double> positive = Vector512.GreaterThan(nanomolar, default);
        return new LanePlace(Vector512.Min(Vector512.Max(x, -one), one), inside & (scale / held), nanomolar & positive, positive);
    }

    /// <summary>Writes Chebyshev's T_0, T_1, ... at the places: T_2k = 2 T_k^2 - 1 and T_(2k+1) = 2 T_k T_(k+1) - x, which wait for each other less than a recurrence one by one.</summary>
    public void Polynomials(Span<Vector512<double>> values)
    {
        values[0] = Vector512.Create(1.0);
        if (values.Length > 1) values[1] = X;
        for (int n = 2; n < values.Length; n++)
        {
            Vector512<double> half = values[n >> 1];
            values[n] = (n & 1) == 0 ? Vector512.FusedMultiplyAdd(half + half, half, -values[0]) : Vector512.FusedMultiplyAdd(half + half, values[(n >> 1) + 1], -X);
        }
    }
}
