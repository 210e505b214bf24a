namespace Blockade.Survival;

/// <summary>The restricted mean times of two arms compared: months gained up to a horizon, and their ratio.</summary>
/// <param name="Difference">Treated minus control, months, with limits.</param>
/// <param name="DifferencePValue">Two-sided, that it is zero.</param>
/// <param name="Ratio">Treated over control, with limits symmetric on the log scale.</param>
/// <param name="RatioPValue">Two-sided, that it is one.</param>
/// <remarks>Uno et al. (2014), J. Clin. Oncol. 32:2380-2385. Normal limits; Greenwood's variance without small-sample correction.</remarks>
public sealed record RestrictedMeanContrast(Estimate Difference, double DifferencePValue, Estimate Ratio, double RatioPValue)
{
    /// <summary>Compares two curves up to a horizon. NaN where a curve has no subjects.</summary>
    /// <param name="treated">The one curve.</param>
    /// <param name="control">The other.</param>
    /// <param name="tau">The horizon, months; best not past either arm's last follow-up.</param>
    /// <param name="level">The confidence level, inside (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive and finite, or the level not inside (0, 1).</exception>
    public static RestrictedMeanContrast Of(SurvivalCurve treated, SurvivalCurve control, double tau, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(treated);
        ArgumentNullException.ThrowIfNull(control);
        double width = Tail.HalfWidth(level);
        (double a, double b) = (treated.RestrictedMean(tau), control.RestrictedMean(tau));
        (double errorA, double errorB) = (treated.RestrictedMeanStandardError(tau), control.RestrictedMeanStandardError(tau));
        double difference = a - b;
        double error = Math.Sqrt((errorA * errorA) + (errorB * errorB));
        double logRatio = Math.Log(a / b);
        double logError = Math.Sqrt((errorA * errorA / (a * a)) + (errorB * errorB / (b * b)));
        return new(
            new(difference, difference - (width * error), difference + (width * error)),
            Tail.TwoSidedNormal(difference / error),
            new(Math.Exp(logRatio), Math.Exp(logRatio - (width * logError)), Math.Exp(logRatio + (width * logError))),
            Tail.TwoSidedNormal(logRatio / logError));
    }
}
