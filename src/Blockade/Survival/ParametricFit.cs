using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>A fitted parametric law of times. Made by <see cref="ParametricRegression.Fit"/>; look at <see cref="HasConverged"/> first.</summary>
public sealed class ParametricFit
{
    private readonly double[,] _covariance;

    internal ParametricFit(double[,] covariance) => _covariance = covariance;

    /// <summary>Whether the maximum was found. It is not where there is no event, or where the likelihood has no maximum.</summary>
    public required bool HasConverged { get; init; }

    /// <summary>The law.</summary>
    public required SurvivalDistribution Distribution { get; init; }

    /// <summary>The intercept, then one coefficient a covariate: what the logarithm of the time (in months) moves by.</summary>
    public required ImmutableArray<double> Coefficients { get; init; }

    /// <summary>The scale of the error on the logarithm of the time; one for the exponential.</summary>
    public required double Scale { get; init; }

    /// <summary>Log-likelihood of the times (not of their logarithms).</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>The same without covariates.</summary>
    public required double NullLogLikelihood { get; init; }

    /// <summary>Parameters estimated: coefficients, and the scale where it is free.</summary>
    public int Parameters => Coefficients.Length + (Distribution == SurvivalDistribution.Exponential ? 0 : 1);

    /// <summary>Akaike's criterion, 2 parameters - 2 log-likelihood: of laws fitted to the same times, less is better.</summary>
    public double Aic => (2 * Parameters) - (2 * LogLikelihood);

    /// <summary>The covariance of two parameters: coefficients in order, then the logarithm of the scale where it is free.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(row, column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Max(row, column), Parameters);
        return _covariance[row, column];
    }

    /// <summary>The standard error of a parameter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public double StandardError(int parameter) => Math.Sqrt(Covariance(parameter, parameter));

    /// <summary>The chance of being free of the event past a time, for a subject with these covariates.</summary>
    /// <exception cref="ArgumentException">There is not one value for each covariate.</exception>
    public double Survival(double months, ReadOnlySpan<double> covariates)
    {
        if (covariates.Length != Coefficients.Length - 1) throw new ArgumentException($"There are {covariates.Length} values for {Coefficients.Length - 1} covariates.", nameof(covariates));
        double location = Coefficients[0];
        for (int j = 0; j < covariates.Length; j++) location += Coefficients[j + 1] * covariates[j];
        return months <= 0 ? 1 : Math.Exp(LogLocationScale.Censored(Distribution, (Math.Log(months) - location) / Scale).Value);
    }
}
