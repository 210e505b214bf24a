using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>The profile likelihood of one parameter and its interval.</summary>
/// <param name="Parameter">Its place among the estimated ones.</param>
/// <param name="Lower">The lower limit on the scale; minus infinity where the profile stays below the threshold up to the bound.</param>
/// <param name="Upper">The upper limit; infinity where it is open.</param>
/// <param name="Points">The profile, ascending.</param>
/// <param name="Better">A point found lower than the optimum by more than 0.01: the optimum was none. Or null.</param>
public sealed record ParameterProfile(int Parameter, double Lower, double Upper, ImmutableArray<ProfilePoint> Points, FitPoint? Better)
{
    /// <summary>Whether both limits are there.</summary>
    public bool IsIdentified => double.IsFinite(Lower) && double.IsFinite(Upper);
}
