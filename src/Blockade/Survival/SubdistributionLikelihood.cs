namespace Blockade.Survival;

/// <summary>
/// The log partial likelihood of the hazard of a subdistribution: who had another event stays at risk for the cause, by the chance not to have been censored since. One evaluation
/// costs O(n p^2).
/// </summary>
/// <remarks>
/// Fine and Gray (1999), J. Am. Stat. Assoc. 94:496-509. The chance G is Kaplan and Meier's of the censoring; at t, a subject that had another event at u counts G(t-)/G(u-). Tied
/// events face the whole risk set each, as Breslow's.
/// </remarks>
internal sealed class SubdistributionLikelihood
{
    private readonly TimeOrder _order;
    private readonly int _p;
    private readonly int[] _cause;   // by place: 0 censored, 1 the cause, 2 another
    private readonly ScaledCovariates _covariates;
    private readonly double[] _uncensored;   // G just before each place's time
    private readonly int[] _start;   // the first place of each time with events of the cause, ascending
    private readonly int[] _events;   // and how many there are
    private readonly double[] _relative;
    private readonly RiskSums _sums;
    private readonly double[] _others;   // for each of those times the sums over those who had another event before it, each over its G

    internal SubdistributionLikelihood(TimeOrder order, int[] causeBySubject, int cause, double[,] covariates)
    {
        (_order, _p) = (order, covariates.GetLength(1));
        int n = order.Subject.Length;
        _covariates = new ScaledCovariates(order, covariates);
        _cause = [.. order.Subject.Select(s => causeBySubject[s] == 0 ? 0 : causeBySubject[s] == cause ? 1 : 2)];
        (_uncensored, _relative, _sums) = (new double[n], new double[n], new RiskSums(_p));
        var starts = new List<(int Start, int Events)>();
        double uncensored = 1;
        for (int start = 0, end; start < n; start = end)
        {
            (int events, int censored) = (0, 0);
            for (end = start; end < n && order.Months[end] == order.Months[start]; end++)
            {
                _uncensored[end] = uncensored;
                if (_cause[end] == 1) events++;
                if (_cause[end] == 0) censored++;
            }

            if (events > 0) starts.Add((start, events));
            uncensored *= (double)(n - start - censored) / (n - start);
        }

        (_start, _events) = ([.. starts.Select(s => s.Start)], [.. starts.Select(s => s.Events)]);
        _others = new double[_start.Length * (1 + _p + (_p * _p))];
        Events = _events.Sum();
    }

    /// <summary>Events of the cause.</summary>
    internal int Events { get; }

    /// <summary>The covariates.</summary>
    internal ScaledCovariates Covariates => _covariates;

    /// <summary>Times with events of the cause, ascending.</summary>
    internal IEnumerable<double> Times => _start.Select(s => _order.Months[s]);

    /// <summary>Evaluates at a coefficient vector, as <see cref="LikelihoodMaximum.Likelihood"/>.</summary>
    internal double Evaluate(ReadOnlySpan<double> beta, Span<double> gradient, double[,] information)
    {
        gradient.Clear();
        Array.Clear(information);
        double largest = RelativeHazards(beta), logLikelihood = 0;
        SumOthers();
        double[] mean = new double[_p];
        _sums.Clear();
        int place = _order.Subject.Length;
        for (int k = _start.Length - 1; k >= 0; k--)   // backwards in time: of those still followed, the risk set only grows
        {
            while (place > _start[k]) _sums.Add(_relative[--place], _covariates.Row(place));
            double g = _uncensored[_start[k]], total = _sums.Weight + (g * Other(k, 0));
            for (int i = _start[k]; i < _order.Subject.Length && _order.Months[i] == _order.Months[_start[k]]; i++)
            {
                if (_cause[i] != 1) continue;
                logLikelihood += Math.Log(_relative[i] / total);
                ReadOnlySpan<double> x = _covariates.Row(i);
                for (int j = 0; j < _p; j++) gradient[j] += x[j];
            }

            for (int j = 0; j < _p; j++)
            {
                mean[j] = (_sums.First[j] + (g * Other(k, 1 + j))) / total;
                gradient[j] -= _events[k] * mean[j];
                for (int l = 0; l <= j; l++)
                {
                    double second = (_sums.Second[(j * _p) + l] + (g * Other(k, 1 + _p + (j * _p) + l))) / total;
                    information[j, l] += _events[k] * (second - (mean[j] * mean[l]));
                }
            }
        }

        return double.IsFinite(largest) ? logLikelihood : double.NaN;
    }

    /// <summary>What the coefficients leave of each time and subject.</summary>
    /// <param name="beta">The coefficients of the scaled covariates.</param>
    /// <returns>
    /// The growth of the cumulative hazard of a subject with mean covariates at each time of <see cref="Times"/>, and for each place and covariate the subject's pull at the score, that
    /// which it has through G among it.
    /// </returns>
    internal (double[] Growth, double[] Pull) Residuals(ReadOnlySpan<double> beta)
    {
        double largest = RelativeHazards(beta);
        SumOthers();
        int n = _order.Subject.Length, times = _start.Length;
        (double[] growth, double[] mean) = (new double[times], new double[times * _p]);
        _sums.Clear();
        int place = n;
        for (int k = times - 1; k >= 0; k--)
        {
            while (place > _start[k]) _sums.Add(_relative[--place], _covariates.Row(place));
            double g = _uncensored[_start[k]], total = _sums.Weight + (g * Other(k, 0));
            growth[k] = _events[k] / total;
            for (int j = 0; j < _p; j++) mean[(k * _p) + j] = (_sums.First[j] + (g * Other(k, 1 + j))) / total;
        }

        double[] pull = new double[n * _p];
        var plain = new Hazard(_p);      // up to and with a time
        var thinned = new Hazard(_p);    // each time's growth times G, of the times from this one on
        for (int k = 0; k < times; k++) thinned.Add(growth[k] * _uncensored[_start[k]], mean.AsSpan(k * _p, _p));
        (double others, double[] othersFirst) = (0, new double[_p]);   // of those who had another event before
        double[] throughG = new double[_p], at = new double[_p];
        for (int start = 0, end, k = 0; start < n; start = end)
        {
            int censored = 0;
            for (end = start; end < n && _order.Months[end] == _order.Months[start]; end++)
            {
                if (_cause[end] == 0) censored++;
            }

            // how far a censoring now moves the score through what G weighs from now on
            for (int j = 0; j < _p; j++) at[j] = ((othersFirst[j] * thinned.All) - (others * thinned.Mean[j])) / (n - start);
            for (int j = 0; j < _p; j++) throughG[j] += at[j] * censored / (n - start);
            bool isEvent = k < times && _start[k] == start;
            if (isEvent)
            {
                plain.Add(growth[k], mean.AsSpan(k * _p, _p));
                thinned.Add(-growth[k] * _uncensored[start], mean.AsSpan(k * _p, _p));
            }

            for (int i = start; i < end; i++)
            {
                ReadOnlySpan<double> x = _covariates.Row(i);
                double later = _cause[i] == 2 ? _relative[i] / _uncensored[i] : 0;
                for (int j = 0; j < _p; j++)
                {
                    double own = _cause[i] == 1 ? x[j] - mean[(k * _p) + j] : 0;
                    own -= _relative[i] * ((x[j] * plain.All) - plain.Mean[j]);
                    own -= later * ((x[j] * thinned.All) - thinned.Mean[j]);
                    pull[(i * _p) + j] = own + (_cause[i] == 0 ? at[j] : 0) - throughG[j];
                }
            }

            for (int i = start; i < end; i++)
            {
                if (_cause[i] != 2) continue;
                others += _relative[i] / _uncensored[i];
                ReadOnlySpan<double> x = _covariates.Row(i);
                for (int j = 0; j < _p; j++) othersFirst[j] += _relative[i] / _uncensored[i] * x[j];
            }

            if (isEvent) k++;
        }

        return ([.. growth.Select(g => g * Math.Exp(-largest))], pull);
    }

    private double Other(int time, int entry) => _others[(time * (1 + _p + (_p * _p))) + entry];

    private void SumOthers()
    {
        _sums.Clear();
        int place = 0;
        for (int k = 0; k < _start.Length; k++)
        {
            for (; place < _start[k]; place++)
            {
                if (_cause[place] == 2) _sums.Add(_relative[place] / _uncensored[place], _covariates.Row(place));
            }

            Span<double> to = _others.AsSpan(k * (1 + _p + (_p * _p)));
            to[0] = _sums.Weight;
            _sums.First.CopyTo(to[1..]);
            _sums.Second.CopyTo(to[(1 + _p)..]);
        }
    }

    // fills exp(eta - largest) and returns the largest, which all are relative to
    private double RelativeHazards(ReadOnlySpan<double> beta)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < _relative.Length; i++)
        {
            double eta = 0;
            ReadOnlySpan<double> x = _covariates.Row(i);
            for (int j = 0; j < _p; j++) eta += beta[j] * x[j];
            _relative[i] = eta;
            largest = Math.Max(largest, eta);
        }

        for (int i = 0; i < _relative.Length; i++) _relative[i] = Math.Exp(_relative[i] - largest);
        return largest;
    }

    // a cumulative hazard, and the same of its risk sets' mean covariates
    private sealed class Hazard(int size)
    {
        public double All { get; private set; }

        public double[] Mean { get; } = new double[size];

        public void Add(double growth, ReadOnlySpan<double> mean)
        {
            All += growth;
            for (int j = 0; j < mean.Length; j++) Mean[j] += growth * mean[j];
        }
    }
}
