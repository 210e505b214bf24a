namespace Blockade.Survival;

/// <summary>
/// Cox's log partial likelihood with its gradient and information, for covariates that are centred and scaled. One evaluation costs O(n p^2), and more for exact ties.
/// </summary>
internal sealed class PartialLikelihood
{
    private readonly TimeOrder _order;
    private readonly TieMethod _ties;
    private readonly int _p;
    private readonly double[] _caseWeight;   // by place; empty for ones
    private readonly ScaledCovariates _covariates;
    private readonly CovariatePatterns? _patterns;   // where there are few, subjects are not gone through
    private readonly double[] _x;   // their rows
    private readonly double[] _eta;
    private readonly double[] _weight;
    private readonly RiskSet _risk;
    private readonly RiskSums _tied;
    private readonly DiscreteRisk _discrete;
    private readonly double[] _mean;

    internal PartialLikelihood(TimeOrder order, double[,] covariates, CoxOptions options, (int[] ByPlace, RiskCounts Counts)? arms = null)
    {
        (_order, _ties, _p) = (order, options.Ties, covariates.GetLength(1));
        int n = order.Subject.Length;
        _covariates = new ScaledCovariates(order, covariates);
        _patterns = arms is (int[] byPlace, RiskCounts counts) && CovariatePatterns.Allowed(order, options)
            ? CovariatePatterns.OfArms(_covariates, byPlace, options, counts)
            : CovariatePatterns.Of(order, _covariates, _p, options);
        int followed = _patterns is null ? n : 0;
        (_x, _eta, _weight, _mean) = (_covariates.Rows, new double[followed], new double[followed], new double[_p]);
        _caseWeight = options.Weights.IsEmpty ? [] : [.. order.Subject.Select(i => options.Weights[i])];
        (_risk, _tied, _discrete) = (new RiskSet(order, _x, _weight, _p), new RiskSums(_p), new DiscreteRisk(_p));
        for (int i = 0; i < n; i++)
        {
            if (!order.HadEvent[i]) continue;
            Events++;
            EventWeight += CaseWeight(i);
        }
    }

    /// <summary>Number of events.</summary>
    internal int Events { get; }

    /// <summary>Sum of the events' weights.</summary>
    internal double EventWeight { get; }

    /// <summary>Mean of each covariate.</summary>
    internal double[] Centre => _covariates.Centre;

    /// <summary>Mean absolute deviation of each covariate: a coefficient here is the caller's times this.</summary>
    internal double[] Scale => _covariates.Scale;

    /// <summary>Case weight of the subject at a place.</summary>
    internal double CaseWeight(int place) => _caseWeight.Length == 0 ? 1 : _caseWeight[place];

    /// <summary>The covariates, centred and scaled, of the subject at a place.</summary>
    internal ReadOnlySpan<double> Row(int place) => _covariates.Row(place);

    /// <summary>Evaluates at a coefficient vector.</summary>
    /// <param name="beta">The coefficients of the scaled covariates.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="information">Receives the lower triangle of minus the second derivative.</param>
    /// <param name="clock">
    /// By place in the order of time: a factor on what an event there adds to gradient and information; empty for ones.
    /// </param>
    /// <returns>The log-likelihood; not finite where the coefficients are absurd.</returns>
    internal double Evaluate(ReadOnlySpan<double> beta, Span<double> gradient, double[,] information, ReadOnlySpan<double> clock = default)
    {
        if (_patterns is not null) return _patterns.Evaluate(beta, gradient, information, clock);
        gradient.Clear();
        Array.Clear(information);
        double logLikelihood = 0;
        for (int stratum = 0; stratum < _order.StratumCount; stratum++)
        {
            (int first, int last) = (_order.StratumStart[stratum], _order.StratumStart[stratum + 1]);
            double largest = RelativeHazards(beta, first, last);
            _risk.Begin(stratum);
            for (int end = last, start; end > first; end = start)   // backwards in time: without late entry the risk set only grows
            {
                start = _order.TieStart(first, end);
                _risk.Step(start, end);
                (int events, double tiedWeight) = (0, 0);
                double factor = clock.IsEmpty ? 1 : clock[start];   // a function of time: the same for all that are tied
                _tied.Clear();
                for (int i = start; i < end; i++)
                {
                    if (!_order.HadEvent[i]) continue;
                    events++;
                    double own = CaseWeight(i);
                    tiedWeight += own;
                    logLikelihood += own * (_eta[i] - largest);
                    ReadOnlySpan<double> x = Row(i);
                    for (int j = 0; j < _p; j++) gradient[j] += factor * own * x[j];
                    if (_ties == TieMethod.Efron) _tied.Add(_weight[i], x);
                }

                if (_ties == TieMethod.Exact && events > 1) logLikelihood -= SubtractSets(start, last, events, factor, gradient, information);
                else if (events > 0) logLikelihood -= SubtractRisk(events, tiedWeight, factor, gradient, information);
            }
        }

        return logLikelihood;
    }

    // Efron: of the d tied events, on average e of d are already gone when the next is drawn
    private double SubtractRisk(int events, double tiedWeight, double factor, Span<double> gradient, double[,] information)
    {
        if (_ties != TieMethod.Efron || events == 1) return SubtractMean(0, tiedWeight, factor, gradient, information);
        double sum = 0;
        for (int e = 0; e < events; e++) sum += SubtractMean((double)e / events, tiedWeight / events, factor, gradient, information);
        return sum;
    }

    private double SubtractMean(double gone, double weight, double factor, Span<double> gradient, double[,] information)
    {
        RiskSums risk = _risk.Sums;
        double total = risk.Weight - gone * _tied.Weight;
        double share = factor * weight;
        for (int j = 0; j < _p; j++)
        {
            _mean[j] = (risk.First[j] - gone * _tied.First[j]) / total;
            gradient[j] -= share * _mean[j];
            for (int k = 0; k <= j; k++)
            {
                double second = (risk.Second[j * _p + k] - gone * _tied.Second[j * _p + k]) / total;
                information[j, k] += share * (second - _mean[j] * _mean[k]);
            }
        }

        return weight * Math.Log(total);
    }

    private double SubtractSets(int start, int last, int events, double factor, Span<double> gradient, double[,] information)
    {
        _discrete.Begin(events);
        for (int i = start; i < last; i++)
        {
            if (_order.Entry.Length == 0 || _order.Entry[i] < _order.Months[start]) _discrete.Add(_weight[i], Row(i));
        }

        return _discrete.Subtract(factor, gradient, information);
    }

    /// <summary>Fills linear predictors and relative hazards of a stratum and returns the largest predictor, which the hazards are relative to.</summary>
    private double RelativeHazards(ReadOnlySpan<double> beta, int first, int last)
    {
        double largest = double.NegativeInfinity;
        for (int i = first; i < last; i++)
        {
            double eta = 0;
            for (int j = 0; j < _p; j++) eta += beta[j] * _x[i * _p + j];
            _eta[i] = eta;
            largest = Math.Max(largest, eta);
        }

        for (int i = first; i < last; i++) _weight[i] = CaseWeight(i) * Math.Exp(_eta[i] - largest);
        return largest;
    }
}
