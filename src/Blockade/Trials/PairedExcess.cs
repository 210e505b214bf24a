using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>A difference within patients: its mean, where it lies over patients, and where its mean lies over what is not known of the constants.</summary>
/// <param name="Mean">Mean over patients, with the constants as fitted.</param>
/// <param name="StandardError">Its standard error, over patients: the Monte Carlo error of so many.</param>
/// <param name="Lower">5th percentile of the patients.</param>
/// <param name="Upper">95th percentile of the patients.</param>
/// <param name="Draws">The mean under every draw of the constants; may be empty.</param>
public sealed record PairedExcess(double Mean, double StandardError, double Lower, double Upper, ImmutableArray<double> Draws)
{
    /// <summary>The mean over patients and, where there are any, over the draws of the constants.</summary>
    public double Centre => Draws.IsEmpty ? Mean : Draws.Average();

    /// <summary>The middle 90 % of the draws' means; NaN without draws.</summary>
    public (double Lower, double Upper) OverDraws => Draws.IsEmpty ? (double.NaN, double.NaN) : (Quantile([.. Draws], 0.05), Quantile([.. Draws], 0.95));

    /// <summary>1 where the draws' interval is above zero (without draws: the mean by more than two standard errors), -1 where below, 0 where it is not told apart.</summary>
    public int Sign
    {
        get
        {
            (double lower, double upper) = Draws.IsEmpty ? (Mean - (2 * StandardError), Mean + (2 * StandardError)) : OverDraws;
            return lower > 0 ? 1 : upper < 0 ? -1 : 0;
        }
    }

    /// <summary>Summarises one number a patient.</summary>
    /// <exception cref="ArgumentException">There is no patient.</exception>
    public static PairedExcess Of(double[] patients, ImmutableArray<double> draws)
    {
        ArgumentNullException.ThrowIfNull(patients);
        if (patients.Length == 0) throw new ArgumentException("An excess is of one patient or more.", nameof(patients));
        MonteCarlo mean = MonteCarlo.Mean(patients);
        return new PairedExcess(mean.Value, mean.StandardError, Quantile(patients, 0.05), Quantile(patients, 0.95), draws);
    }

    // type 7 of Hyndman and Fan (1996), as R's default
    private static double Quantile(double[] values, double p)
    {
        double[] sorted = [.. values.Order()];
        double at = p * (sorted.Length - 1);
        int below = (int)at;
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
