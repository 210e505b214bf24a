namespace Blockade.Survival;

/// <summary>
/// Cox's log partial likelihood with its gradient and information, for covariates that are centred and scaled to a mean absolute
/// deviation of one: then sums neither cancel nor overflow for covariates in any unit. One evaluation costs O(n p^2).
/// </summary>
internal sealed class PartialLikelihood
{
    private readonly TimeOrder _order;
    private readonly TieMethod _ties;
    private readonly int _p;
    private readonly double[] _x;   // row by row in the order of time
    private readonly double[] _eta;
    private readonly RiskSums _risk;
    private readonly RiskSums _tied;
    private readonly double[] _mean;

    internal PartialLikelihood(TimeOrder order, double[,] covariates, TieMethod ties)
    {
        (_order, _ties, _p) = (order, ties, covariates.GetLength(1));
        int n = order.Subject.Length;
        (_x, _eta, _mean, Scale) = (new double[n * _p], new double[n], new double[_p], new double[_p]);
        (_risk, _tied) = (new RiskSums(_p), new RiskSums(_p));
        foreach (bool hadEvent in order.HadEvent) Events += hadEvent ? 1 : 0;
        for (int j = 0; j < _p; j++) CentreAndScale(covariates, j);
    }

    /// <summary>Number of events.</summary>
    internal int Events { get; }

    /// <summary>Mean absolute deviation of each covariate: a coefficient here is the caller's times this.</summary>
    internal double[] Scale { get; }

    /// <summary>Evaluates at a coefficient vector.</summary>
    /// <param name="beta">The coefficients of the scaled covariates.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="information">Receives the lower triangle of minus the second derivative.</param>
    /// <param name="weights">
    /// By place in the order of time: a factor on what an event there adds to gradient and information; empty for ones.
    /// </param>
    /// <returns>The log-likelihood; not finite where the coefficients are absurd.</returns>
    internal double Evaluate(
        ReadOnlySpan<double> beta, Span<double> gradient, double[,] information, ReadOnlySpan<double> weights = default)
    {
        gradient.Clear();
        Array.Clear(information);
        double logLikelihood = 0;
        for (int stratum = 0; stratum < _order.StratumCount; stratum++)
        {
            (int first, int last) = (_order.StratumStart[stratum], _order.StratumStart[stratum + 1]);
            double largest = LinearPredictors(beta, first, last);
            _risk.Clear();
            for (int end = last, start; end > first; end = start)   // backwards in time: the risk set only grows
            {
                start = _order.TieStart(first, end);
                int events = 0;
                double factor = weights.IsEmpty ? 1 : weights[start];   // a function of time: the same for all that are tied
                _tied.Clear();
                for (int i = start; i < end; i++)
                {
                    ReadOnlySpan<double> x = _x.AsSpan(i * _p, _p);
                    double weight = Math.Exp(_eta[i] - largest);
                    _risk.Add(weight, x);
                    if (!_order.HadEvent[i]) continue;
                    events++;
                    logLikelihood += _eta[i] - largest;
                    for (int j = 0; j < _p; j++) gradient[j] += factor * x[j];
                    if (_ties == TieMethod.Efron) _tied.Add(weight, x);
                }

                for (int e = 0; e < events; e++)
                {
                    // Efron: of the tied events, e are on average already gone
                    double gone = _ties == TieMethod.Efron ? (double)e / events : 0;
                    logLikelihood -= Subtract(gone, factor, gradient, information);
                }
            }
        }

        return logLikelihood;
    }

    private double Subtract(double gone, double factor, Span<double> gradient, double[,] information)
    {
        double total = _risk.Weight - gone * _tied.Weight;
        for (int j = 0; j < _p; j++)
        {
            _mean[j] = (_risk.First[j] - gone * _tied.First[j]) / total;
            gradient[j] -= factor * _mean[j];
            for (int k = 0; k <= j; k++)
            {
                double second = (_risk.Second[j * _p + k] - gone * _tied.Second[j * _p + k]) / total;
                information[j, k] += factor * (second - _mean[j] * _mean[k]);
            }
        }

        return Math.Log(total);
    }

    private double LinearPredictors(ReadOnlySpan<double> beta, int first, int last)
    {
        double largest = double.NegativeInfinity;
        for (int i = first; i < last; i++)
        {
            double eta = 0;
            for (int j = 0; j < _p; j++) eta += beta[j] * _x[i * _p + j];
            _eta[i] = eta;
            largest = Math.Max(largest, eta);
        }

        return largest;
    }

    private void CentreAndScale(double[,] covariates, int j)
    {
        int n = _order.Subject.Length;
        (double sum, double largest, double deviation) = (0, 0, 0);
        for (int i = 0; i < n; i++)
        {
            double value = covariates[_order.Subject[i], j];
            sum += value;
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (int i = 0; i < n; i++) deviation += Math.Abs(covariates[_order.Subject[i], j] - sum / n) / n;

        // what is left of a constant after subtracting its mean is rounding: it must not be blown up to size one
        bool constant = deviation <= 1e-13 * largest;
        Scale[j] = constant ? 1 : deviation;
        for (int i = 0; i < n; i++) _x[i * _p + j] = constant ? 0 : (covariates[_order.Subject[i], j] - sum / n) / deviation;
    }

    /// <summary>Sums of weight, weight x and weight x x' (lower triangle) over a set of subjects.</summary>
    private sealed class RiskSums(int p)
    {
        internal double Weight { get; private set; }

        internal double[] First { get; } = new double[p];

        internal double[] Second { get; } = new double[p * p];

        internal void Clear()
        {
            Weight = 0;
            Array.Clear(First);
            Array.Clear(Second);
        }

        internal void Add(double weight, ReadOnlySpan<double> x)
        {
            Weight += weight;
            for (int j = 0; j < x.Length; j++)
            {
                double wx = weight * x[j];
                First[j] += wx;
                for (int k = 0; k <= j; k++) Second[j * x.Length + k] += wx * x[k];
            }
        }
    }
}
