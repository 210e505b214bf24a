namespace Blockade.Survival;

/// <summary>Regression of the cumulative incidence of an event, where other events can come first: proportional hazards of the subdistribution.</summary>
/// <remarks>
/// Fine and Gray (1999), J. Am. Stat. Assoc. 94:496-509, doi:10.1080/01621459.1999.10474144. A coefficient says how a covariate moves the share who have the event, through its own hazard
/// and the others'; a Cox model with other events censored says how it moves the event's own hazard.
/// </remarks>
public static class FineGray
{
    private const int MaxIterations = 50;
    private const double Tolerance = 1e-9;   // of the next step, in standard errors

    /// <summary>Fits the model: hazard of the subdistribution = baseline times exp(covariates times coefficients).</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="covariates">One row a subject, one column a covariate; finite, in any unit and location.</param>
    /// <param name="cause">The event, from 1.</param>
    /// <returns>The fit; look at its status first. Trouble with the numbers is a status, not an exception.</returns>
    /// <remarks>
    /// Censoring is taken to be the same for all, whatever their covariates. Tied events as Breslow's, as in cmprsk; ties and nearly equal times as in
    /// <see cref="KaplanMeier.Estimate"/>. Cost O(n log n) once and O(n p^2 + p^3) an iteration.
    /// </remarks>
    /// <exception cref="ArgumentException">There is not one row a subject, a covariate is not finite, or the cause is not positive.</exception>
    public static FineGrayFit Fit(ReadOnlySpan<CompetingFollowUp> followUps, double[,] covariates, int cause = 1)
    {
        ScaledCovariates.Check(covariates, followUps.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        var plain = new FollowUp[followUps.Length];
        int[] causes = new int[plain.Length];
        for (int i = 0; i < plain.Length; i++) (plain[i], causes[i]) = (new FollowUp(followUps[i].Months, followUps[i].Cause > 0), followUps[i].Cause);
        var likelihood = new SubdistributionLikelihood(new TimeOrder(plain, []), causes, cause, covariates);
        int p = covariates.GetLength(1);
        var found = LikelihoodMaximum.Find(likelihood.Evaluate, p, likelihood.Events, MaxIterations, Tolerance);

        (double[] growth, double[] pull) = likelihood.Residuals(found.Beta);
        double[,] covariance = Sandwich(pull, found.Covariance, p);
        double[] scale = likelihood.Covariates.Scale;
        double shift = 0, sum = 0;
        for (int j = 0; j < p; j++) shift += found.Kept[j] ? found.Beta[j] / scale[j] * likelihood.Covariates.Centre[j] : 0;
        return new(found.InUnits(scale), found.InUnits(covariance, scale), found.InUnits(found.Covariance, scale))
        {
            Status = found.Status,
            Iterations = found.Iterations,
            Subjects = plain.Length,
            Events = likelihood.Events,
            NullLogLikelihood = found.AtNull,
            LogLikelihood = found.LogLikelihood,
            WaldTest = new(LikelihoodMaximum.Factor(covariance, found.Kept).QuadraticForm(found.Beta), found.ScoreTest.DegreesOfFreedom),
            Times = [.. likelihood.Times],
            CumulativeHazard = [.. growth.Select(g => (sum += g) * Math.Exp(-shift))],
        };
    }

    // the inverse information on either side of the subjects' pulls at the score, squared
    private static double[,] Sandwich(double[] pull, double[,] inverse, int p)
    {
        double[,] covariance = new double[p, p];
        double[] moved = new double[p];
        for (int at = 0; at < pull.Length; at += p)
        {
            Array.Clear(moved);
            for (int i = 0; i < p; i++)
            {
                for (int k = 0; k < p; k++) moved[i] += pull[at + k] * inverse[k, i];
            }

            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j < p; j++) covariance[i, j] += moved[i] * moved[j];
            }
        }

        return covariance;
    }
}
