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
    /// <exception cref="ArgumentException"><paramref name="strata"/> is neither empty nor one a subject.</exception>
    internal TimeOrder(ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<int> strata)
    {
        int n = followUps.Length;
        var coding = new Coding(strata, n, nameof(strata));
        double[] sorted = new double[n];
        int[] byTime = new int[n];
        for (int i = 0; i < n; i++) (sorted[i], byTime[i]) = (followUps[i].Months, i);
        Array.Sort(sorted, byTime);
        MakeNeighboursEqual(sorted);

        StratumStart = new int[coding.Labels.Length + 1];
        foreach (int stratum in coding.Codes) StratumStart[stratum + 1]++;
        for (int s = 1; s < StratumStart.Length; s++) StratumStart[s] += StratumStart[s - 1];

        // a counting sort is stable: inside a stratum the order of time remains
        int[] next = [.. StratumStart];
        (Subject, Months, HadEvent) = (new int[n], new double[n], new bool[n]);
        for (int k = 0; k < n; k++)
        {
            int place = next[coding.Codes[byTime[k]]]++;
            (Subject[place], Months[place], HadEvent[place]) = (byTime[k], sorted[k], followUps[byTime[k]].HadEvent);
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

    /// <summary>The first place that shares its time with the one before <paramref name="end"/>, not below <paramref name="start"/>.</summary>
    internal int TieStart(int start, int end)
    {
        int first = end - 1;
        while (first > start && Months[first - 1] == Months[first]) first--;
        return first;
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
