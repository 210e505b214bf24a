using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>The residuals of a fitted Cox model, in the units of the caller's covariates. Made by <see cref="Of"/>.</summary>
/// <remarks>Therneau and Grambsch (2000), chapter 4; the definitions of R survival.</remarks>
public sealed class CoxResiduals
{
    private readonly int _p;
    private readonly double[] _score;
    private readonly double[] _dfbeta;
    private readonly double[] _schoenfeld;
    private readonly double[] _scaled;
    private readonly double[] _errors;

    private CoxResiduals(int p, double[] score, double[] dfbeta, double[] schoenfeld, double[] scaled, double[] errors) =>
        (_p, _score, _dfbeta, _schoenfeld, _scaled, _errors) = (p, score, dfbeta, schoenfeld, scaled, errors);

    /// <summary>Events minus the hazard used up, one a row: 1 at most, and summing to zero.</summary>
    public required ImmutableArray<double> Martingale { get; init; }

    /// <summary>Martingale residuals made symmetric about zero, one a row.</summary>
    public required ImmutableArray<double> Deviance { get; init; }

    /// <summary>The rows that had the event, by stratum and time: what Schoenfeld residuals are of.</summary>
    public required ImmutableArray<int> EventRows { get; init; }

    /// <summary>How much a row pulled at a coefficient; they sum to zero over rows times weights.</summary>
    public double Score(int row, int covariate) => _score[Index(row, covariate, Martingale.Length)];

    /// <summary>How much a coefficient would fall, to first order, without a row.</summary>
    public double Dfbeta(int row, int covariate) => _dfbeta[Index(row, covariate, Martingale.Length)];

    /// <summary>The same in standard errors of the coefficient.</summary>
    public double StandardizedDfbeta(int row, int covariate) => Dfbeta(row, covariate) / _errors[covariate];

    /// <summary>An event's covariate minus its mean over those at risk; with the place in <see cref="EventRows"/>.</summary>
    public double Schoenfeld(int place, int covariate) => _schoenfeld[Index(place, covariate, EventRows.Length)];

    /// <summary>Schoenfeld residuals scaled so that their mean over events near a time estimates the coefficient then.</summary>
    public double ScaledSchoenfeld(int place, int covariate) => _scaled[Index(place, covariate, EventRows.Length)];

    /// <summary>Computes the residuals of a fit. Cost O(n p^2).</summary>
    /// <param name="followUps">The rows the model was fitted to.</param>
    /// <param name="covariates">Their covariates, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="strata">Their strata, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="fit">The fit.</param>
    /// <exception cref="ArgumentException">The arguments do not belong together, or ties were exact.</exception>
    public static CoxResiduals Of(ReadOnlySpan<FollowUp> followUps, double[,] covariates, ReadOnlySpan<int> strata, CoxFit fit)
    {
        var (order, likelihood, process) = fit.Process(followUps, covariates, strata);
        (int n, int p) = (followUps.Length, covariates.GetLength(1));
        double[] martingale = new double[n], deviance = new double[n], score = new double[n * p], dfbeta = new double[n * p];
        for (int place = 0; place < n; place++)
        {
            int row = order.Subject[place];
            double had = order.HadEvent[place] ? 1 : 0;
            martingale[row] = had - process.Expected[place];
            double likely = -2 * (martingale[row] + (had > 0 ? Math.Log(process.Expected[place]) : 0));
            deviance[row] = Math.Sign(martingale[row]) * Math.Sqrt(Math.Max(0, likely));
            for (int j = 0; j < p; j++) score[(row * p) + j] = process.Score[(place * p) + j] * likelihood.Scale[j];
            Times(fit, score.AsSpan(row * p, p), dfbeta.AsSpan(row * p, p), 1);
        }

        int[] events =
        [
            .. Enumerable.Range(0, order.StratumCount).SelectMany(s => Enumerable.Range(order.StratumStart[s], order.StratumStart[s + 1] - order.StratumStart[s])
                .Where(i => order.HadEvent[i]).OrderBy(i => order.Months[i]).ThenBy(i => order.Subject[i])),
        ];
        double[] schoenfeld = new double[events.Length * p], scaled = new double[events.Length * p];
        for (int k = 0; k < events.Length; k++)
        {
            for (int j = 0; j < p; j++) schoenfeld[(k * p) + j] = process.Schoenfeld[(events[k] * p) + j] * likelihood.Scale[j];
            Times(fit, schoenfeld.AsSpan(k * p, p), scaled.AsSpan(k * p, p), events.Length);
            for (int j = 0; j < p; j++) scaled[(k * p) + j] += fit.Coefficients[j];
        }

        return new(p, score, dfbeta, schoenfeld, scaled, [.. Enumerable.Range(0, p).Select(j => Math.Sqrt(fit.Covariance(j, j)))])
        {
            Martingale = [.. martingale],
            Deviance = [.. deviance],
            EventRows = [.. events.Select(i => order.Subject[i])],
        };
    }

    /// <summary>A row times the model's covariance and a factor; a covariate that was left out has none, and NaN says so.</summary>
    internal static void Times(CoxFit fit, ReadOnlySpan<double> row, Span<double> product, double factor)
    {
        for (int j = 0; j < product.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < row.Length; k++)
            {
                double covariance = fit.Covariance(k, j);
                if (!double.IsNaN(covariance)) sum += row[k] * covariance;
            }

            product[j] = double.IsNaN(fit.Coefficients[j]) ? double.NaN : factor * sum;
        }
    }

    private int Index(int row, int covariate, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, rows);
        ArgumentOutOfRangeException.ThrowIfNegative(covariate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(covariate, _p);
        return (row * _p) + covariate;
    }
}
