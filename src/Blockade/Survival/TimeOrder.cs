namespace Blockade.Survival;

/// <summary>Follow-ups sorted by stratum, then by time, with times equal that differ only by rounding. Cost O(n log n).</summary>
/// <remarks>
/// Times that came out of arithmetic (days / 30.4375) can differ in the last bits although the days were the same; counted apart they
/// change ranks and risk sets. As R's survival package does (its <c>timefix</c>): neighbours among the distinct times that lie within
/// 1.5e-8, absolutely or relative to the mean of the distinct times, become the earliest of their chain. The rule looks at all subjects
/// at once, so that strata and arms cannot disagree about a tie.
/// </remarks>
internal sealed class TimeOrder
{
    // the square root of the spacing of doubles at one
    private const double Tolerance = 1.4901161193847656e-8;

    /// <param name="followUps">The subjects.</param>
    /// <param name="strata">Each one's stratum, or empty for a single stratum.</param>
    /// <param name="entries">When each one came under observation, or empty for time zero: a subject is at risk after its entry.</param>
    /// <exception cref="ArgumentException">
    /// Strata or entries are neither empty nor one a subject, or an entry is not finite, not negative and before the end of the follow-up.
    /// </exception>
    internal TimeOrder(ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<int> strata, ReadOnlySpan<double> entries = default)
    {
        int n = followUps.Length;
        var coding = new Coding(strata, n, nameof(strata));
        double[] sorted = new double[n];
        int[] byTime = new int[n];
        for (int i = 0; i < n; i++) (sorted[i], byTime[i]) = (followUps[i].Months, i);
        double[] entry = Checked(followUps, entries);
        if (entry.Length == 0) TimeSort.Sort(sorted, byTime);
        else SortTogether(ref sorted, byTime, entry);
        if (entry.Length == 0) MakeNeighboursEqual(sorted);

        if (coding.Labels.Length <= 1)
        {
            (StratumStart, Subject, Months, HadEvent, Entry) = (n == 0 ? [0] : [0, n], byTime, sorted, new bool[n], new double[entry.Length]);
            for (int k = 0; k < n; k++) HadEvent[k] = followUps[byTime[k]].HadEvent;
            for (int k = 0; k < entry.Length; k++) Entry[k] = entry[byTime[k]];
            return;
        }

        StratumStart = new int[coding.Labels.Length + 1];
        foreach (int stratum in coding.Codes) StratumStart[stratum + 1]++;
        for (int s = 1; s < StratumStart.Length; s++) StratumStart[s] += StratumStart[s - 1];

        // a counting sort is stable: inside a stratum the order of time remains
        int[] next = [.. StratumStart];
        (Subject, Months, HadEvent, Entry) = (new int[n], new double[n], new bool[n], new double[entry.Length]);
        for (int k = 0; k < n; k++)
        {
            int place = next[coding.Codes[byTime[k]]]++;
            (Subject[place], Months[place], HadEvent[place]) = (byTime[k], sorted[k], followUps[byTime[k]].HadEvent);
            if (entry.Length > 0) Entry[place] = entry[byTime[k]];
        }
    }

    /// <summary>How many strata there are.</summary>
    internal int StratumCount => StratumStart.Length - 1;

    /// <summary>Where each stratum starts; one entry more at the end.</summary>
    internal int[] StratumStart { get; }

    /// <summary>The subject at each place.</summary>
    internal int[] Subject { get; }

    /// <summary>The time at each place, ascending inside a stratum.</summary>
    internal double[] Months { get; }

    /// <summary>Whether the subject at each place had the event.</summary>
    internal bool[] HadEvent { get; }

    /// <summary>When the subject at each place came under observation; empty where all did at time zero.</summary>
    internal double[] Entry { get; }

    /// <summary>The first place that shares its time with the one before <paramref name="end"/>, not below <paramref name="start"/>.</summary>
    internal int TieStart(int start, int end)
    {
        int first = end - 1;
        while (first > start && Months[first - 1] == Months[first]) first--;
        return first;
    }

    private static double[] Checked(ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<double> entries)
    {
        if (entries.IsEmpty) return [];
        if (entries.Length != followUps.Length)
        {
            throw new ArgumentException($"There are {entries.Length} entries for {followUps.Length} subjects; one each is needed.", nameof(entries));
        }

        for (int i = 0; i < entries.Length; i++)
        {
            if (!(entries[i] >= 0 && entries[i] < followUps[i].Months))
            {
                throw new ArgumentException($"Subject {i} enters at {entries[i]} and is followed to {followUps[i].Months}; an entry is not negative and comes first.", nameof(entries));
            }
        }

        return entries.ToArray();
    }

    // entries and ends are times of one clock: what is nearly equal among either is equal
    private static void SortTogether(ref double[] ends, int[] byTime, double[] entries)
    {
        int n = ends.Length;
        double[] all = [.. ends, .. entries];
        int[] which = new int[2 * n];
        for (int i = 0; i < which.Length; i++) which[i] = i;
        Array.Sort(all, which);
        MakeNeighboursEqual(all);
        double[] sorted = new double[n];
        int place = 0;
        for (int i = 0; i < which.Length; i++)
        {
            if (which[i] >= n) entries[which[i] - n] = all[i];
            else (sorted[place], byTime[place++]) = (all[i], which[i]);
        }

        ends = sorted;
    }

    private static void MakeNeighboursEqual(Span<double> sorted)
    {
        (double sum, int distinct) = (0, 0);
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i] == sorted[i - 1]) continue;
            sum += sorted[i];
            distinct++;
        }

        double near = Math.Max(Tolerance, Tolerance * sum / Math.Max(distinct, 1));
        double previous = double.NegativeInfinity;
        for (int i = 0; i < sorted.Length; i++)
        {
            double original = sorted[i];
            if (original - previous <= near) sorted[i] = sorted[i - 1];
            previous = original;
        }
    }
}
