namespace Blockade.Survival;

/// <summary>Gray's test: did groups have one cumulative incidence of an event, where other events can come first?</summary>
/// <remarks>
/// Gray (1988), Ann. Stat. 16:1141-1154. A log-rank test of the hazard of the subdistribution, in which those at risk are Y (1 - F(t-))/S(t-) of a group: who had another event stays
/// in it, thinned out as by censoring. The log-rank test of the cause's own hazard, with other events censored, asks another question.
/// </remarks>
public static class Gray
{
    // variance left to a group after the others are accounted for, relative to its own, that is rounding and not information
    private const double Singular = 1e-11;

    /// <summary>Compares two or more groups, inside strata if there are any.</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="groups">Each one's group, any labels; empty puts all in one group.</param>
    /// <param name="strata">Each one's stratum, any labels; empty for no stratification.</param>
    /// <param name="rho">The power of one minus the pooled incidence by which an event at t is weighted: 0 for equal weights, above it early events count more.</param>
    /// <param name="cause">The event, from 1.</param>
    /// <returns>
    /// The test. With one group, no subjects or no events of the cause there is nothing to compare: statistic zero, no degrees of freedom, p NaN. Degrees of freedom are the rank
    /// of the variance.
    /// </returns>
    /// <remarks>Ties and nearly equal times as in <see cref="KaplanMeier.Estimate"/>; who is censored at a time is at risk for its events. Cost O(n log n + k^3 times) for k groups.</remarks>
    /// <exception cref="ArgumentException">Groups or strata are neither empty nor one a subject, rho is not finite, or the cause not positive.</exception>
    public static GrayResult Test(
        ReadOnlySpan<CompetingFollowUp> followUps, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata = default, double rho = 0, int cause = 1)
    {
        if (!double.IsFinite(rho)) throw new ArgumentOutOfRangeException(nameof(rho), rho, "A power is finite.");
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        var coding = new Coding(groups, followUps.Length, nameof(groups));
        var plain = new FollowUp[followUps.Length];
        int[] causes = new int[plain.Length];
        for (int i = 0; i < plain.Length; i++) (plain[i], causes[i]) = (new FollowUp(followUps[i].Months, followUps[i].Cause > 0), followUps[i].Cause);
        var order = new TimeOrder(plain, strata);
        int k = coding.Labels.Length;
        int[] subjects = new int[k], events = new int[k];
        for (int i = 0; i < plain.Length; i++)
        {
            subjects[coding.Codes[i]]++;
            if (causes[i] == cause) events[coding.Codes[i]]++;
        }

        var process = new GrayProcess(k, rho);
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            // what later times weigh must be known when a time's variance is added up: once to learn it, once to use it
            process.Begin();
            Walk(order, stratum, coding.Codes, causes, cause, k, process.Learn);
            process.Again();
            Walk(order, stratum, coding.Codes, causes, cause, k, process.Add);
        }

        return Judge(coding.Labels, subjects, events, process);
    }

    private static void Walk(TimeOrder order, int stratum, int[] groups, int[] causes, int cause, int k, Action<int[], int[], int[]> visit)
    {
        (int first, int last) = (order.StratumStart[stratum], order.StratumStart[stratum + 1]);
        (int[] atRisk, int[] leaving, int[] own, int[] other) = (new int[k], new int[k], new int[k], new int[k]);
        for (int i = first; i < last; i++) atRisk[groups[order.Subject[i]]]++;
        for (int start = first, end; start < last; start = end)
        {
            Array.Clear(leaving);
            Array.Clear(own);
            Array.Clear(other);
            bool any = false;
            for (end = start; end < last && order.Months[end] == order.Months[start]; end++)
            {
                int subject = order.Subject[end], group = groups[subject];
                leaving[group]++;
                if (causes[subject] == 0) continue;
                any = true;
                if (causes[subject] == cause) own[group]++;
                else other[group]++;
            }

            if (any) visit(atRisk, own, other);
            for (int g = 0; g < k; g++) atRisk[g] -= leaving[g];
        }
    }

    private static GrayResult Judge(int[] labels, int[] subjects, int[] events, GrayProcess process)
    {
        // the scores sum to zero, so the last group says nothing that the others do not
        int k = labels.Length, free = Math.Max(k - 1, 0);
        double[,] variance = new double[free, free];
        for (int i = 0; i < free; i++)
        {
            for (int j = 0; j <= i; j++) variance[i, j] = process.Variance[i, j];
        }

        var factor = new SemidefiniteFactor(variance, Singular, 0);
        return new(process.Variance)
        {
            Groups = [.. labels],
            Subjects = [.. subjects],
            Events = [.. events],
            Scores = [.. process.Scores],
            Test = new(factor.QuadraticForm(process.Scores.AsSpan(0, free)), factor.Rank),
        };
    }
}
