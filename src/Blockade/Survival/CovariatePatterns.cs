namespace Blockade.Survival;

/// <summary>
/// Subjects of whom many share all covariates, such as those of two arms: risk sets are numbers of subjects by pattern, counted once, and the likelihood needs neither subjects nor
/// their exponentials. One evaluation costs O(times with events x patterns x p^2).
/// </summary>
internal sealed class CovariatePatterns
{
    private const int Most = 4;

    private readonly int _p;
    private readonly int _patterns;
    private readonly double[] _x;   // pattern by pattern
    private readonly bool _isEfron;
    private readonly RiskCounts _counts;
    private readonly double[] _relative, _eta, _first, _second;

    /// <summary>Patterns whose subjects have been counted.</summary>
    /// <param name="p">Covariates.</param>
    /// <param name="x">Their values, pattern by pattern.</param>
    /// <param name="isEfron">Whether ties are Efron's, or Breslow's.</param>
    /// <param name="counts">The subjects by pattern.</param>
    private CovariatePatterns(int p, double[] x, bool isEfron, RiskCounts counts)
    {
        (_p, _patterns, _x, _isEfron, _counts) = (p, counts.Groups, x, isEfron, counts);
        (_relative, _eta, _first, _second) = (new double[_patterns], new double[_patterns], new double[p], new double[p * p]);
    }

    /// <summary>The patterns, or null where there are too many of them, or rows have weights, entries or a discrete model.</summary>
    internal static CovariatePatterns? Of(TimeOrder order, ScaledCovariates covariates, int p, CoxOptions options)
    {
        if (!Allowed(order, options) || p == 0) return null;
        int n = order.Subject.Length;
        var patterns = new List<double[]>(Most);
        int[] pattern = new int[n];
        double[] rows = covariates.Rows;
        double seen = double.NaN;
        for (int i = 0, g = 0; i < n; i++)
        {
            double x = rows[i * p];
            if (p > 1 || x != seen)   // the row before is the likeliest
            {
                ReadOnlySpan<double> row = covariates.Row(i);
                g = 0;
                while (g < patterns.Count && !row.SequenceEqual(patterns[g])) g++;
                if (g == Most) return null;
                if (g == patterns.Count) patterns.Add(row.ToArray());
                seen = x;
            }

            pattern[i] = g;
        }

        return new(p, [.. patterns.SelectMany(x => x)], options.Ties == TieMethod.Efron, new RiskCounts(order, pattern, patterns.Count));
    }

    /// <summary>Whether numbers of subjects are all that the likelihood needs.</summary>
    internal static bool Allowed(TimeOrder order, CoxOptions options) => options.Weights.IsEmpty && order.Entry.Length == 0 && options.Ties != TieMethod.Exact;

    /// <summary>The patterns of one covariate that is the arm, whose subjects have been counted.</summary>
    internal static CovariatePatterns OfArms(ScaledCovariates covariates, int[] arms, CoxOptions options, RiskCounts counts)
    {
        double[] x = new double[counts.Groups];
        for (int i = 0; i < arms.Length; i++) x[arms[i]] = covariates.Rows[i];
        return new(1, x, options.Ties == TieMethod.Efron, counts);
    }

    /// <summary>As <see cref="PartialLikelihood.Evaluate"/>.</summary>
    internal double Evaluate(ReadOnlySpan<double> beta, Span<double> gradient, double[,] information, ReadOnlySpan<double> clock)
    {
        gradient.Clear();
        Array.Clear(information);
        double largest = double.NegativeInfinity;
        for (int g = 0; g < _patterns; g++)
        {
            double eta = 0;
            for (int j = 0; j < _p; j++) eta += beta[j] * _x[(g * _p) + j];
            _eta[g] = eta;
            largest = Math.Max(largest, eta);
        }

        for (int g = 0; g < _patterns; g++) _relative[g] = Math.Exp(_eta[g] - largest);
        if (_patterns == 2 && _p == 1 && clock.IsEmpty) return TwoArms(largest, gradient, information);
        double logLikelihood = 0;
        for (int k = 0; k < _counts.Times; k++)
        {
            double factor = clock.IsEmpty ? 1 : clock[_counts.Place[k]];
            ReadOnlySpan<int> own = _counts.Events.AsSpan(k * _patterns, _patterns), there = _counts.AtRisk.AsSpan(k * _patterns, _patterns);
            int tied = 0;
            for (int g = 0; g < own.Length; g++)
            {
                if (own[g] == 0) continue;
                tied += own[g];
                logLikelihood += own[g] * (_eta[g] - largest);
                for (int j = 0; j < _p; j++) gradient[j] += factor * own[g] * _x[(g * _p) + j];
            }

            // Efron: of the d tied events, on average e of d are already gone when the next is drawn
            int draws = _isEfron ? tied : 1;
            double weight = (double)tied / draws;
            for (int e = 0; e < draws; e++) logLikelihood -= weight * SubtractMean(there, own, (double)e / tied, factor * weight, gradient, information);
        }

        return logLikelihood;
    }

    // What most are asked for, with one division a draw: of a risk set a share q has the second pattern, and its covariate the mean x0 + q (x1 - x0) and the variance
    // q (1 - q) (x1 - x0)^2. Totals are multiplied up before a logarithm is taken.
    private double TwoArms(double largest, Span<double> gradient, double[,] information)
    {
        const double Small = 1e-100, Large = 1e100;
        (double zero, double one) = (_relative[0], _relative[1]);
        (double shares, double variances, double logarithms, double product) = (0, 0, 0, 1);
        (int events, int second) = (0, 0);
        ReadOnlySpan<int> atRisk = _counts.AtRisk.AsSpan(0, 2 * _counts.Times), own = _counts.Events.AsSpan(0, 2 * _counts.Times);
        for (int k = 0; k + 1 < own.Length; k += 2)
        {
            int tied = own[k] + own[k + 1], draws = _isEfron ? tied : 1;
            events += tied;
            second += own[k + 1];
            double weight = _isEfron ? 1 : tied;
            for (int e = 0; e < draws; e++)
            {
                double gone = e == 0 ? 0 : (double)e / tied;
                double other = (atRisk[k] - (gone * own[k])) * zero, treated = (atRisk[k + 1] - (gone * own[k + 1])) * one;
                double total = other + treated, q = treated / total;
                shares += weight * q;
                variances += weight * q * (1 - q);
                if (weight != 1 || total is < Small or > Large)
                {
                    logarithms += weight * Math.Log(total);
                    continue;
                }

                product *= total;
                if (product is > Small and < Large) continue;
                logarithms += Math.Log(product);
                product = 1;
            }
        }

        double difference = _x[1] - _x[0];
        gradient[0] = difference * (second - shares);
        information[0, 0] = difference * difference * variances;
        return ((events - second) * (_eta[0] - largest)) + (second * (_eta[1] - largest)) - logarithms - Math.Log(product);
    }

    // takes the mean of a risk set from the gradient; the logarithm of its total
    private double SubtractMean(ReadOnlySpan<int> there, ReadOnlySpan<int> tied, double gone, double share, Span<double> gradient, double[,] information)
    {
        double total = 0;
        Array.Clear(_first);
        Array.Clear(_second);
        for (int g = 0; g < there.Length; g++)
        {
            double weight = (there[g] - (gone * tied[g])) * _relative[g];
            total += weight;
            for (int j = 0; j < _p; j++)
            {
                double moved = weight * _x[(g * _p) + j];
                _first[j] += moved;
                for (int l = 0; l <= j; l++) _second[(j * _p) + l] += moved * _x[(g * _p) + l];
            }
        }

        for (int j = 0; j < _p; j++)
        {
            gradient[j] -= share * _first[j] / total;
            for (int l = 0; l <= j; l++) information[j, l] += share * ((_second[(j * _p) + l] / total) - (_first[j] / total * (_first[l] / total)));
        }

        return Math.Log(total);
    }
}
