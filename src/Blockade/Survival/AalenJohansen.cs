using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>Competing risks: the share who have had each of several events, of which the first ends the watch.</summary>
/// <remarks>
/// Aalen and Johansen (1978), Scand. J. Stat. 5:141-150. One minus Kaplan-Meier with the other events censored says what would be if they did not exist, and
/// is too large for what is. The variance is that of the delta method for multinomial events at each time (Marubini and Valsecchi 1995, section 10.3), which
/// is the sum of squared influences that R's survival gives.
/// </remarks>
public static class AalenJohansen
{
    /// <summary>Estimates the cumulative incidence of every cause from 1 to the largest. Cost O(n log n + causes x times).</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <returns>One curve a cause, none without events. At each time the shares and the event-free survival add up to one.</returns>
    /// <remarks>Ties and nearly equal times as in <see cref="KaplanMeier.Estimate"/>; who is censored at a time is at risk for its events.</remarks>
    public static ImmutableArray<IncidenceCurve> Estimate(ReadOnlySpan<CompetingFollowUp> followUps)
    {
        var plain = new FollowUp[followUps.Length];
        int causes = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = new FollowUp(followUps[i].Months, followUps[i].Cause > 0);
            causes = Math.Max(causes, followUps[i].Cause);
        }

        var order = new TimeOrder(plain, []);
        var sums = new Sums[causes];
        for (int c = 0; c < causes; c++) sums[c] = new Sums();
        var times = ImmutableArray.CreateBuilder<double>();
        double survival = 1;
        int[] events = new int[causes];
        for (int start = 0, end; start < plain.Length; start = end)
        {
            Array.Clear(events);
            int atRisk = plain.Length - start, all = 0;
            for (end = start; end < plain.Length && order.Months[end] == order.Months[start]; end++)
            {
                if (followUps[order.Subject[end]].Cause is not (> 0 and int cause)) continue;
                events[cause - 1]++;
                all++;
            }

            if (all == 0) continue;
            times.Add(order.Months[start]);
            for (int c = 0; c < causes; c++) sums[c].Add(survival, atRisk, all, events[c]);
            survival *= (double)(atRisk - all) / atRisk;
        }

        return [.. sums.Select((s, c) => new IncidenceCurve(c + 1, times.ToImmutable(), [.. s.Incidence], [.. s.StandardError]))];
    }

    // The variance at t is the sum over earlier times s of
    //   (F(t) - F(s))^2 d/(n (n - d)) - 2 (F(t) - F(s)) S(s-) e/n^2 + S(s-)^2 e (n - e)/n^3,
    // with d events of n at risk and e of this cause: a square in F(t), whose coefficients are running sums.
    private sealed class Sums
    {
        private double _incidence, _square, _linear, _constant;

        public List<double> Incidence { get; } = [];

        public List<double> StandardError { get; } = [];

        public void Add(double before, double atRisk, double all, double own)
        {
            _incidence += before * own / atRisk;
            double left = all < atRisk ? all / (atRisk * (atRisk - all)) : 0;   // after the last subject nothing changes, and nothing is to be weighed
            double cross = before * own / (atRisk * atRisk);
            _square += left;
            _linear += (2 * _incidence * left) + (2 * cross);
            _constant += (_incidence * _incidence * left) + (2 * _incidence * cross) + (before * before * own * (atRisk - own) / (atRisk * atRisk * atRisk));
            Incidence.Add(_incidence);
            StandardError.Add(Math.Sqrt(Math.Max(0, (_incidence * _incidence * _square) - (_incidence * _linear) + _constant)));
        }
    }
}
