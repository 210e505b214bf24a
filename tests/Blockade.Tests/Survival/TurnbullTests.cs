using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

public class TurnbullTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "exact and right-censored times: the estimate is Kaplan and Meier's")]
    public void With_exact_and_right_censored_times_it_is_the_kaplan_meier_estimate()
    {
        RandomSequence random = new RandomSource(3).Sequence(4, 0, 0);
        FollowUp[] all = new FollowUp[150];
        for (int i = 0; i < all.Length; i++) all[i] = new(1 + random.NextInt32(20), random.NextUniform() < 0.6);   // many ties
        TurnbullEstimate estimate = Turnbull.Estimate([.. all.Select(f => new CensoredInterval(f.Months, f.HadEvent ? f.Months : double.PositiveInfinity))]);
        SurvivalCurve curve = KaplanMeier.Estimate(all);

        Assert.True(estimate.HasConverged);
        for (int i = 0; i < curve.Times.Length; i++)
        {
            (double least, double most) = estimate.At(curve.Times[i]);
            Assert.Equal(curve.Survival[i], most, 1e-8);   // Newton ends at rounding times the condition
            if (i < curve.Times.Length - 1) Assert.Equal(curve.Survival[i], least, 1e-8);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "three subjects in (0, 2], (1, 3], (4, inf): inner intervals (1, 2] and (4, inf) with 2/3 and 1/3")]
    public void Chance_lies_in_the_innermost_intervals()
    {
        TurnbullEstimate estimate = Turnbull.Estimate([new(0, 2), new(1, 3), new(4, double.PositiveInfinity)]);

        Assert.Equal([new CensoredInterval(1, 2), new CensoredInterval(4, double.PositiveInfinity)], estimate.Intervals);
        Assert.Equal(2 / 3.0, estimate.Mass[0], 1e-12);
        Assert.Equal((2 * Math.Log(2 / 3.0)) + Math.Log(1 / 3.0), estimate.LogLikelihood, 1e-12);
        Assert.Equal((1, 1), estimate.At(1));
        Assert.Equal(1 / 3.0, estimate.At(1.5).Least, 1e-12);
        Assert.Equal(1, estimate.At(1.5).Most);
        Assert.Equal(1 / 3.0, estimate.At(2).Most, 1e-12);
        Assert.Equal(0, estimate.At(4.5).Least, 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "(0, 1], (0, 2], (1, 2], (1, inf) and (2, inf): p = (a, b, c), log L = log a + log(a+b) + log b + log(b+c) + log c; symmetric, so a = c; 1/a + 1/(1-a) = 5 gives a")]
    public void A_symmetric_case_has_the_masses_of_its_equation()
    {
        TurnbullEstimate estimate = Turnbull.Estimate(
            [new(0, 1), new(0, 2), new(1, 2), new(1, double.PositiveInfinity), new(2, double.PositiveInfinity)]);

        // b = 1 - 2a: 2 log a + 2 log(1 - a) + log(1 - 2a) has its maximum where 2/a - 2/(1-a) = 2/(1-2a), that is (1-2a)^2 = a (1-a), a = (5 - sqrt 5)/10
        double a = (5 - Math.Sqrt(5)) / 10;
        Assert.Equal(a, estimate.Mass[0], 1e-10);
        Assert.Equal(1 - (2 * a), estimate.Mass[1], 1e-10);
        Assert.Equal(a, estimate.Mass[2], 1e-10);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    [Evidence(EvidenceKind.Analytic, "Kuhn and Tucker: for every place the sum of one over the chances of those who may lie there is n where mass is, and less elsewhere: then it is the maximum")]
    public void The_estimate_meets_the_conditions_of_a_maximum(uint seed)
    {
        CensoredInterval[] scans = Scans(seed, 400);
        TurnbullEstimate estimate = Turnbull.Estimate(scans);
        double[] chances = [.. scans.Select(s => Enumerable.Range(0, estimate.Mass.Length).Where(j => Within(estimate.Intervals[j], s)).Sum(j => estimate.Mass[j]))];

        Assert.True(estimate.HasConverged);
        Assert.Equal(1, estimate.Mass.Sum(), 1e-12);
        Assert.Equal(chances.Sum(Math.Log), estimate.LogLikelihood, 1e-8);

        // every scan's end is a place where mass could have been put, half a day before it
        foreach (double place in scans.Select(s => s.NotAfter).Where(double.IsFinite).Distinct())
        {
            double sum = scans.Select((s, i) => s.After < place && place <= s.NotAfter ? 1 / chances[i] : 0).Sum();
            Assert.True(sum <= 400 * (1 + 1e-6), $"{sum} at {place}");
        }

        for (int j = 0; j < estimate.Mass.Length; j++)
        {
            double sum = scans.Select((s, i) => Within(estimate.Intervals[j], s) ? 1 / chances[i] : 0).Sum();
            Assert.Equal(400, sum, 400 * (estimate.Mass[j] > 1e-6 ? 1e-6 : 1));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential times seen at scans every two months: the estimate follows exp(-t/10) within Kolmogorov's limit at the scans")]
    public void Scans_of_a_known_law_give_that_law_back()
    {
        TurnbullEstimate estimate = Turnbull.Estimate(Scans(9, 2000));

        // 1.95/sqrt(n) is exceeded once in 1,000 times when times are seen; of intervals of a fifth of the mean little is lost
        foreach (double t in new[] { 2.0, 6, 12, 20, 30 }) Assert.Equal(Math.Exp(-t / 10), estimate.At(t).Most, 1.5 * 1.95 / Math.Sqrt(2000));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nobody, and the caller's mistakes")]
    public void Nobody_and_nonsense()
    {
        Assert.Empty(Turnbull.Estimate([]).Mass);
        Assert.Equal([1.0], Turnbull.Estimate([new(3, 3), new(3, 3)]).Mass);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CensoredInterval(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CensoredInterval(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CensoredInterval(3, double.NaN));
    }

    // scans every two months with a jitter of days, an eighth of them missed, until month 40
    private static CensoredInterval[] Scans(uint seed, int count)
    {
        var intervals = new CensoredInterval[count];
        for (int i = 0; i < count; i++)
        {
            RandomSequence random = new RandomSource(77).Sequence(4, seed, (uint)i);
            double at = 10 * random.NextExponential(), last = 0;
            for (int scan = 1; scan <= 20; scan++)
            {
                double day = (2 * scan) + Math.Round(0.4 * (random.NextUniform() - 0.5), 1);
                if (random.NextUniform() < 0.125) continue;
                if (at <= day)
                {
                    intervals[i] = new(last, day);
                    break;
                }

                last = day;
            }

            if (intervals[i].NotAfter == 0) intervals[i] = new(last, double.PositiveInfinity);
        }

        return intervals;
    }

    private static bool Within(CensoredInterval inner, CensoredInterval outer) =>
        inner.IsExact
            ? outer.IsExact ? inner.After == outer.After : outer.After < inner.After && inner.After <= outer.NotAfter
            : outer.After <= inner.After && inner.NotAfter <= outer.NotAfter;
}
