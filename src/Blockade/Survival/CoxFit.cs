using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>A fitted Cox model. Made by <see cref="Cox.Fit"/>; look at <see cref="Status"/> first.</summary>
public sealed class CoxFit
{
    private readonly ImmutableArray<double> _covariance;   // row by row
    private readonly ImmutableArray<double> _robust;

    internal CoxFit(ImmutableArray<double> coefficients, ImmutableArray<double> covariance, ImmutableArray<double> robust) =>
        (Coefficients, _covariance, _robust) = (coefficients, covariance, robust);

    /// <summary>How the fit ended.</summary>
    public required CoxStatus Status { get; init; }

    /// <summary>What it was fitted with.</summary>
    public required CoxOptions Options { get; init; }

    /// <summary>Newton steps taken.</summary>
    public required int Iterations { get; init; }

    /// <summary>Number of subjects.</summary>
    public required int Subjects { get; init; }

    /// <summary>Number of events.</summary>
    public required int Events { get; init; }

    /// <summary>Log hazard ratios per unit of each covariate; NaN for a covariate that was left out.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>Log partial likelihood with all coefficients zero.</summary>
    public required double NullLogLikelihood { get; init; }

    /// <summary>Log partial likelihood of the fit.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>The score test that all coefficients are zero; without ties and strata for one arm indicator it is the log-rank test.</summary>
    public required ChiSquaredTest ScoreTest { get; init; }

    /// <summary>The Wald test that all coefficients are zero, robust with clusters; meaningless when the likelihood is monotone.</summary>
    public required ChiSquaredTest WaldTest { get; init; }

    /// <summary>The likelihood-ratio test that all coefficients are zero.</summary>
    public required ChiSquaredTest LikelihoodRatioTest { get; init; }

    /// <summary>The covariance of two coefficients: an entry of the inverse information; NaN if either was left out.</summary>
    /// <param name="row">The one covariate, from 0.</param>
    /// <param name="column">The other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double Covariance(int row, int column) => _covariance[Index(row) * Coefficients.Length + Index(column)];

    /// <summary>The robust covariance of two coefficients; the model's where there are no clusters.</summary>
    /// <param name="row">The one covariate, from 0.</param>
    /// <param name="column">The other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double RobustCovariance(int row, int column) => _robust[Index(row) * Coefficients.Length + Index(column)];

    /// <summary>The standard error of a coefficient: robust with clusters, the model's without.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double StandardError(int covariate) => Math.Sqrt(RobustCovariance(covariate, covariate));

    /// <summary>Wald's statistic of a coefficient: the coefficient in standard errors.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double Z(int covariate) => Coefficients[Index(covariate)] / StandardError(covariate);

    /// <summary>Wald's two-sided p-value of a coefficient.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate.</exception>
    public double PValue(int covariate) => Tail.TwoSidedNormal(Z(covariate));

    /// <summary>The hazard ratio per unit of a covariate, with Wald limits: symmetric on the log scale.</summary>
    /// <param name="covariate">Which covariate, from 0.</param>
    /// <param name="level">The confidence level, inside (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such covariate, or <paramref name="level"/> is not inside (0, 1).</exception>
    public Estimate HazardRatio(int covariate, double level = 0.95)
    {
        double width = Tail.HalfWidth(level) * StandardError(covariate);
        double coefficient = Coefficients[covariate];
        return new(Math.Exp(coefficient), Math.Exp(coefficient - width), Math.Exp(coefficient + width));
    }

    /// <summary>What the fit says of each of its subjects.</summary>
    /// <exception cref="ArgumentException">The arguments do not belong to the fit, or its ties were exact.</exception>
    internal (TimeOrder Order, PartialLikelihood Likelihood, CoxProcess Process) Process(
        ReadOnlySpan<FollowUp> followUps, double[,] covariates, ReadOnlySpan<int> strata)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        if (covariates.GetLength(0) != followUps.Length || Subjects != followUps.Length || covariates.GetLength(1) != Coefficients.Length)
        {
            throw new ArgumentException(
                $"The fit has {Subjects} subjects and {Coefficients.Length} covariates; here are {followUps.Length} follow-ups and " +
                $"{covariates.GetLength(0)} rows of {covariates.GetLength(1)} covariates.", nameof(covariates));
        }

        if (Options.Ties == TieMethod.Exact) throw new ArgumentException("The discrete model has no hazard to share out: fit with Efron or Breslow.", nameof(followUps));
        var order = new TimeOrder(followUps, strata, Options.Entries.AsSpan());
        var likelihood = new PartialLikelihood(order, covariates, Options);
        double[] beta = [.. Coefficients.Select((b, j) => double.IsNaN(b) ? 0 : b * likelihood.Scale[j])];
        return (order, likelihood, new CoxProcess(order, likelihood, beta, Options.Ties));
    }

    private int Index(int covariate) => covariate >= 0 && covariate < Coefficients.Length
        ? covariate
        : throw new ArgumentOutOfRangeException(nameof(covariate), covariate, $"There are {Coefficients.Length} covariates, counted from 0.");
}
