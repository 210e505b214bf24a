namespace Blockade.Survival;

/// <summary>Proportional-hazards regression by maximum partial likelihood.</summary>
/// <remarks>Cox (1972), J. R. Stat. Soc. B 34:187-220; algorithm as in Therneau and Grambsch (2000), Modeling Survival Data, chapter 3.</remarks>
public static class Cox
{
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
        ScaledCovariates.Check(covariates, followUps.Length);
        options ??= new();
        Check(options, followUps.Length);
        var order = new TimeOrder(followUps, strata, options.Entries.AsSpan());
        return Maximize(order, new(order, covariates, options), covariates.GetLength(1), options);
    }

    /// <summary>The fit of two arms whose follow-ups are sorted and counted already, with options that are checked.</summary>
    /// <param name="order">The follow-ups.</param>
    /// <param name="arms">The arm of the subject at each place, 0 or 1.</param>
    /// <param name="counts">The subjects by arm.</param>
    /// <param name="options">Options.</param>
    internal static CoxFit OfArms(TimeOrder order, int[] arms, RiskCounts counts, CoxOptions options)
    {
        double[,] treated = new double[arms.Length, 1];
        for (int i = 0; i < arms.Length; i++) treated[order.Subject[i], 0] = arms[i];
        return Maximize(order, new(order, treated, options, (arms, counts)), 1, options);
    }

    internal static void Check(CoxOptions options, int subjects)
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
        var found = LikelihoodMaximum.Find(
            (beta, gradient, information) => likelihood.Evaluate(beta, gradient, information), p, likelihood.EventWeight, options.MaxIterations, options.Tolerance);
        double[,] robust = options.Clusters.IsEmpty ? found.Covariance : Robust(order, likelihood, found.Beta, found.Covariance, options);
        int rank = found.ScoreTest.DegreesOfFreedom;
        return new(found.InUnits(likelihood.Scale), found.InUnits(found.Covariance, likelihood.Scale), found.InUnits(robust, likelihood.Scale))
        {
            Status = found.Status,
            Options = options,
            Iterations = found.Iterations,
            Subjects = order.Subject.Length,
            Events = likelihood.Events,
            NullLogLikelihood = found.AtNull,
            LogLikelihood = found.LogLikelihood,
            ScoreTest = found.ScoreTest,
            WaldTest = new(options.Clusters.IsEmpty ? Quadratic(found.Beta, found.Information) : LikelihoodMaximum.Factor(robust, found.Kept).QuadraticForm(found.Beta), rank),
            LikelihoodRatioTest = new(Math.Max(0, 2 * (found.LogLikelihood - found.AtNull)), rank),
        };
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
}
