using MathNet.Numerics.Integration;

namespace Blockade.Designs;

/// <summary>
/// What is to be expected of the first two arms of an analytic trial at a date, by integrals instead of replicates. Made by <see cref="At"/>.
/// </summary>
/// <param name="Months">The date, from the opening of accrual.</param>
/// <param name="EventShare">The chance that a patient, entered or yet to enter, has had the event and was seen to.</param>
/// <param name="DriftPerRootPatient">The mean of the log-rank statistic over the root of the number of patients; positive where the second arm does better.</param>
/// <remarks>
/// At time x a share r(x) of an arm is at risk: not had the event, not lost, and entered early enough. The log-rank numerator has the mean
/// of r0 r1/(r0 + r1) (h0 - h1) over x, its variance is that of r0 r1/(r0 + r1)^2 (r0 h0 + r1 h1): Schoenfeld (1981), Biometrika 68:316-319;
/// Lakatos (1988), Biometrics 44:229-241. Strata are left out.
/// </remarks>
public sealed record TrialForecast(double Months, double EventShare, double DriftPerRootPatient)
{
    /// <summary>The forecast for a date.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not positive.</exception>
    public static TrialForecast At(AnalyticTrial trial, double months)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(months);
        (SurvivalLaw control, SurvivalLaw treated) = (trial.Arms[0].Law, trial.Arms[1].Law);
        double share = (double)trial.Arms[1].Ratio / (trial.Arms[0].Ratio + trial.Arms[1].Ratio), dropout = trial.DropoutPerMonth;
        double[] edges =
        [
            0, .. control.Breaks.Concat(treated.Breaks).Concat(trial.Accrual.Breaks.Select(b => months - b)).Where(b => b > 0 && b < months).Distinct().Order(), months,
        ];
        double events = 0, difference = 0, variance = 0;
        for (int i = 1; i < edges.Length; i++)
        {
            double half = (edges[i] - edges[i - 1]) / 2, centre = (edges[i] + edges[i - 1]) / 2;
            for (int k = 0; k < Rule.Order; k++)
            {
                double x = centre + (half * Rule.GetAbscissa(k)), weight = half * Rule.GetWeight(k);
                double there = Math.Exp(-dropout * x) * trial.Accrual.Share(months - x);
                double r0 = (1 - share) * control.Survival(x) * there, r1 = share * treated.Survival(x) * there;
                if (r0 + r1 <= 0) continue;
                double all = (r0 * control.Hazard(x)) + (r1 * treated.Hazard(x));
                events += weight * all;
                difference += weight * (r0 * r1 / (r0 + r1)) * (control.Hazard(x) - treated.Hazard(x));
                variance += weight * (r0 / (r0 + r1)) * (r1 / (r0 + r1)) * all;
            }
        }

        return new TrialForecast(months, events, variance > 0 ? difference / Math.Sqrt(variance) : 0);
    }

    /// <summary>The date by which this many events are to be expected; infinite where they never are.</summary>
    public static double DateOf(AnalyticTrial trial, double events)
    {
        ArgumentNullException.ThrowIfNull(trial);
        double Expected(double months) => trial.Patients * At(trial, months).EventShare;
        double high = 1;
        while (Expected(high) < events)
        {
            high *= 2;
            if (high > 10_000) return double.PositiveInfinity;
        }

        double low = high / 2;
        if (high == 1) low = 0;
        while (high - low > 1e-9 * high)
        {
            double middle = (low + high) / 2;
            if (Expected(middle) < events) low = middle;
            else high = middle;
        }

        return high;
    }

    private static readonly GaussLegendreRule Rule = new(-1, 1, 128);
}
