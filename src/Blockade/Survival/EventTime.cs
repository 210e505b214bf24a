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

    /// <summary>Goes through the times with events of every stratum, ascending. Cost O(arms x times).</summary>
    internal static void Visit(TimeOrder order, RiskCounts counts, Visitor visitor)
    {
        int k = counts.Groups;
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            (double survival, double peto) = (1, 1);
            int last = order.StratumStart[stratum + 1];
            for (int time = counts.FirstTime[stratum]; time < counts.FirstTime[stratum + 1]; time++)
            {
                ReadOnlySpan<int> events = counts.Events.AsSpan(time * k, k);
                int total = last - counts.Place[time], tied = 0;
                foreach (int own in events) tied += own;
                peto *= 1 - ((double)tied / (total + 1));
                visitor(new(tied, total, events, counts.AtRisk.AsSpan(time * k, k), survival, peto));
                survival *= (double)(total - tied) / total;
            }
        }
    }
}
