namespace Blockade.Survival;

/// <summary>Proportional-hazards regression by maximum partial likelihood.</summary>
/// <remarks>Cox (1972), J. R. Stat. Soc. B 34:187-220; algorithm as in Therneau and Grambsch (2000), Modeling Survival Data, chapter 3.</remarks>
public static class Cox
{
    // information below this share of a covariate's own, or of one event's at unit spread, is rounding
    private const double Singular = 1e-11;

    // when the likelihood is flat to this many squared standard errors, a step that still does not shrink leads to infinity
    private const double Flat = 1e-9;

    /// <summary>Fits the model: hazard = baseline of the stratum times exp(covariates times coefficients).</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="covariates">One row a subject, one column a covariate; finite, in any unit and location.</param>
    /// <param name="strata">Each one's stratum, any labels; empty for no stratification.</param>
    /// <param name="options">Ties and iteration; <see langword="null"/> for the defaults.</param>
    /// <returns>The fit; look at its status first. Trouble with the numbers is a status, not an exception.</returns>
    /// <remarks>
    /// Newton's method from zero with step halving. Covariates are centred and scaled inside, and those that carry no information of
    /// their own at the start (constant in every risk set, or combinations of earlier columns) are left out. Ties and nearly equal times
    /// as in <see cref="KaplanMeier.Estimate"/>. Cost O(n log n) once and O(n p^2 + p^3) an iteration.
    /// </remarks>
    /// <exception cref="ArgumentException">Covariates or strata are not one a subject, or a covariate is not finite.</exception>
    public static CoxFit Fit(
        ReadOnlySpan<FollowUp> followUps, double[,] covariates, ReadOnlySpan<int> strata = default, CoxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        if (covariates.GetLength(0) != followUps.Length)
        {
            throw new ArgumentException(
                $"There are {covariates.GetLength(0)} rows of covariates for {followUps.Length} subjects; one each is needed.", nameof(covariates));
        }

        foreach (double value in covariates)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"A covariate is {value}; all must be finite.", nameof(covariates));
        }

        options ??= new();
        var likelihood = new PartialLikelihood(new(followUps, strata), covariates, options.Ties);
        return Maximize(likelihood, covariates.GetLength(1), followUps.Length, options);
    }

    private static CoxFit Maximize(PartialLikelihood likelihood, int p, int subjects, CoxOptions options)
    {
        double[] beta = new double[p];
        (double[] gradient, double[] trial, double[] step, double[] previousStep) = (new double[p], new double[p], new double[p], new double[p]);
        double[,] information = new double[p, p];

        double logLikelihood = likelihood.Evaluate(beta, gradient, information);
        (double atNull, CoxStatus status, int iterations) = (logLikelihood, CoxStatus.NotConverged, 0);
        var factor = new SemidefiniteFactor((double[,])information.Clone(), Singular, Singular * likelihood.Events);
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

            bool converged = squaredLength <= options.Tolerance * options.Tolerance;
            if (!converged && iterations == options.MaxIterations) break;
            iterations++;
            double size = 1;
            double atTrial;
            do
            {
                for (int j = 0; j < p; j++) trial[j] = beta[j] + size * step[j];
                atTrial = likelihood.Evaluate(trial, gradient, information);
                size /= 2;
            }
            while (!IsNotWorse(atTrial, logLikelihood) && size > 1e-9);

            if (!IsNotWorse(atTrial, logLikelihood))
            {
                likelihood.Evaluate(beta, gradient, information);   // back to where the gradient was
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

        if (likelihood.Events == 0) status = CoxStatus.NoEvents;
        return Report();

        CoxFit Report()
        {
            double[,] covariance = factor.Inverse();
            double wald = 0;
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j < p; j++) wald += beta[i] * information[Math.Max(i, j), Math.Min(i, j)] * beta[j];
            }

            double[] coefficients = new double[p];
            double[] flat = new double[p * p];
            for (int i = 0; i < p; i++)
            {
                coefficients[i] = kept[i] ? beta[i] / likelihood.Scale[i] : double.NaN;
                for (int j = 0; j < p; j++)
                {
                    flat[i * p + j] = kept[i] && kept[j] ? covariance[i, j] / (likelihood.Scale[i] * likelihood.Scale[j]) : double.NaN;
                }
            }

            return new([.. coefficients], [.. flat])
            {
                Status = status,
                Ties = options.Ties,
                Iterations = iterations,
                Subjects = subjects,
                Events = likelihood.Events,
                NullLogLikelihood = atNull,
                LogLikelihood = logLikelihood,
                ScoreTest = new(score, rank),
                WaldTest = new(wald, rank),
                LikelihoodRatioTest = new(Math.Max(0, 2 * (logLikelihood - atNull)), rank),
            };
        }
    }

    // the columns that were left out at the start stay out
    private static SemidefiniteFactor Factor(double[,] information, bool[] kept)
    {
        double[,] matrix = (double[,])information.Clone();
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (!kept[i] || !kept[j]) matrix[i, j] = 0;
            }
        }

        return new(matrix, 1e-14, 0);
    }

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
