using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>Weights, late entry, clusters, residuals and exact ties where a closed form or a relation is known.</summary>
public class CoxExtensionTests
{
    private static readonly FollowUp[] Ten =
    [
        new(3, true), new(5, true), new(5, true), new(6, false), new(8, true), new(8, true), new(8, false), new(11, true), new(12, false), new(14, true),
    ];

    private static readonly double[,] Two =
    {
        { 0, 2.1 }, { 1, 0.3 }, { 0, 1.7 }, { 1, 2.2 }, { 0, 0.4 }, { 1, 1.1 }, { 1, 3.0 }, { 0, 0.9 }, { 1, 1.5 }, { 1, 0.2 },
    };

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "Breslow: a row of weight 3 is three rows")]
    public void A_weight_counts_a_row_that_many_times()
    {
        int[] times = [1, 3, 1, 2, 1, 1, 4, 2, 1, 1];
        int[] rows = [.. times.SelectMany((w, i) => Enumerable.Repeat(i, w))];
        double[,] repeated = new double[rows.Length, 2];
        for (int k = 0; k < rows.Length; k++) (repeated[k, 0], repeated[k, 1]) = (Two[rows[k], 0], Two[rows[k], 1]);

        CoxFit weighted = Cox.Fit(Ten, Two, [], new() { Ties = TieMethod.Breslow, Weights = [.. times.Select(w => (double)w)] });
        CoxFit copies = Cox.Fit([.. rows.Select(i => Ten[i])], repeated, [], new() { Ties = TieMethod.Breslow });

        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(copies.Coefficients[j], weighted.Coefficients[j], 1e-9);
            Assert.Equal(copies.StandardError(j), weighted.StandardError(j), 1e-9);
        }

        Assert.Equal(copies.LogLikelihood, weighted.LogLikelihood, 1e-9);
    }

    [Theory, InlineData(TieMethod.Efron), InlineData(TieMethod.Breslow), InlineData(TieMethod.Exact)]
    [Evidence(EvidenceKind.Metamorphic, "a subject cut into intervals with the same covariates is the same subject, whatever the ties")]
    public void Cutting_a_follow_up_into_intervals_changes_nothing(TieMethod ties)
    {
        // at month 4 and month 8, the latter being a time of events
        var pieces = Ten.SelectMany((f, i) => new[] { 0.0, 4, 8 }.Where(s => s < f.Months).Select(s =>
        {
            double stop = s == 0 ? Math.Min(4, f.Months) : s == 4 ? Math.Min(8, f.Months) : f.Months;
            return (Row: i, Start: s, End: new FollowUp(stop, f.HadEvent && stop == f.Months));
        })).ToArray();
        double[,] x = new double[pieces.Length, 2];
        for (int k = 0; k < pieces.Length; k++) (x[k, 0], x[k, 1]) = (Two[pieces[k].Row, 0], Two[pieces[k].Row, 1]);

        CoxFit whole = Cox.Fit(Ten, Two, [], new() { Ties = ties });
        CoxFit cut = Cox.Fit([.. pieces.Select(p => p.End)], x, [], new() { Ties = ties, Entries = [.. pieces.Select(p => p.Start)] });

        Assert.Equal(whole.LogLikelihood, cut.LogLikelihood, 1e-9);
        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(whole.Coefficients[j], cut.Coefficients[j], 1e-9);
            Assert.Equal(whole.StandardError(j), cut.StandardError(j), 1e-9);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the discrete likelihood of one tie, written out: exp(b)/(sum over the 3 pairs of 3) and so on")]
    public void Exact_ties_are_a_choice_among_all_sets()
    {
        // two of three events at month 1 (x = 1, 0 of 1, 0, 1), the third alone afterwards
        FollowUp[] three = [new(1, true), new(1, true), new(2, true)];
        CoxFit fit = Cox.Fit(three, new double[,] { { 1 }, { 0 }, { 1 } }, [], new() { Ties = TieMethod.Exact });

        // pairs: exp(b), exp(2b), exp(b): L = exp(b)/(2 exp(b) + exp(2b)) = 1/(2 + exp(b)), which is largest at b to minus infinity
        Assert.Equal(CoxStatus.MonotoneLikelihood, fit.Status);
        Assert.Equal(-Math.Log(3), fit.NullLogLikelihood, 1e-14);
        Assert.Equal(-Math.Log(2), fit.LogLikelihood, 1e-6);
    }

    [Theory, InlineData(TieMethod.Efron), InlineData(TieMethod.Breslow)]
    [Evidence(EvidenceKind.Analytic, "at the maximum: martingale and score residuals sum to zero; scores are the weighted Schoenfeld sum; deviance has the sign of martingale")]
    public void Residuals_sum_to_zero_at_the_maximum(TieMethod ties)
    {
        CoxFit fit = Cox.Fit(Ten, Two, [], new() { Ties = ties });
        CoxResiduals residuals = CoxResiduals.Of(Ten, Two, [], fit);

        Assert.Equal(0, residuals.Martingale.Sum(), 1e-12);
        Assert.All(residuals.Martingale, m => Assert.True(m <= 1));
        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(0, Enumerable.Range(0, 10).Sum(i => residuals.Score(i, j)), 1e-9);
            Assert.Equal(0, Enumerable.Range(0, residuals.EventRows.Length).Sum(k => residuals.Schoenfeld(k, j)), 1e-9);
        }

        Assert.All(residuals.Martingale.Zip(residuals.Deviance), r => Assert.Equal(Math.Sign(r.First), Math.Sign(r.Second)));
        Assert.Equal(Ten.Select((f, i) => (f, i)).Where(p => p.f.HadEvent).OrderBy(p => p.f.Months).Select(p => p.i), residuals.EventRows);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "dfbeta is the first-order change of a coefficient without the row: near what refitting without it gives")]
    public void Dfbeta_is_nearly_what_leaving_a_row_out_does()
    {
        // 200 rows, so that one row is a small change: the second order is some 1/200 of the first, times a few
        FollowUp[] many = [.. Enumerable.Range(0, 200).Select(i => new FollowUp(1 + (i * 37 % 101), i % 3 != 0))];
        double[,] x = new double[200, 1];
        for (int i = 0; i < 200; i++) x[i, 0] = i * 13 % 17 / 8.0;
        CoxFit fit = Cox.Fit(many, x);
        CoxResiduals residuals = CoxResiduals.Of(many, x, [], fit);
        double largest = Enumerable.Range(0, 200).Max(i => Math.Abs(residuals.Dfbeta(i, 0)));
        foreach (int left in new[] { 0, 17, 100, 101, 199 })
        {
            double[,] rest = new double[199, 1];
            for (int i = 0, k = 0; i < 200; i++)
            {
                if (i != left) rest[k++, 0] = x[i, 0];
            }

            double without = Cox.Fit([.. many.Where((_, i) => i != left)], rest).Coefficients[0];
            Assert.Equal(fit.Coefficients[0] - without, residuals.Dfbeta(left, 0), 0.05 * largest);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without covariates to tell subjects apart the baseline hazard is Nelson and Aalen's, ties by Breslow")]
    public void The_baseline_hazard_without_effects_is_the_nelson_aalen_estimate()
    {
        double[,] nothing = new double[10, 1];
        CoxFit fit = Cox.Fit(Ten, nothing, [], new() { Ties = TieMethod.Breslow });
        BaselineHazard hazard = Assert.Single(BaselineHazard.Of(Ten, nothing, [], fit));
        SurvivalCurve curve = KaplanMeier.Estimate(Ten);

        Assert.Equal(curve.Times, hazard.Times);
        for (int i = 0; i < curve.Times.Length; i++) Assert.Equal(curve.CumulativeHazard[i], hazard.CumulativeHazard[i], 1e-14);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "subjects counted twice as clusters of two: the robust error is that of one each, the model's is too small by the root of two")]
    public void Clusters_see_through_copies()
    {
        double[,] twice = new double[20, 2];
        for (int i = 0; i < 20; i++) (twice[i, 0], twice[i, 1]) = (Two[i % 10, 0], Two[i % 10, 1]);
        CoxFit once = Cox.Fit(Ten, Two, [], new() { Ties = TieMethod.Breslow, Clusters = [.. Enumerable.Range(0, 10)] });
        CoxFit copies = Cox.Fit([.. Ten, .. Ten], twice, [], new() { Ties = TieMethod.Breslow, Clusters = [.. Enumerable.Range(0, 20).Select(i => i % 10)] });

        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(once.Coefficients[j], copies.Coefficients[j], 1e-9);
            Assert.Equal(once.StandardError(j), copies.StandardError(j), 1e-9);
            Assert.Equal(once.Covariance(j, j) / 2, copies.Covariance(j, j), 1e-9);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "late entry into an otherwise empty risk set, far from the others: nothing is lost to cancellation")]
    public void Risk_sets_that_empty_and_fill_again_keep_their_digits()
    {
        // the early ones have hazards 1e8 times the late ones': what they leave behind must not drown the late ones
        FollowUp[] all = [new(1, true), new(2, true), new(3, true), new(11, true), new(12, true), new(13, true)];
        double[] entries = [0, 0, 0, 10, 10, 10];
        double[,] x = { { 18.5 }, { 18 }, { 19 }, { 0.5 }, { 0 }, { 1 } };
        CoxFit early = Cox.Fit(all[..3], new double[,] { { 0.5 }, { 0 }, { 1 } });
        CoxFit both = Cox.Fit(all, x, [], new() { Entries = [.. entries] });

        Assert.Equal(early.Coefficients[0], both.Coefficients[0], 1e-8);
        Assert.Equal(2 * early.LogLikelihood, both.LogLikelihood, 1e-8);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the caller's mistakes")]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Cox.Fit(Ten, Two, [], new() { Weights = [1, 2] }));
        Assert.Throws<ArgumentException>(() => Cox.Fit(Ten, Two, [], new() { Weights = [.. Enumerable.Repeat(0.0, 10)] }));
        Assert.Throws<ArgumentException>(() => Cox.Fit(Ten, Two, [], new() { Entries = [.. Ten.Select(f => f.Months)] }));
        Assert.Throws<ArgumentException>(() => Cox.Fit(Ten, Two, [], new() { Clusters = [1] }));
        Assert.Throws<ArgumentException>(() => Cox.Fit(Ten, Two, [], new() { Ties = TieMethod.Exact, Clusters = [.. Enumerable.Range(0, 10)] }));
        CoxFit exact = Cox.Fit(Ten, Two, [], new() { Ties = TieMethod.Exact });
        Assert.Throws<ArgumentException>(() => CoxResiduals.Of(Ten, Two, [], exact));
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate(Ten, entries: [1, 2]));
    }
}
