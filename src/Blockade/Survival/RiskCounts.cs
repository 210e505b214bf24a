namespace Blockade.Survival;

/// <summary>How many of each group are at risk and have the event, at every time with events: all that a test of groups needs, counted once. Cost O(n + groups x times).</summary>
internal sealed class RiskCounts
{
    /// <param name="order">The subjects.</param>
    /// <param name="groups">The group of the subject at each place, from 0.</param>
    /// <param name="count">How many groups there are.</param>
    internal RiskCounts(TimeOrder order, int[] groups, int count)
    {
        Groups = count;
        int n = groups.Length, times = 0;
        int[] place = new int[n], left = new int[count];
        int[] atRisk = new int[(n + 1) * count], events = new int[(n + 1) * count];
        double[] months = order.Months;
        bool[] hadEvent = order.HadEvent;
        FirstTime = new int[order.StratumCount + 1];
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            (int start, int last) = (order.StratumStart[stratum], order.StratumStart[stratum + 1]);
            Array.Clear(left);
            for (int i = start; i < last; i++) left[groups[i]]++;
            for (int end; start < last; start = end)
            {
                // whether a subject had the event is anyone's guess, a processor's too: a time is written down in any case, and kept where it had events
                double now = months[start];
                int at = times * count, any = 0;
                place[times] = start;
                for (int g = 0; g < left.Length; g++) atRisk[at + g] = left[g];
                for (end = start; end < last && months[end] == now; end++)
                {
                    int one = hadEvent[end] ? 1 : 0;
                    events[at + groups[end]] += one;
                    any |= one;
                    left[groups[end]]--;
                }

                times += any;
            }

            FirstTime[stratum + 1] = times;
        }

        (Place, AtRisk, Events) = (place, atRisk, events);
    }

    /// <summary>How many groups there are.</summary>
    internal int Groups { get; }

    /// <summary>How many times with events.</summary>
    internal int Times => FirstTime[^1];

    /// <summary>The number of the first time of each stratum; one entry more at the end.</summary>
    internal int[] FirstTime { get; }

    /// <summary>The first place of each time; what lies behind the last time means nothing.</summary>
    internal int[] Place { get; }

    /// <summary>Those at risk, time by time and group by group.</summary>
    internal int[] AtRisk { get; }

    /// <summary>Those who have the event, in the same order.</summary>
    internal int[] Events { get; }
}
