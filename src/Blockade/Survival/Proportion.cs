using MathNet.Numerics;

namespace Blockade.Survival;

/// <summary>A share that was counted, with its confidence limits.</summary>
public static class Proportion
{
    /// <summary>The share with Wilson's limits, which keep close to their level for any share; NaN where there was nothing to count.</summary>
    /// <remarks>Wilson (1927), J. Am. Stat. Assoc. 22:209-212.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and the whole, or the level not inside (0, 1).</exception>
    public static Estimate Wilson(int part, int whole, double level = 0.95)
    {
        Check(part, whole);
        return whole == 0 ? new(double.NaN, double.NaN, double.NaN) : Wilson((double)part / whole, (double)whole, level);
    }

    /// <summary>A share with Wilson's limits where its error is that of another number of independent answers than were counted: <paramref name="n"/>, p (1 - p) over the error's square.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in [0, 1], the number not positive, or the level not inside (0, 1).</exception>
    public static Estimate Wilson(double p, double n, double level = 0.95)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A share lies in [0, 1].");
        if (!(n > 0)) throw new ArgumentOutOfRangeException(nameof(n), n, "Something stands behind a share.");
        double z = Tail.HalfWidth(level);
        double centre = (p + (z * z / (2 * n))) / (1 + (z * z / n));
        double half = z / (1 + (z * z / n)) * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        return new(p, p == 0 ? 0 : centre - half, p == 1 ? 1 : centre + half);
    }

    /// <summary>The share with Clopper and Pearson's limits, which hold at least their level for every share.</summary>
    /// <remarks>Clopper and Pearson (1934), Biometrika 26:404-413: quantiles of beta distributions, by halving.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and the whole, or the level not inside (0, 1).</exception>
    public static Estimate ClopperPearson(int part, int whole, double level = 0.95)
    {
        Check(part, whole);
        if (!(level is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies inside (0, 1).");
        if (whole == 0) return new(double.NaN, double.NaN, double.NaN);
        double tail = (1 - level) / 2;
        return new(
            (double)part / whole,
            part == 0 ? 0 : Quantile(part, whole - part + 1, tail),
            part == whole ? 1 : Quantile(part + 1, whole - part, 1 - tail));
    }

    private static double Quantile(double a, double b, double p)
    {
        (double low, double high) = (0, 1);
        while (high - low > 1e-15)
        {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) break;
            if (SpecialFunctions.BetaRegularized(a, b, middle) < p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    private static void Check(int part, int whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, whole);
    }
}
