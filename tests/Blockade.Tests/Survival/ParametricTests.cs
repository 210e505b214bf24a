using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

public class ParametricTests
{
    private static readonly FollowUp[] Five = [new(2, true), new(3, false), new(5, true), new(7, true), new(9, false)];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential alone: the rate is events over time at risk, its logarithm's error one over the root of the events, log L = d log rate - d")]
    public void The_exponential_law_has_its_closed_form()
    {
        ParametricFit fit = ParametricRegression.Fit(Five, new double[5, 0], SurvivalDistribution.Exponential);

        Assert.True(fit.HasConverged);
        Assert.Equal(Math.Log(26 / 3.0), fit.Coefficients[0], 1e-12);
        Assert.Equal(1 / Math.Sqrt(3), fit.StandardError(0), 1e-12);
        Assert.Equal((3 * Math.Log(3 / 26.0)) - 3, fit.LogLikelihood, 1e-12);
        Assert.Equal(fit.LogLikelihood, fit.NullLogLikelihood);
        Assert.Equal(2 - (2 * fit.LogLikelihood), fit.Aic, 1e-12);
        Assert.Equal(Math.Exp(-4 * 3 / 26.0), fit.Survival(4, []), 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log-normal without censoring: mean and SD (over n) of the logarithms")]
    public void The_log_normal_law_without_censoring_has_its_closed_form()
    {
        FollowUp[] all = [.. Five.Select(f => new FollowUp(f.Months, true))];
        double[] logs = [.. all.Select(f => Math.Log(f.Months))];
        double sigma = Math.Sqrt(logs.Average(x => (x - logs.Average()) * (x - logs.Average())));
        ParametricFit fit = ParametricRegression.Fit(all, new double[5, 0], SurvivalDistribution.LogNormal);

        Assert.Equal(logs.Average(), fit.Coefficients[0], 1e-10);
        Assert.Equal(sigma, fit.Scale, 1e-10);
        Assert.Equal(sigma / Math.Sqrt(5), fit.StandardError(0), 1e-9);
        Assert.Equal(1 / Math.Sqrt(10), fit.StandardError(1), 1e-9);
        Assert.Equal(0.5, fit.Survival(Math.Exp(logs.Average()), []), 1e-9);
    }

    [Theory]
    [InlineData(SurvivalDistribution.Exponential), InlineData(SurvivalDistribution.Weibull), InlineData(SurvivalDistribution.LogNormal), InlineData(SurvivalDistribution.LogLogistic)]
    [Evidence(EvidenceKind.Metamorphic, "months in place of years: the intercept moves by log 12 and each event's density by as much; a covariate in other units moves its coefficient")]
    public void Units_do_not_matter(SurvivalDistribution law)
    {
        double[,] x = new double[60, 1], scaled = new double[60, 1];
        FollowUp[] years = new FollowUp[60];
        for (int i = 0; i < 60; i++)
        {
            years[i] = new(0.1 + (i * 37 % 61 / 10.0), i % 4 != 0);
            x[i, 0] = i * 13 % 7;
            scaled[i, 0] = 1e6 + (1000 * x[i, 0]);
        }

        ParametricFit a = ParametricRegression.Fit(years, x, law);
        ParametricFit b = ParametricRegression.Fit([.. years.Select(f => new FollowUp(12 * f.Months, f.HadEvent))], scaled, law);
        int events = years.Count(f => f.HadEvent);

        Assert.True(a.HasConverged && b.HasConverged);
        Assert.Equal(a.Coefficients[1], 1000 * b.Coefficients[1], 1e-8);
        Assert.Equal(a.Coefficients[0] + Math.Log(12), b.Coefficients[0] + (1e6 * b.Coefficients[1]), 1e-8);
        Assert.Equal(a.Scale, b.Scale, 1e-8);
        Assert.Equal(a.LogLikelihood - (events * Math.Log(12)), b.LogLikelihood, 1e-8);
        Assert.Equal(a.StandardError(1), 1000 * b.StandardError(1), 1e-8);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "times drawn from a Weibull law: its criterion is the least of the four, and its scale and coefficient come back within four errors")]
    public void The_law_that_made_the_times_fits_best()
    {
        RandomSequence random = new RandomSource(2).Sequence(4, 0, 0);
        FollowUp[] all = new FollowUp[1500];
        double[,] x = new double[1500, 1];
        for (int i = 0; i < all.Length; i++)
        {
            x[i, 0] = i % 2;
            double at = Math.Exp(2 + (0.4 * x[i, 0]) + (0.5 * Math.Log(random.NextExponential())));
            all[i] = new(Math.Min(at, 12), at <= 12);
        }

        ParametricFit[] fits = [.. Enum.GetValues<SurvivalDistribution>().Select(law => ParametricRegression.Fit(all, x, law))];
        ParametricFit best = fits.MinBy(f => f.Aic)!;

        Assert.Equal(SurvivalDistribution.Weibull, best.Distribution);
        Assert.Equal(0.4, best.Coefficients[1], 4 * best.StandardError(1));
        Assert.Equal(Math.Log(0.5), Math.Log(best.Scale), 4 * best.StandardError(2));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no event: nothing bounds the times; a time of zero has no logarithm")]
    public void Without_events_there_is_no_fit()
    {
        ParametricFit none = ParametricRegression.Fit([new(1, false), new(2, false)], new double[2, 0], SurvivalDistribution.Weibull);

        Assert.False(none.HasConverged);
        Assert.All(none.Coefficients, b => Assert.Equal(double.NaN, b));
        Assert.Throws<ArgumentException>(() => ParametricRegression.Fit([new(0, true)], new double[1, 0], SurvivalDistribution.Weibull));
        Assert.Throws<ArgumentException>(() => ParametricRegression.Fit(Five, new double[4, 1], SurvivalDistribution.Weibull));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two curves by hand: areas, root of the sum of squares, and the delta method for the ratio")]
    public void Restricted_means_are_compared_by_difference_and_ratio()
    {
        SurvivalCurve a = KaplanMeier.Estimate(Five), b = KaplanMeier.Estimate([new(1, true), new(2, true), new(4, true), new(8, false)]);
        RestrictedMeanContrast contrast = RestrictedMeanContrast.Of(a, b, 6);

        // a: 1 to 2, 0.8 to 5, 0.8 2/3 to 6; b: 1 to 1, 0.75 to 2, 0.5 to 4, 0.25 to 6
        double meanA = 2 + (0.8 * 3) + (0.8 * 2 / 3), meanB = 1 + 0.75 + 1 + 0.5;
        double varianceA = (Math.Pow((0.8 * 3) + (0.8 * 2 / 3), 2) / 20) + (Math.Pow(0.8 * 2 / 3, 2) / 6);
        double varianceB = (Math.Pow(0.75 + 1.5, 2) / 12) + (Math.Pow(1.5, 2) / 6) + (Math.Pow(0.5, 2) / 2);
        double error = Math.Sqrt(varianceA + varianceB), logError = Math.Sqrt((varianceA / meanA / meanA) + (varianceB / meanB / meanB));
        const double Z = 1.959963984540054;

        Assert.Equal(meanA - meanB, contrast.Difference.Value, 1e-12);
        Assert.Equal(meanA - meanB - (Z * error), contrast.Difference.Lower, 1e-10);
        Assert.Equal(meanA / meanB, contrast.Ratio.Value, 1e-12);
        Assert.Equal(meanA / meanB * Math.Exp(Z * logError), contrast.Ratio.Upper, 1e-10);
        Assert.Equal(contrast.DifferencePValue < 0.05, contrast.Difference.Lower > 0 || contrast.Difference.Upper < 0);
    }
}
