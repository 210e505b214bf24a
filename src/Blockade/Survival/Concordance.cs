namespace Blockade.Survival;

/// <summary>Harrell's C: of two subjects, does the one with the higher score have the event first?</summary>
/// <remarks>
/// Harrell, Califf, Pryor, Lee and Rosati (1982), J. Am. Med. Assoc. 247:2543-2546. A pair is comparable where one had the event while the other was at risk and
/// did not have it at that time. The standard error is the infinitesimal jackknife's, as in R's survival: Therneau and Atkinson, its vignette on concordance.
/// </remarks>
public static class Concordance
{
    /// <summary>Counts pairs, inside strata if there are any. Cost O(n log n).</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="scores">Each one's score: higher is worse. Not NaN.</param>
    /// <param name="strata">Each one's stratum, any labels; empty for one.</param>
    /// <param name="entries">When each came under observation; empty for time zero.</param>
    /// <param name="clusters">Whom each belongs to, any labels, where subjects are not independent; empty for each to itself.</param>
    /// <exception cref="ArgumentException">Scores are not one a subject or NaN, or the others neither empty nor one a subject.</exception>
    public static ConcordanceResult Of(
        ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<double> scores, ReadOnlySpan<int> strata = default, ReadOnlySpan<double> entries = default, ReadOnlySpan<int> clusters = default)
    {
        int n = followUps.Length;
        if (scores.Length != n) throw new ArgumentException($"There are {scores.Length} scores for {n} subjects.", nameof(scores));
        double[] levels = scores.ToArray();
        if (Array.Exists(levels, double.IsNaN)) throw new ArgumentException("A score is a number.", nameof(scores));
        Array.Sort(levels);
        levels = [.. levels.Distinct()];
        int[] rank = new int[n];
        for (int i = 0; i < n; i++) rank[i] = Array.BinarySearch(levels, scores[i]);
        Coding? cluster = clusters.IsEmpty ? null : new Coding(clusters, n, nameof(clusters));

        var order = new TimeOrder(followUps, strata, entries);
        var own = new Pairs[n];
        for (int s = 0; s < order.StratumCount; s++) Count(order, order.StratumStart[s], order.StratumStart[s + 1], rank, levels.Length, own);

        double concordant = own.Sum(p => p.Concordant) / 2, discordant = own.Sum(p => p.Discordant) / 2, tied = own.Sum(p => p.Tied) / 2;
        double pairs = concordant + discordant + tied;
        if (pairs == 0) return new ConcordanceResult(double.NaN, double.NaN, 0, 0, 0);
        double value = (concordant + (tied / 2)) / pairs, squares = 0;
        double[] influence = new double[cluster?.Labels.Length ?? n];
        for (int i = 0; i < n; i++)
        {
            double all = own[i].Concordant + own[i].Discordant + own[i].Tied;
            influence[cluster?.Codes[i] ?? i] += (own[i].Concordant + (own[i].Tied / 2) - (value * all)) / pairs;
        }

        foreach (double u in influence) squares += u * u;
        return new ConcordanceResult(value, Math.Sqrt(squares), concordant, discordant, tied);
    }

    // Each pair is seen from both sides: backwards in time, whoever has the event looks at those who are still at risk; forwards, everyone looks at the
    // events that came while she was at risk.
    private static void Count(TimeOrder order, int first, int last, int[] rank, int levels, Pairs[] own)
    {
        int[] byEntry = order.Entry.Length == 0 ? [] : [.. Enumerable.Range(first, last - first).OrderByDescending(i => order.Entry[i])];
        var later = new RankCounts(levels);
        int entered = 0;
        for (int end = last, start; end > first; end = start)
        {
            start = order.TieStart(first, end);
            double now = order.Months[start];
            for (int i = start; i < end; i++) if (!order.HadEvent[i]) later.Add(rank[order.Subject[i]], 1);
            for (; entered < byEntry.Length && order.Entry[byEntry[entered]] >= now; entered++) later.Add(rank[order.Subject[byEntry[entered]]], -1);
            for (int i = start; i < end; i++)
            {
                if (!order.HadEvent[i]) continue;
                int subject = order.Subject[i];
                own[subject] = own[subject].Plus(later.Below(rank[subject]), later.Above(rank[subject]), later.At(rank[subject]));
            }

            for (int i = start; i < end; i++) if (order.HadEvent[i]) later.Add(rank[order.Subject[i]], 1);
        }

        var earlier = new RankCounts(levels);
        int next = byEntry.Length - 1;
        void Look(int place, int sign)
        {
            int subject = order.Subject[place];
            own[subject] = own[subject].Plus(sign * earlier.Above(rank[subject]), sign * earlier.Below(rank[subject]), sign * earlier.At(rank[subject]));
        }

        for (int start = first, end; start < last; start = end)
        {
            double now = order.Months[start];
            for (; next >= 0 && order.Entry[byEntry[next]] < now; next--) Look(byEntry[next], -1);   // events up to her entry were none of hers
            for (end = start; end < last && order.Months[end] == now; end++) if (order.HadEvent[end]) Look(end, 1);
            for (int i = start; i < end; i++) if (order.HadEvent[i]) earlier.Add(rank[order.Subject[i]], 1);
            for (int i = start; i < end; i++) if (!order.HadEvent[i]) Look(i, 1);
        }
    }

    private readonly record struct Pairs(double Concordant, double Discordant, double Tied)
    {
        public Pairs Plus(double concordant, double discordant, double tied) => new(Concordant + concordant, Discordant + discordant, Tied + tied);
    }

    // Fenwick's tree: how many have a rank, or one below, in O(log n)
    private sealed class RankCounts(int levels)
    {
        private readonly int[] _tree = new int[levels + 1];
        private readonly int[] _at = new int[levels];
        private int _all;

        public void Add(int rank, int count)
        {
            _at[rank] += count;
            _all += count;
            for (int i = rank + 1; i < _tree.Length; i += i & -i) _tree[i] += count;
        }

        public int At(int rank) => _at[rank];

        public int Below(int rank)
        {
            int sum = 0;
            for (int i = rank; i > 0; i -= i & -i) sum += _tree[i];
            return sum;
        }

        public int Above(int rank) => _all - _at[rank] - Below(rank);
    }
}
