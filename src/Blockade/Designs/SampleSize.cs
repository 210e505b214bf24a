using MathNet.Numerics.Distributions;

namespace Blockade.Designs;

/// <summary>Events for a power where hazards are proportional, by formulas. None is rounded.</summary>
public static class SampleSize
{
    /// <summary>The mean of the test statistic that one look needs: z(1 - alpha/sides) + z(power).</summary>
    /// <param name="alpha">The error, both sides together.</param>
    /// <param name="sides">One or two.</param>
    /// <param name="power">The chance to find the effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha or power is not inside (0, 1), or there are other than one or two sides.</exception>
    public static double Drift(double alpha, int sides, double power)
    {
        if (sides is not (1 or 2)) throw new ArgumentOutOfRangeException(nameof(sides), sides, "A test has one side or two.");
        return Normal.InvCDF(0, 1, 1 - (Share(alpha) / sides)) + Normal.InvCDF(0, 1, Share(power));
    }

    /// <summary>Events so that the log-rank statistic has this mean: (drift / log ratio)^2 over the product of the arms' shares.</summary>
    /// <remarks>Schoenfeld (1981), Biometrika 68:316-319.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The hazard ratio is not positive or is one, or the share not inside (0, 1).</exception>
    public static double Schoenfeld(double hazardRatio, double drift, double treatedShare = 0.5)
    {
        double root = drift / Math.Log(Ratio(hazardRatio));
        return root * root / (Share(treatedShare) * (1 - treatedShare));
    }

    /// <summary>Events by the approximation (1 + k HR)^2/(k (1 - HR)^2) drift^2 with k treated to one control.</summary>
    /// <remarks>Freedman (1982), Stat. Med. 1:121-129, doi:10.1002/sim.4780010204; unequal arms as in Hsieh (1992), Stat. Med. 11:1091-1097.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The hazard ratio is not positive or is one, or the share not inside (0, 1).</exception>
    public static double Freedman(double hazardRatio, double drift, double treatedShare = 0.5)
    {
        double k = Share(treatedShare) / (1 - treatedShare);
        double root = (1 + (k * Ratio(hazardRatio))) / (1 - hazardRatio) * drift;
        return root * root / k;
    }

    private static double Share(double value) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "An error, a power or a share lies inside (0, 1).");

    private static double Ratio(double value) => value > 0 && double.IsFinite(value) && value != 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A hazard ratio is positive, and one leaves nothing to find.");
}
