using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>Poisson draws. Returned as doubles: whole numbers, exact below 2^53.</summary>
/// <remarks>
/// Below a mean of 10 by multiplying uniforms; from there by Hoermann's transformed rejection with squeeze (algorithm PTRS): Hoermann (1993),
/// Insurance: Mathematics and Economics 12:39-45, doi:10.1016/0167-6687(93)90997-4.
/// </remarks>
internal static class PoissonSampler
{
    /// <summary>A draw with a mean that is finite and not negative. Above 2^52 the rounded normal limit, which is all that a double can tell.</summary>
    public static double Next(double mean, ref RandomSequence random)
    {
        if (mean < 10) return mean > 0 ? Multiply(mean, ref random) : 0;
        if (mean > 4503599627370496) return Math.Round(mean + (Math.Sqrt(mean) * random.NextNormal()));
        return Reject(mean, ref random);
    }

    private static double Multiply(double mean, ref RandomSequence random)
    {
        double limit = Math.Exp(-mean);
        double product = random.NextUniform();
        int count = 0;
        while (product > limit)
        {
            product *= random.NextUniform();
            count++;
        }

        return count;
    }

    private static double Reject(double mean, ref RandomSequence random)
    {
        double root = Math.Sqrt(mean);
        double b = 0.931 + (2.53 * root);
        double a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        double squeeze = 0.9277 - (3.6224 / (b - 2));
        double logMean = Math.Log(mean);
        while (true)
        {
            double u = random.NextUniform() - 0.5;
            double v = random.NextUniform();
            double us = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2 * a / us) + b) * u) + mean + 0.43);
            if (us >= 0.07 && v <= squeeze) return k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (Math.Log(v * inverseAlpha / ((a / (us * us)) + b)) <= (k * logMean) - mean - LogFactorial(k)) return k;
        }
    }

    // Stirling's series from 10 on (its error there is below 1e-12), reached from smaller numbers by multiplication
    private static double LogFactorial(double k)
    {
        double product = 1;
        while (k < 10) product *= ++k;
        double x = 1 / k;
        double x2 = x * x;
        double series = x * ((1.0 / 12) - (x2 * ((1.0 / 360) - (x2 * ((1.0 / 1260) - (x2 / 1680))))));
        return ((k + 0.5) * Math.Log(k)) - k + 0.91893853320467274178 + series - Math.Log(product);
    }
}
