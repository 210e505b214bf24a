using System.Collections.Immutable;

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
    /// <param name="options">Ties, iteration, weights, entries and clusters; <see langword="null"/> for the defaults.</param>
    /// <returns>The fit; look at its status first. Trouble with the numbers is a status, not an exception.</returns>
    /// <remarks>
    /// Newton's method from zero with step halving. Covariates are centred and scaled inside, and those that carry no information of
    /// their own at the start (constant in every risk set, or combinations of earlier columns) are left out. Ties and nearly equal times
    /// as in <see cref="KaplanMeier.Estimate"/>. Cost O(n log n) once and O(n p^2 + p^3) an iteration.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// Something is not one a subject, a covariate is not finite, a weight not positive, an entry not before its follow-up, or exact ties are
    /// asked for with weights or clusters.
    /// </exception>
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
        Check(options, followUps.Length);
        var order = new TimeOrder(followUps, strata, options.Entries.AsSpan());
        return Maximize(order, new(order, covariates, options), covariates.GetLength(1), options);
    }

    private static void Check(CoxOptions options, int subjects)
    {
        (int weights, int clusters) = (options.Weights.Length, options.Clusters.Length);
        if (weights != 0 && weights != subjects) throw new ArgumentException($"There are {weights} weights for {subjects} subjects; one each is needed.", nameof(options));
        if (clusters != 0 && clusters != subjects) throw new ArgumentException($"There are {clusters} clusters for {subjects} subjects; one each is needed.", nameof(options));
        foreach (double weight in options.Weights)
        {
            if (!(weight > 0 && double.IsFinite(weight))) throw new ArgumentException($"A weight is {weight}; all must be positive and finite.", nameof(options));
        }

        if (options.Ties == TieMethod.Exact && weights + clusters > 0)
        {
            throw new ArgumentException("The discrete model takes neither weights nor clusters: fit with Efron or Breslow.", nameof(options));
        }
    }

    private static CoxFit Maximize(TimeOrder order, PartialLikelihood likelihood, int p, CoxOptions options)
    {
        double[] beta = new double[p];
        (double[] gradient, double[] trial, double[] step, double[] previousStep) = (new double[p], new double[p], new double[p], new double[p]);
        double[,] information = new double[p, p];

        double logLikelihood = likelihood.Evaluate(beta, gradient, information);
        (double atNull, CoxStatus status, int iterations) = (logLikelihood, CoxStatus.NotConverged, 0);
        var factor = new SemidefiniteFactor((double[,])information.Clone(), Singular, Singular * likelihood.EventWeight);
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
            double[,] robust = options.Clusters.IsEmpty ? covariance : Robust(order, likelihood, beta, covariance, options);
            return new([.. Enumerable.Range(0, p).Select(j => kept[j] ? beta[j] / likelihood.Scale[j] : double.NaN)], InUnits(covariance), InUnits(robust))
            {
                Status = status,
                Options = options,
                Iterations = iterations,
                Subjects = order.Subject.Length,
                Events = likelihood.Events,
                NullLogLikelihood = atNull,
                LogLikelihood = logLikelihood,
                ScoreTest = new(score, rank),
                WaldTest = new(options.Clusters.IsEmpty ? Quadratic(beta, information) : Factor(robust, kept).QuadraticForm(beta), rank),
                LikelihoodRatioTest = new(Math.Max(0, 2 * (logLikelihood - atNull)), rank),
            };
        }

        ImmutableArray<double> InUnits(double[,] matrix) =>
        [
            .. Enumerable.Range(0, p * p).Select(k => (i: k / p, j: k % p)).Select(at =>
                kept[at.i] && kept[at.j] ? matrix[at.i, at.j] / (likelihood.Scale[at.i] * likelihood.Scale[at.j]) : double.NaN),
        ];
    }

    // clusters' pulls at the coefficients, squared: D'D with D the sums of weight times score times covariance
    private static double[,] Robust(TimeOrder order, PartialLikelihood likelihood, double[] beta, double[,] covariance, CoxOptions options)
    {
        int p = beta.Length;
        double[] score = new CoxProcess(order, likelihood, beta, options.Ties).Score;
        var coding = new Coding(options.Clusters.AsSpan(), order.Subject.Length, nameof(options));
        double[] sums = new double[coding.Labels.Length * p];
        for (int place = 0; place < order.Subject.Length; place++)
        {
            int cluster = coding.Codes[order.Subject[place]];
            for (int j = 0; j < p; j++) sums[(cluster * p) + j] += likelihood.CaseWeight(place) * score[(place * p) + j];
        }

        double[,] robust = new double[p, p];
        double[] pull = new double[p];
        for (int cluster = 0; cluster < coding.Labels.Length; cluster++)
        {
            for (int i = 0; i < p; i++)
            {
                pull[i] = 0;
                for (int k = 0; k < p; k++) pull[i] += sums[(cluster * p) + k] * covariance[k, i];
            }

            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j < p; j++) robust[i, j] += pull[i] * pull[j];
            }
        }

        return robust;
    }

    private static double Quadratic(double[] beta, double[,] lower)
    {
        double sum = 0;
        for (int i = 0; i < beta.Length; i++)
        {
            for (int j = 0; j < beta.Length; j++) sum += beta[i] * lower[Math.Max(i, j), Math.Min(i, j)] * beta[j];
        }

        return sum;
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
