namespace Blockade.Models.Expressions;

/// <summary>M(a+1, b+1, z) / M(a, b, z) of Kummer's function M = 1F1, which BNGL calls <c>mratio</c>.</summary>
/// <remarks>
/// Gauss's continued fraction 1/(1 + p2/(1 + p3/(1 + ...))) with p(2k) = z (a - b - k + 1) / ((b + 2k - 2)(b + 2k - 1)) and
/// p(2k+1) = z (a + k) / ((b + 2k - 1)(b + 2k)), summed by the modified method of Lentz: Thompson and Barnett (1986),
/// J. Comput. Phys. 64:490-509, doi:10.1016/0021-9991(86)90046-X.
/// </remarks>
internal static class KummerRatio
{
    public static double At(double a, double b, double z)
    {
        const double tiny = 1e-32;
        const int most = 1_000_000;
        double value = tiny, numerator = tiny, denominator = 0;
        for (int j = 1; j <= most; j++)
        {
            double p = 1;
            if (j > 1)
            {
                int k = j / 2;
                p = z * (j % 2 == 0 ? a - (b + (k - 1)) : a + k) / ((b + (j - 2)) * (b + (j - 1)));
            }

            denominator = 1 + (p * denominator);
            if (Math.Abs(denominator) < tiny) denominator = tiny;
            numerator = 1 + (p / numerator);
            if (Math.Abs(numerator) < tiny) numerator = tiny;
            denominator = 1 / denominator;
            double change = numerator * denominator;
            value *= change;
            if (Math.Abs(change - 1) < 1e-16 || double.IsNaN(value)) return value;
        }

        return double.NaN;
    }
}
