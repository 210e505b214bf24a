namespace Blockade.Survival;

/// <summary>
/// Who is at risk, going backwards in time through a stratum: sums of weight, weight x and weight x x' (lower triangle). Without late entry
/// the set only grows.
/// </summary>
internal sealed class RiskSet
{
    // subtraction leaves rounding of the largest sum there was: below this share of it the sums are taken afresh
    private const double Cancelled = 1e-6;

    private readonly TimeOrder _order;
    private readonly double[] _x;   // row by row in the order of time
    private readonly double[] _weight;   // by place: case weight times relative hazard
    private readonly int[] _byEntry;   // places of each stratum, latest entry first; empty without late entry
    private int _last;
    private int _next;
    private double _peak;

    internal RiskSet(TimeOrder order, double[] x, double[] weight, int p)
    {
        (_order, _x, _weight, Sums) = (order, x, weight, new RiskSums(p));
        _byEntry = [.. Enumerable.Range(0, order.Entry.Length)];
        for (int s = 0; s < order.StratumCount && _byEntry.Length > 0; s++)
        {
            int first = order.StratumStart[s];
            Array.Sort(_byEntry, first, order.StratumStart[s + 1] - first, Comparer<int>.Create((a, b) => order.Entry[b].CompareTo(order.Entry[a])));
        }
    }

    /// <summary>The sums over the set.</summary>
    internal RiskSums Sums { get; }

    /// <summary>Begins at the end of a stratum, with nobody at risk.</summary>
    internal void Begin(int stratum)
    {
        Sums.Clear();
        (_last, _next, _peak) = (_order.StratumStart[stratum + 1], _order.StratumStart[stratum], 0);
    }

    /// <summary>Steps back to the time of the places from start to end: they join, and who enters then or later leaves.</summary>
    internal void Step(int start, int end)
    {
        for (int i = start; i < end; i++) Sums.Add(_weight[i], Row(i));
        if (_byEntry.Length == 0) return;
        double time = _order.Months[start];
        _peak = Math.Max(_peak, Sums.Weight);
        for (; _next < _last && _order.Entry[_byEntry[_next]] >= time; _next++) Sums.Add(-_weight[_byEntry[_next]], Row(_byEntry[_next]));
        if (Sums.Weight > Cancelled * _peak) return;
        Sums.Clear();
        for (int i = start; i < _last; i++)
        {
            if (_order.Entry[i] < time) Sums.Add(_weight[i], Row(i));
        }

        _peak = Sums.Weight;
    }

    private ReadOnlySpan<double> Row(int place) => _x.AsSpan(place * Sums.Size, Sums.Size);
}
