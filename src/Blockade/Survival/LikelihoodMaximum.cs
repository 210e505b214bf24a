using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>The maximum of a log partial likelihood of scaled covariates, by Newton's method from zero with step halving.</summary>
/// <remarks>
/// Covariates that carry no information of their own at the start (constant in every risk set, or combinations of earlier columns) are left out. Algorithm as in Therneau and
/// Grambsch (2000), Modeling Survival Data, chapter 3.
/// </remarks>
internal sealed class LikelihoodMaximum
{
    // information below this share of a covariate's own, or of one event's at unit spread, is rounding
    private const double Singular = 1e-11;

    // when the likelihood is flat to this many squared standard errors, a step that still does not shrink leads to infinity
    private const double Flat = 1e-9;

    private LikelihoodMaximum(double[] beta, bool[] kept) => (Beta, Kept) = (beta, kept);

    /// <summary>Evaluates at coefficients: the log-likelihood, its gradient, and the lower triangle of minus its second derivative.</summary>
    internal delegate double Likelihood(ReadOnlySpan<double> beta, Span<double> gradient, double[,] information);

    /// <summary>The coefficients of the scaled covariates.</summary>
    internal double[] Beta { get; }

    /// <summary>Which covariates were not left out.</summary>
    internal bool[] Kept { get; }

    /// <summary>How it ended, events or no events.</summary>
    internal required CoxStatus Status { get; init; }

    /// <summary>Newton steps taken.</summary>
    internal required int Iterations { get; init; }

    /// <summary>The log-likelihood at zero.</summary>
    internal required double AtNull { get; init; }

    /// <summary>The log-likelihood at the coefficients.</summary>
    internal required double LogLikelihood { get; init; }

    /// <summary>The score test at zero.</summary>
    internal required ChiSquaredTest ScoreTest { get; init; }

    /// <summary>The information at the coefficients, lower triangle.</summary>
    internal required double[,] Information { get; init; }

    /// <summary>Its inverse over the kept covariates.</summary>
    internal required double[,] Covariance { get; init; }

    /// <summary>Searches.</summary>
    /// <param name="evaluate">The likelihood.</param>
    /// <param name="p">Covariates.</param>
    /// <param name="eventWeight">Sum of the events' weights: what one event at unit spread would inform is their scale.</param>
    /// <param name="maxIterations">Newton steps allowed.</param>
    /// <param name="tolerance">The search ends when the next step is this many standard errors long.</param>
    internal static LikelihoodMaximum Find(Likelihood evaluate, int p, double eventWeight, int maxIterations, double tolerance)
    {
        double[] beta = new double[p];
        (double[] gradient, double[] trial, double[] step, double[] previousStep) = (new double[p], new double[p], new double[p], new double[p]);
        double[,] information = new double[p, p];

        double logLikelihood = evaluate(beta, gradient, information);
        (double atNull, CoxStatus status, int iterations) = (logLikelihood, CoxStatus.NotConverged, 0);
        var factor = new SemidefiniteFactor((double[,])information.Clone(), Singular, Singular * eventWeight);
        bool[] kept = new bool[p];
        for (int j = 0; j < p; j++) kept[j] = factor.Kept(j);
        int rank = factor.Rank;
        double score = factor.QuadraticForm(gradient);

        while (true)
        {
            gradient.CopyTo(step, 0);
            factor.Solve(step);
            double squaredLength = Dot(gradient, step);   // of the step, in standard errors
            if (factor.Rank < rank || (squaredLength <= Flat && DoesNotShrink(step, previousStep)))
            {
                // information that was there at the start and is gone now went to infinity with a coefficient
                status = CoxStatus.MonotoneLikelihood;
                break;
            }

            bool converged = squaredLength <= tolerance * tolerance;
            if (!converged && iterations == maxIterations) break;
            iterations++;
            double size = 1;
            double atTrial;
            do
            {
                for (int j = 0; j < p; j++) trial[j] = beta[j] + size * step[j];
                atTrial = evaluate(trial, gradient, information);
                size /= 2;
            }
            while (!IsNotWorse(atTrial, logLikelihood) && size > 1e-9);

            if (!IsNotWorse(atTrial, logLikelihood))
            {
                evaluate(beta, gradient, information);   // back to where the gradient was
                break;
            }

            (beta, trial, previousStep, step, logLikelihood) = (trial, beta, step, previousStep, atTrial);
            factor = Factor(information, kept);
            if (converged)
            {
                status = rank < p ? CoxStatus.Aliased : CoxStatus.Converged;
                break;
            }
        }

        return new(beta, kept)
        {
            Status = eventWeight == 0 ? CoxStatus.NoEvents : status, Iterations = iterations, AtNull = atNull, LogLikelihood = logLikelihood,
            ScoreTest = new(score, rank), Information = information, Covariance = factor.Inverse(),
        };
    }

    /// <summary>Factors a matrix of the kept covariates; those that were left out stay out.</summary>
    internal static SemidefiniteFactor Factor(double[,] lower, bool[] kept)
    {
        double[,] matrix = (double[,])lower.Clone();
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (!kept[i] || !kept[j]) matrix[i, j] = 0;
            }
        }

        return new(matrix, 1e-14, 0);
    }

    /// <summary>A matrix of scaled coefficients in the caller's units, row by row; NaN for what was left out.</summary>
    internal ImmutableArray<double> InUnits(double[,] matrix, double[] scale) =>
    [
        .. Enumerable.Range(0, Kept.Length * Kept.Length).Select(k => (i: k / Kept.Length, j: k % Kept.Length)).Select(at =>
            Kept[at.i] && Kept[at.j] ? matrix[at.i, at.j] / (scale[at.i] * scale[at.j]) : double.NaN),
    ];

    /// <summary>The coefficients in the caller's units; NaN for what was left out.</summary>
    internal ImmutableArray<double> InUnits(double[] scale) => [.. Beta.Select((b, j) => Kept[j] ? b / scale[j] : double.NaN)];

    // Newton's steps shrink quadratically near a maximum; towards infinity they stay near one scale unit
    private static bool DoesNotShrink(double[] step, double[] previous)
    {
        for (int j = 0; j < step.Length; j++)
        {
            if (Math.Abs(step[j]) > 1e-3 && Math.Abs(step[j]) > 0.25 * Math.Abs(previous[j])) return true;
        }

        return false;
    }

    // near the maximum the likelihood changes by less than its own rounding; NaN is worse than anything
    private static bool IsNotWorse(double trial, double current) => trial >= current - 1e-11 * (1 + Math.Abs(current));

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
