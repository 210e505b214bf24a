using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>A fitted regression of a subdistribution's hazard. Made by <see cref="FineGray.Fit"/>; look at <see cref="Status"/> first.</summary>
public sealed class FineGrayFit
{
    private readonly ImmutableArray<double> _covariance;   // row by row
    private readonly ImmutableArray<double> _model;

    internal FineGrayFit(ImmutableArray<double> coefficients, ImmutableArray<double> covariance, ImmutableArray<double> model) =>
        (Coefficients, _covariance, _model) = (coefficients, covariance, model);

    /// <summary>How the fit ended.</summary>
    public required CoxStatus Status { get; init; }

    /// <summary>Newton steps taken.</summary>
    public required int Iterations { get; init; }

    /// <summary>Number of subjects.</summary>
    public required int Subjects { get; init; }

    /// <summary>Events of the cause.</summary>
    public required int Events { get; init; }

    /// <summary>Log ratios of the subdistribution's hazard per unit of each covariate; NaN for a covariate that was left out.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>Log partial likelihood with all coefficients zero.</summary>
    public required double NullLogLikelihood { get; init; }

    /// <summary>Log partial likelihood of the fit.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Wald's test that all coefficients are zero, with the covariance that knows of the weights.</summary>
    public required ChiSquaredTest WaldTest { get; init; }

    /// <summary>Times with events of the cause, ascending, months.</summary>
    public required ImmutableArray<double> Times { get; init; }

    /// <summary>The cumulative hazard of the subdistribution at each of them, of a subject whose covariates are all zero.</summary>
    public required ImmutableArray<double> CumulativeHazard { get; init; }

    /// <summary>The covariance of two coefficients, which counts that the chance of censoring is estimated too; NaN if either was left out.</summary>
    /// <param name="row">The one covariate, from 0.</param>
    /// <param name="column">The other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double Covariance(int row, int column) => _covariance[(Index(row) * Coefficients.Length) + Index(column)];

    /// <summary>The same entry of the inverse information, which takes weights and risk sets as given.</summary>
    /// <param name="row">The one covariate, from 0.</param>
    /// <param name="column">The other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double ModelCovariance(int row, int column) => _model[(Index(row) * Coefficients.Length) + Index(column)];

    /// <summary>The standard error of a coefficient.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double StandardError(int covariate) => Math.Sqrt(Covariance(covariate, covariate));

    /// <summary>Wald's two-sided p-value of a coefficient.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double PValue(int covariate) => Tail.TwoSidedNormal(Coefficients[Index(covariate)] / StandardError(covariate));

    /// <summary>The ratio of the subdistribution's hazards per unit of a covariate, with Wald limits: symmetric on the log scale.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <param name="level">The confidence level, inside (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate, or <paramref name="level"/> is not inside (0, 1).</exception>
    public Estimate HazardRatio(int covariate, double level = 0.95)
    {
        double width = Tail.HalfWidth(level) * StandardError(covariate), coefficient = Coefficients[covariate];
        return new(Math.Exp(coefficient), Math.Exp(coefficient - width), Math.Exp(coefficient + width));
    }

    /// <summary>The share of subjects with some covariates who have had the event by a time. Cost O(log n + p).</summary>
    /// <param name="months">The time.</param>
    /// <param name="covariates">One value a covariate.</param>
    /// <exception cref="ArgumentException">The time is negative or NaN, or there is not one value a covariate.</exception>
    public double Incidence(double months, ReadOnlySpan<double> covariates)
    {
        if (!(months >= 0)) throw new ArgumentOutOfRangeException(nameof(months), months, "A time is not negative.");
        if (covariates.Length != Coefficients.Length) throw new ArgumentException($"There are {covariates.Length} values for {Coefficients.Length} covariates; one each is needed.", nameof(covariates));
        int found = Times.BinarySearch(months), step = found >= 0 ? found : ~found - 1;
        double eta = 0;
        for (int j = 0; j < covariates.Length; j++) eta += double.IsNaN(Coefficients[j]) ? 0 : Coefficients[j] * covariates[j];
        return step < 0 ? 0 : -double.ExpM1(-Math.Exp(eta) * CumulativeHazard[step]);
    }

    private int Index(int covariate) => covariate >= 0 && covariate < Coefficients.Length
        ? covariate
        : throw new ArgumentOutOfRangeException(nameof(covariate), covariate, $"There are {Coefficients.Length} covariates, counted from 0.");
}
