using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Blockade.Survival;

/// <summary>Tail areas and their inverse, from the complementary functions: one minus a distribution function would lose small p-values.</summary>
internal static class Tail
{
    /// <summary>P(X > statistic) for X chi-squared; NaN for fewer than one degree of freedom.</summary>
    internal static double ChiSquared(double statistic, int degreesOfFreedom) => degreesOfFreedom switch
    {
        < 1 => double.NaN,
        1 => SpecialFunctions.Erfc(Math.Sqrt(statistic / 2)),
        _ when statistic <= 0 => 1,
        _ => SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, statistic / 2),
    };

    /// <summary>P(|Z| > |z|) for Z standard normal.</summary>
    internal static double TwoSidedNormal(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);

    /// <summary>The multiple of the standard error to either side of an interval of this level: 1.96 for 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not inside (0, 1).</exception>
    internal static double HalfWidth(double level) => level is > 0 and < 1
        ? Normal.InvCDF(0, 1, 0.5 + level / 2)
        : throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies inside (0, 1).");
}
