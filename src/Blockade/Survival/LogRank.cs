namespace Blockade.Survival;

/// <summary>The log-rank test and its weighted relatives: did the arms share one hazard?</summary>
/// <remarks>Mantel (1966), Cancer Chemother. Rep. 50:163-170; Peto and Peto (1972), J. R. Stat. Soc. A 135:185-207, doi:10.2307/2344317.</remarks>
public static class LogRank
{
    // variance left to an arm after the others are accounted for, relative to its own, that is rounding and not information
    private const double Singular = 1e-11;

    /// <summary>Compares two or more arms, inside strata if there are any.</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="arms">Each one's arm, any labels; empty puts all in one arm.</param>
    /// <param name="strata">Each one's stratum, any labels; empty for no stratification.</param>
    /// <param name="weight">How much an event counts; <see langword="null"/> for the log-rank test, where all count alike.</param>
    /// <returns>
    /// Observed and expected events and the test, with the hypergeometric variance for ties. With one arm, no subjects or no events
    /// there is nothing to compare: statistic zero, no degrees of freedom, p NaN. Degrees of freedom are the rank of the variance; it is
    /// less than arms - 1 when some arms never share a risk set with the others.
    /// </returns>
    /// <remarks>Ties and nearly equal times as in <see cref="KaplanMeier.Estimate"/>. Cost O(n log n + k^2 times) for k arms.</remarks>
    /// <exception cref="ArgumentException">Arms or strata are neither empty nor one a subject.</exception>
    public static LogRankResult Test(
        ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<int> arms, ReadOnlySpan<int> strata = default, LogRankWeight? weight = null)
    {
        var coding = new Coding(arms, followUps.Length, nameof(arms));
        var order = new TimeOrder(followUps, strata);
        return OfCounts(order, coding, new RiskCounts(order, coding.ByPlace(order), coding.Labels.Length), weight ?? LogRankWeight.None);
    }

    /// <summary>The test of follow-ups that are sorted and counted already.</summary>
    internal static LogRankResult OfCounts(TimeOrder order, Coding coding, RiskCounts counts, LogRankWeight weight)
    {
        int k = coding.Labels.Length;
        int[] subjects = new int[k];
        foreach (int arm in coding.Codes) subjects[arm]++;
        (double[] observed, double[] expected, double[,] covariance) = (new double[k], new double[k], new double[k, k]);
        bool isPlain = weight == LogRankWeight.None;
        if (k == 2) EventTime.Visit(order, counts, time => AddTwo(time, isPlain ? 1 : time.Weight(weight), observed, expected, covariance));
        else EventTime.Visit(order, counts, time => Add(time, isPlain ? 1 : time.Weight(weight), observed, expected, covariance));
        return Judge(coding.Labels, subjects, observed, expected, covariance);
    }

    // two arms share one variance, which comes with two signs
    private static void AddTwo(EventTime time, double weight, double[] observed, double[] expected, double[,] covariance)
    {
        int first = time.AtRiskByArm[0], second = time.AtRiskByArm[1];
        double one = 1.0 / time.AtRisk, events = weight * time.Events * one, variance = weight * weight * time.Spread * one * one * first * second;
        observed[0] += weight * time.EventsByArm[0];
        observed[1] += weight * time.EventsByArm[1];
        expected[0] += events * first;
        expected[1] += events * second;
        covariance[0, 0] += variance;
        covariance[1, 0] -= variance;
        covariance[1, 1] += variance;
    }

    private static void Add(EventTime time, double weight, double[] observed, double[] expected, double[,] covariance)
    {
        double one = 1.0 / time.AtRisk, factor = weight * weight * time.Spread * one;
        for (int a = 0; a < observed.Length; a++)
        {
            int own = time.AtRiskByArm[a];
            double share = own * one;
            observed[a] += weight * time.EventsByArm[a];
            expected[a] += weight * time.Events * share;
            for (int b = 0; b < a; b++) covariance[a, b] -= factor * share * time.AtRiskByArm[b];
            covariance[a, a] += factor * share * (time.AtRisk - own);
        }
    }

    private static LogRankResult Judge(int[] labels, int[] subjects, double[] observed, double[] expected, double[,] covariance)
    {
        // the differences sum to zero, so the first arm says nothing that the others do not
        int k = labels.Length;
        int free = Math.Max(k - 1, 0);
        double[] difference = new double[free];
        double[,] variance = new double[free, free];
        for (int i = 0; i < free; i++)
        {
            difference[i] = observed[i + 1] - expected[i + 1];
            for (int j = 0; j <= i; j++) variance[i, j] = covariance[i + 1, j + 1];
        }

        double z = k == 2 && variance[0, 0] > 0 ? difference[0] / Math.Sqrt(variance[0, 0]) : double.NaN;
        var factor = new SemidefiniteFactor(variance, Singular, 0);
        return new(covariance)
        {
            Arms = [.. labels],
            Subjects = [.. subjects],
            Observed = [.. observed],
            Expected = [.. expected],
            Test = new(factor.QuadraticForm(difference), factor.Rank),
            Z = z,
        };
    }
}
