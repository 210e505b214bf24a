namespace Blockade.Survival;

/// <summary>The law of a time whose logarithm is a location plus a scale times an error: see <see cref="ParametricRegression"/>.</summary>
public enum SurvivalDistribution
{
    /// <summary>A constant hazard: Weibull with scale one.</summary>
    Exponential,

    /// <summary>The error is the logarithm of a unit exponential: hazards are proportional. Shape is one over the scale.</summary>
    Weibull,

    /// <summary>The error is standard normal.</summary>
    LogNormal,

    /// <summary>The error is standard logistic: odds are proportional.</summary>
    LogLogistic,
}
