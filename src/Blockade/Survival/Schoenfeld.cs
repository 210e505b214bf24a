using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>
/// The test of proportional hazards on scaled Schoenfeld residuals: is a coefficient's product with a function of time missing from the
/// model? It is the score test of those products, with the exact information (not the residuals' average).
/// </summary>
/// <remarks>Grambsch and Therneau (1994), Biometrika 81:515-526, doi:10.1093/biomet/81.3.515; the form of R survival since 3.0.</remarks>
public static class Schoenfeld
{
    // variance of a drift, relative to what the coefficients leave of it, that is rounding
    private const double Singular = 1e-11;

    /// <summary>Tests a fitted model.</summary>
    /// <param name="followUps">The subjects the model was fitted to.</param>
    /// <param name="covariates">Their covariates, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="strata">Their strata, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="scale">The clock along which a drift is looked for.</param>
    /// <returns>
    /// The tests; without degrees of freedom (p NaN) where the fit did not converge, all events are at one time, or, on the logarithmic
    /// scale, an event is at time zero. Cost: three evaluations of the likelihood, O(n p^2), and O(p^3).
    /// </returns>
    /// <exception cref="ArgumentException">The arguments do not belong together, by their sizes.</exception>
    public static ProportionalHazardsTest Test(
        ReadOnlySpan<FollowUp> followUps, double[,] covariates, ReadOnlySpan<int> strata, CoxFit fit, TimeScale scale = TimeScale.KaplanMeier)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        ArgumentNullException.ThrowIfNull(fit);
        int p = fit.Coefficients.Length;
        if (covariates.GetLength(0) != followUps.Length || fit.Subjects != followUps.Length || covariates.GetLength(1) != p)
        {
            throw new ArgumentException(
                $"The fit has {fit.Subjects} subjects and {p} covariates; here are {followUps.Length} follow-ups and " +
                $"{covariates.GetLength(0)} rows of {covariates.GetLength(1)} covariates.", nameof(fit));
        }

        if (fit.Status is not (CoxStatus.Converged or CoxStatus.Aliased) || p == 0) return new([.. new ChiSquaredTest[p]], default);

        var order = new TimeOrder(followUps, strata, fit.Options.Entries.AsSpan());
        double[] clock = Clock(order, followUps, scale, fit.Options.Entries.AsSpan());
        var likelihood = new PartialLikelihood(order, covariates, fit.Options);
        double[] beta = new double[p];
        for (int j = 0; j < p; j++) beta[j] = double.IsNaN(fit.Coefficients[j]) ? 0 : fit.Coefficients[j] * likelihood.Scale[j];

        // a drift's gradient, its information, and what it shares with the coefficients
        double[] gradient = new double[p];
        (double[,] constant, double[,] shared, double[,] drift) = (new double[p, p], new double[p, p], new double[p, p]);
        double[] squared = [.. clock.Select(g => g * g)];
        likelihood.Evaluate(beta, gradient, constant);
        likelihood.Evaluate(beta, gradient, drift, squared);
        likelihood.Evaluate(beta, gradient, shared, clock);
        return Judge(fit, gradient, constant, shared, drift);
    }

    private static ProportionalHazardsTest Judge(CoxFit fit, double[] gradient, double[,] constant, double[,] shared, double[,] drift)
    {
        int p = gradient.Length;
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (double.IsNaN(fit.Covariance(i, j))) (constant[i, j], shared[i, j], drift[i, j]) = (0, 0, 0);
            }
        }

        // the drift's information once the coefficients are fitted: drift - shared' constant^-1 shared
        double[] floor = [.. Enumerable.Range(0, p).Select(j => Singular * drift[j, j])];
        var factor = new SemidefiniteFactor(constant, 1e-14, 0);
        double[] column = new double[p];
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < p; i++) column[i] = shared[Math.Max(i, j), Math.Min(i, j)];
            factor.Solve(column);
            for (int i = j; i < p; i++)
            {
                for (int k = 0; k < p; k++) drift[i, j] -= shared[Math.Max(i, k), Math.Min(i, k)] * column[k];
            }
        }

        var tests = ImmutableArray.CreateBuilder<ChiSquaredTest>(p);
        for (int j = 0; j < p; j++)
        {
            bool informed = drift[j, j] > floor[j];
            tests.Add(informed ? new(gradient[j] * gradient[j] / drift[j, j], 1) : default);
            if (!informed) drift[j, j] = 0;   // a pivot that is not above zero leaves the row out
        }

        var joint = new SemidefiniteFactor(drift, Singular, 0);
        return new(tests.MoveToImmutable(), new(joint.QuadraticForm(gradient), joint.Rank));
    }

    // centred and scaled over the events: neither changes the tests, both keep the differences above free of cancellation
    private static double[] Clock(TimeOrder order, ReadOnlySpan<FollowUp> followUps, TimeScale scale, ReadOnlySpan<double> entries)
    {
        double[] clock = scale switch
        {
            TimeScale.KaplanMeier => BeforeEach(order.Months, KaplanMeier.Estimate(followUps, entries: entries)),
            TimeScale.Rank => Ranks(order.Months),
            TimeScale.Identity => [.. order.Months],
            TimeScale.Logarithm => [.. order.Months.Select(t => Math.Log(t))],
            _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "Not a known time scale."),
        };

        double[] atEvents = [.. clock.Where((_, i) => order.HadEvent[i])];
        double mean = atEvents.Average();
        double deviation = atEvents.Average(g => Math.Abs(g - mean));
        bool constant = deviation <= 1e-13 * atEvents.Max(Math.Abs);   // what is left then is rounding
        return [.. clock.Select(g => constant ? 0 : (g - mean) / deviation)];
    }

    private static double[] BeforeEach(double[] months, SurvivalCurve curve) =>
        [.. months.Select(t => curve.Times.BinarySearch(t) is > 0 and int at ? 1 - curve.Survival[at - 1] : 0)];

    private static double[] Ranks(double[] months)
    {
        double[] sorted = [.. months.Order()];
        double[] ranks = new double[months.Length];
        for (int i = 0; i < months.Length; i++)
        {
            // below: how many are smaller; among: how many are equal
            int below = FirstAtLeast(sorted, months[i]);
            int above = FirstAtLeast(sorted, Math.BitIncrement(months[i]));
            ranks[i] = (below + above + 1) / 2.0;
        }

        return ranks;
    }

    private static int FirstAtLeast(double[] sorted, double value)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
