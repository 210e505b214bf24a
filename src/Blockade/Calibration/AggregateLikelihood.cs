using Blockade.Evidence;
using MathNet.Numerics;

namespace Blockade.Calibration;

/// <summary>
/// How likely a published result is beside a simulated one, when both are of some patients and have their chance. Of a share: a beta-binomial, since m simulated patients of whom a share answered know
/// the population's share as Beta(m s + 1/2, m (1 - s) + 1/2) (Jeffreys), and n published ones are drawn from that; its variance is nearly share (1 - share) (1/n + 1/m). Of the logarithm of a hazard ratio: normal,
/// with the variances of both.
/// </summary>
internal static class AggregateLikelihood
{
    /// <summary>Minus twice the logarithm of the likelihood, beside the one when the simulated patients do just what was published; below nought by a little where chance is likelier still.</summary>
    /// <param name="target">The published result.</param>
    /// <param name="simulated">The simulated one.</param>
    /// <param name="patients">Simulated patients of an arm.</param>
    public static double Deviance(PublishedResult target, SimulatedResult simulated, int patients)
    {
        double observed = CalibrationQuantity.Observed(target);
        if (CalibrationQuantity.IsRatio(target))
        {
            double known = Math.Pow(CalibrationQuantity.RatioError(target), 2), all = known + simulated.Variance;
            return (Math.Pow(observed - simulated.Value, 2) / all) + Math.Log(all / known);
        }

        double n = CalibrationQuantity.Patients(target);
        return -2 * (BetaBinomial(observed, n, simulated.Value, patients) - BetaBinomial(observed, n, observed, patients));
    }

    /// <summary>Standard deviation of the difference between published and simulated result, if the simulated one is right.</summary>
    /// <param name="target">The published result.</param>
    /// <param name="simulated">The simulated one.</param>
    /// <param name="patients">Simulated patients of an arm.</param>
    public static double StandardError(PublishedResult target, SimulatedResult simulated, int patients)
    {
        if (CalibrationQuantity.IsRatio(target)) return Math.Sqrt(Math.Pow(CalibrationQuantity.RatioError(target), 2) + simulated.Variance);
        double share = ((patients * simulated.Value) + 0.5) / (patients + 1);
        return Math.Sqrt(share * (1 - share) * ((1 / CalibrationQuantity.Patients(target)) + (1.0 / patients)));
    }

    private static double BetaBinomial(double observed, double n, double simulated, double m)
    {
        double a = (m * simulated) + 0.5, b = (m * (1 - simulated)) + 0.5;
        return SpecialFunctions.BetaLn(a + (n * observed), b + (n * (1 - observed))) - SpecialFunctions.BetaLn(a, b);
    }
}
