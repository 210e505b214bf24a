namespace Blockade.Survival;

/// <summary>What a test of arms sees at one time with events, in one stratum.</summary>
/// <param name="events">Events at the time.</param>
/// <param name="atRisk">Subjects at risk just before it.</param>
/// <param name="eventsByArm">The events by arm.</param>
/// <param name="atRiskByArm">The subjects at risk by arm.</param>
/// <param name="survivalBefore">The pooled Kaplan-Meier estimate of the stratum just before.</param>
/// <param name="petoSurvival">Peto and Peto's pooled estimate at the time.</param>
internal readonly ref struct EventTime(
    int events, int atRisk, ReadOnlySpan<int> eventsByArm, ReadOnlySpan<int> atRiskByArm, double survivalBefore, double petoSurvival)
{
    internal delegate void Visitor(EventTime time);

    internal int Events { get; } = events;

    internal int AtRisk { get; } = atRisk;

    internal ReadOnlySpan<int> EventsByArm { get; } = eventsByArm;

    internal ReadOnlySpan<int> AtRiskByArm { get; } = atRiskByArm;

    internal double Weight(LogRankWeight weight) => weight.At(survivalBefore, petoSurvival, AtRisk);

    /// <summary>The hypergeometric factor d (n - d)/(n - 1): times shares of the arms, it is the variance of the events among them.</summary>
    internal double Spread => AtRisk == 1 ? 0 : (double)Events * (AtRisk - Events) / (AtRisk - 1);

    /// <summary>Goes through the times with events of every stratum, ascending. Cost O(n + arms x times).</summary>
    internal static void Visit(TimeOrder order, Coding arms, Visitor visitor)
    {
        int k = arms.Labels.Length;
        (int[] atRisk, int[] leaving, int[] events) = (new int[k], new int[k], new int[k]);
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            (int first, int last) = (order.StratumStart[stratum], order.StratumStart[stratum + 1]);
            Array.Clear(atRisk);
            for (int i = first; i < last; i++) atRisk[arms.Codes[order.Subject[i]]]++;
            (double survival, double peto) = (1, 1);
            for (int start = first, end; start < last; start = end)
            {
                Array.Clear(events);
                Array.Clear(leaving);
                int total = last - start, tied = 0;
                for (end = start; end < last && order.Months[end] == order.Months[start]; end++)
                {
                    int arm = arms.Codes[order.Subject[end]];
                    leaving[arm]++;
                    if (!order.HadEvent[end]) continue;
                    events[arm]++;
                    tied++;
                }

                if (tied > 0)
                {
                    peto *= 1 - ((double)tied / (total + 1));
                    visitor(new(tied, total, events, atRisk, survival, peto));
                    survival *= (double)(total - tied) / total;
                }

                for (int arm = 0; arm < k; arm++) atRisk[arm] -= leaving[arm];
            }
        }
    }
}
