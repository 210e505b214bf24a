namespace Blockade.Survival;

/// <summary>Covariates in the order of time, centred and scaled to a mean absolute deviation of one: then sums neither cancel nor overflow for covariates in any unit.</summary>
internal sealed class ScaledCovariates
{
    private readonly int _p;

    internal ScaledCovariates(TimeOrder order, double[,] covariates)
    {
        _p = covariates.GetLength(1);
        (Rows, Scale, Centre) = (new double[order.Subject.Length * _p], new double[_p], new double[_p]);
        for (int j = 0; j < _p; j++) CentreAndScale(order, covariates, j);
    }

    /// <summary>Mean of each covariate.</summary>
    internal double[] Centre { get; }

    /// <summary>Mean absolute deviation of each covariate: a coefficient here is the caller's times this.</summary>
    internal double[] Scale { get; }

    /// <summary>Row by row in the order of time.</summary>
    internal double[] Rows { get; }

    /// <summary>The covariates of the subject at a place.</summary>
    internal ReadOnlySpan<double> Row(int place) => Rows.AsSpan(place * _p, _p);

    /// <exception cref="ArgumentException">There is not one row a subject, or a covariate is not finite.</exception>
    internal static void Check(double[,] covariates, int subjects)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        if (covariates.GetLength(0) != subjects)
        {
            throw new ArgumentException($"There are {covariates.GetLength(0)} rows of covariates for {subjects} subjects; one each is needed.", nameof(covariates));
        }

        foreach (double value in covariates)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"A covariate is {value}; all must be finite.", nameof(covariates));
        }
    }

    private void CentreAndScale(TimeOrder order, double[,] covariates, int j)
    {
        int n = order.Subject.Length;
        (double sum, double largest, double deviation) = (0, 0, 0);
        for (int i = 0; i < n; i++)
        {
            double value = covariates[order.Subject[i], j];
            sum += value;
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (int i = 0; i < n; i++) deviation += Math.Abs(covariates[order.Subject[i], j] - sum / n) / n;

        // what is left of a constant after subtracting its mean is rounding: it must not be blown up to size one
        bool constant = deviation <= 1e-13 * largest;
        Centre[j] = sum / n;
        Scale[j] = constant ? 1 : deviation;
        for (int i = 0; i < n; i++) Rows[i * _p + j] = constant ? 0 : (covariates[order.Subject[i], j] - sum / n) / deviation;
    }
}
