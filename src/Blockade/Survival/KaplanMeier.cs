using System.Runtime.InteropServices;

namespace Blockade.Survival;

/// <summary>The product-limit estimate of survival under right censoring.</summary>
/// <remarks>Kaplan and Meier (1958), J. Am. Stat. Assoc. 53:457-481, doi:10.1080/01621459.1958.10501452; variance by Greenwood (1926); cumulative hazard by Nelson (1972) and Aalen (1978).</remarks>
public static class KaplanMeier
{
    /// <summary>Estimates the survival curve of one group.</summary>
    /// <param name="followUps">The group's subjects, in any order. With none, the curve has no times and knows nothing.</param>
    /// <param name="transform">The scale of the pointwise confidence limits.</param>
    /// <param name="level">Their confidence level, inside (0, 1).</param>
    /// <param name="entries">When each subject came under observation (late entry), in months; empty for time zero.</param>
    /// <returns>The curve, with one entry for every distinct time, event or censoring.</returns>
    /// <remarks>
    /// An event and a censoring at the same time: the event comes first, so the censored subject was at risk for it. Times that differ by
    /// rounding only (relatively by 1.5e-8) are the same time. Cost O(n log n).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not inside (0, 1), or the transform is not a known one.</exception>
    /// <exception cref="ArgumentException">Entries are neither empty nor one a subject, or one is not before its subject's follow-up.</exception>
    public static SurvivalCurve Estimate(
        ReadOnlySpan<FollowUp> followUps, ConfidenceTransform transform = ConfidenceTransform.LogLog, double level = 0.95,
        ReadOnlySpan<double> entries = default)
    {
        if (!Enum.IsDefined(transform)) throw new ArgumentOutOfRangeException(nameof(transform), transform, "Not a known transform.");
        double width = Tail.HalfWidth(level);
        var order = new TimeOrder(followUps, [], entries);
        double[] entered = [.. order.Entry];
        Array.Sort(entered);
        int steps = 0;
        for (int i = 0; i < followUps.Length; i++) steps += i == 0 || order.Months[i] != order.Months[i - 1] ? 1 : 0;
        (double[] times, int[] atRisks, int[] eventCounts, int[] censored) = (new double[steps], new int[steps], new int[steps], new int[steps]);
        (double[] survivals, double[] errors, double[] lowers, double[] uppers) = (new double[steps], new double[steps], new double[steps], new double[steps]);
        (double[] hazards, double[] hazardErrors) = (new double[steps], new double[steps]);

        (double survival, double greenwood, double hazard, double aalen) = (1, 0, 0, 0);
        for (int step = 0, start = 0, end, came = 0; start < followUps.Length; step++, start = end)
        {
            int events = 0;
            for (end = start; end < followUps.Length && order.Months[end] == order.Months[start]; end++)
            {
                if (order.HadEvent[end]) events++;
            }

            while (came < entered.Length && entered[came] < order.Months[start]) came++;
            int atRisk = (entered.Length > 0 ? came : followUps.Length) - start;
            hazard += (double)events / atRisk;
            aalen += events / ((double)atRisk * atRisk);
            survival *= (double)(atRisk - events) / atRisk;
            greenwood += events / ((double)atRisk * (atRisk - events));   // infinite once all are gone: then no error is defined
            double relativeError = Math.Sqrt(greenwood);
            (times[step], atRisks[step], eventCounts[step], censored[step]) = (order.Months[start], atRisk, events, end - start - events);
            (survivals[step], errors[step]) = (survival, survival * relativeError);
            (lowers[step], uppers[step]) = Limits(transform, survival, width * relativeError);
            (hazards[step], hazardErrors[step]) = (hazard, Math.Sqrt(aalen));
        }

        return new SurvivalCurve(transform, level)
        {
            Times = ImmutableCollectionsMarshal.AsImmutableArray(times),
            AtRisk = ImmutableCollectionsMarshal.AsImmutableArray(atRisks),
            Events = ImmutableCollectionsMarshal.AsImmutableArray(eventCounts),
            Censored = ImmutableCollectionsMarshal.AsImmutableArray(censored),
            Survival = ImmutableCollectionsMarshal.AsImmutableArray(survivals),
            StandardError = ImmutableCollectionsMarshal.AsImmutableArray(errors),
            Lower = ImmutableCollectionsMarshal.AsImmutableArray(lowers),
            Upper = ImmutableCollectionsMarshal.AsImmutableArray(uppers),
            CumulativeHazard = ImmutableCollectionsMarshal.AsImmutableArray(hazards),
            CumulativeHazardStandardError = ImmutableCollectionsMarshal.AsImmutableArray(hazardErrors),
        };
    }

    // width: the half-width on the log scale, infinite at S = 0. Only the log and plain scales have S = 1: R leaves the others' limits open too.
    private static (double Lower, double Upper) Limits(ConfidenceTransform transform, double survival, double width)
    {
        if (survival == 0 || (survival == 1 && transform is not (ConfidenceTransform.Log or ConfidenceTransform.Plain))) return (double.NaN, double.NaN);
        switch (transform)
        {
            case ConfidenceTransform.LogLog:
                double onLogLog = width / Math.Log(survival);   // not above zero
                return (Math.Pow(survival, Math.Exp(-onLogLog)), Math.Pow(survival, Math.Exp(onLogLog)));
            case ConfidenceTransform.Log:
                return (survival * Math.Exp(-width), Math.Min(1, survival * Math.Exp(width)));
            case ConfidenceTransform.Logit:
                double odds = survival / (1 - survival);
                double onLogit = Math.Exp(width / (1 - survival));
                return (odds / (odds + onLogit), odds * onLogit / (1 + (odds * onLogit)));
            case ConfidenceTransform.ArcSine:
                (double angle, double onArc) = (Math.Asin(Math.Sqrt(survival)), width / 2 * Math.Sqrt(survival / (1 - survival)));
                (double low, double high) = (Math.Sin(Math.Max(0, angle - onArc)), Math.Sin(Math.Min(Math.PI / 2, angle + onArc)));
                return (low * low, high * high);
            default:
                return (Math.Max(0, survival * (1 - width)), Math.Min(1, survival * (1 + width)));
        }
    }
}
