namespace Blockade.Survival;

/// <summary>
/// What a fitted Cox model says of each subject: the hazard it was expected to use up, and how much it pulled at each coefficient. By place
/// in the order of time, in the likelihood's centred and scaled covariates. Cost O(n p), and O(n log n) with late entry.
/// </summary>
/// <remarks>Therneau and Grambsch (2000), Modeling Survival Data, sections 4.2 and 7.1; Efron's ties as in their appendix E.</remarks>
internal sealed class CoxProcess
{
    private readonly TimeOrder _order;
    private readonly PartialLikelihood _likelihood;
    private readonly bool _efron;
    private readonly int _p;
    private readonly double[] _relative;   // hazard relative to the stratum's largest
    private readonly double[] _weight;

    // at the first place of each time: what everybody at risk is charged, and what those with the event are
    private readonly double[] _hazard;
    private readonly double[] _hazardOfEvents;
    private readonly double[] _pull;   // the same times the mean covariates of the risk set
    private readonly double[] _pullOfEvents;
    private readonly double[] _mean;

    internal CoxProcess(TimeOrder order, PartialLikelihood likelihood, double[] beta, TieMethod ties)
    {
        (_order, _likelihood, _efron, _p) = (order, likelihood, ties == TieMethod.Efron, beta.Length);
        int n = order.Subject.Length;
        (_relative, _weight, _hazard, _hazardOfEvents) = (new double[n], new double[n], new double[n], new double[n]);
        (_pull, _pullOfEvents, _mean) = (new double[n * _p], new double[n * _p], new double[n * _p]);
        (Expected, Score, Schoenfeld, CumulativeHazard) = (new double[n], new double[n * _p], new double[n * _p], new double[n]);
        double[] x = new double[n * _p];
        for (int i = 0; i < n; i++) likelihood.Row(i).CopyTo(x.AsSpan(i * _p));
        var risk = new RiskSet(order, x, _weight, _p);
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            double largest = RelativeHazards(stratum, beta);
            Charge(stratum, risk);
            Settle(stratum, Math.Exp(-largest));
        }
    }

    /// <summary>The hazard each was expected to use up while at risk: events minus this is the martingale residual.</summary>
    internal double[] Expected { get; }

    /// <summary>Score residuals, row by row.</summary>
    internal double[] Score { get; }

    /// <summary>Schoenfeld residuals, row by row; zero without event.</summary>
    internal double[] Schoenfeld { get; }

    /// <summary>Cumulative baseline hazard of a subject with mean covariates, at each place's time.</summary>
    internal double[] CumulativeHazard { get; }

    private double RelativeHazards(int stratum, double[] beta)
    {
        (int first, int last) = (_order.StratumStart[stratum], _order.StratumStart[stratum + 1]);
        double largest = double.NegativeInfinity;
        for (int i = first; i < last; i++)
        {
            ReadOnlySpan<double> x = _likelihood.Row(i);
            for (int j = 0; j < _p; j++) _relative[i] += beta[j] * x[j];
            largest = Math.Max(largest, _relative[i]);
        }

        for (int i = first; i < last; i++)
        {
            _relative[i] = Math.Exp(_relative[i] - largest);
            _weight[i] = _likelihood.CaseWeight(i) * _relative[i];
        }

        return largest;
    }

    // backwards: what each time with events costs those at risk then
    private void Charge(int stratum, RiskSet risk)
    {
        var tied = new RiskSums(_p);
        (int first, int last) = (_order.StratumStart[stratum], _order.StratumStart[stratum + 1]);
        risk.Begin(stratum);
        for (int end = last, start; end > first; end = start)
        {
            start = _order.TieStart(first, end);
            risk.Step(start, end);
            (int events, double tiedWeight) = (0, 0);
            tied.Clear();
            for (int i = start; i < end; i++)
            {
                if (!_order.HadEvent[i]) continue;
                events++;
                tiedWeight += _likelihood.CaseWeight(i);
                tied.Add(_weight[i], _likelihood.Row(i));
            }

            for (int e = 0; e < events; e++)
            {
                double gone = _efron ? (double)e / events : 0;
                double total = risk.Sums.Weight - (gone * tied.Weight);
                double hazard = tiedWeight / events / total;
                _hazard[start] += hazard;
                _hazardOfEvents[start] += (1 - gone) * hazard;
                for (int j = 0; j < _p; j++)
                {
                    double mean = (risk.Sums.First[j] - (gone * tied.First[j])) / total;
                    _mean[(start * _p) + j] += mean / events;
                    _pull[(start * _p) + j] += mean * hazard;
                    _pullOfEvents[(start * _p) + j] += (1 - gone) * mean * hazard;
                }
            }
        }
    }

    // forwards: each subject pays from its entry to its end
    private void Settle(int stratum, double unit)
    {
        (int first, int last) = (_order.StratumStart[stratum], _order.StratumStart[stratum + 1]);
        double[] cumulative = new double[last - first];
        double[] pulled = new double[(last - first) * _p];
        double hazard = 0;
        double[] pull = new double[_p];
        for (int start = first, end; start < last; start = end)
        {
            hazard += _hazard[start];
            for (int j = 0; j < _p; j++) pull[j] += _pull[(start * _p) + j];
            for (end = start; end < last && _order.Months[end] == _order.Months[start]; end++)
            {
                cumulative[end - first] = hazard;
                CumulativeHazard[end] = unit * hazard;
                pull.CopyTo(pulled, (end - first) * _p);
            }

            for (int i = start; i < end; i++) Settle(i, start, first, cumulative, pulled);
        }
    }

    private void Settle(int place, int tie, int first, double[] cumulative, double[] pulled)
    {
        // the last time at or before the entry: it was paid by others
        int entered = _order.Entry.Length == 0 ? -1 : LastAtOrBefore(_order.Entry[place], first, place) - first;
        double saved = entered < 0 ? 0 : cumulative[entered];
        bool had = _order.HadEvent[place];
        double hazard = cumulative[place - first] - saved - (had ? _hazard[tie] - _hazardOfEvents[tie] : 0);
        Expected[place] = _relative[place] * hazard;
        ReadOnlySpan<double> x = _likelihood.Row(place);
        for (int j = 0; j < _p; j++)
        {
            int at = (place * _p) + j, of = (tie * _p) + j;
            double pull = pulled[((place - first) * _p) + j] - (entered < 0 ? 0 : pulled[(entered * _p) + j]) - (had ? _pull[of] - _pullOfEvents[of] : 0);
            if (had) Schoenfeld[at] = x[j] - _mean[of];
            Score[at] = Schoenfeld[at] - (_relative[place] * ((x[j] * hazard) - pull));
        }
    }

    private int LastAtOrBefore(double time, int first, int last)
    {
        (int low, int high) = (first, last);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_order.Months[middle] <= time) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
