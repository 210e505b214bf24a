using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Blockade.Survival;

/// <summary>Log density and log survival of a standardized error, with their first and second derivatives.</summary>
internal static class LogLocationScale
{
    /// <summary>Of an event at z.</summary>
    internal static (double Value, double First, double Second) Event(SurvivalDistribution law, double z)
    {
        switch (law)
        {
            case SurvivalDistribution.LogNormal:
                return ((-z * z / 2) - (0.5 * Math.Log(Constants.Pi2)), -z, -1);
            case SurvivalDistribution.LogLogistic:
                double p = 1 / (1 + Math.Exp(-z));
                return (z - (2 * LogOnePlusExp(z)), 1 - (2 * p), -2 * p * (1 - p));
            default:
                double e = Math.Exp(z);
                return (z - e, 1 - e, -e);
        }
    }

    /// <summary>Of being free of the event past z.</summary>
    internal static (double Value, double First, double Second) Censored(SurvivalDistribution law, double z)
    {
        switch (law)
        {
            case SurvivalDistribution.LogNormal:
                double tail = 0.5 * SpecialFunctions.Erfc(z / Constants.Sqrt2);

                // far out the tail underflows, and the hazard of a normal is z + 1/z to better than its square
                double hazard = tail > 1e-300 ? Normal.PDF(0, 1, z) / tail : z + (1 / z);
                double log = tail > 1e-300 ? Math.Log(tail) : (-z * z / 2) - Math.Log(hazard) - (0.5 * Math.Log(Constants.Pi2));
                return (log, -hazard, -hazard * (hazard - z));
            case SurvivalDistribution.LogLogistic:
                double p = 1 / (1 + Math.Exp(-z));
                return (-LogOnePlusExp(z), -p, -p * (1 - p));
            default:
                double e = Math.Exp(z);
                return (-e, -e, -e);
        }
    }

    private static double LogOnePlusExp(double z) => z > 0 ? z + Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z));
}
