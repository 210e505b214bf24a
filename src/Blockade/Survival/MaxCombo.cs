using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>
/// The largest of several weighted log-rank statistics of two arms, judged by their joint normal law: a test that keeps its power when the
/// hazard ratio changes with time.
/// </summary>
/// <remarks>
/// Lee (1996), Biometrics 52:721-725; Karrison (2016), Stata J. 16:678-690. Statistics of one data set with weights v and w have the
/// covariance of the sum of v w over the hypergeometric variances.
/// </remarks>
public static class MaxCombo
{
    /// <summary>Most statistics that are combined: the joint law is integrated over one dimension less.</summary>
    public const int MostWeights = 4;

    /// <summary>Fleming and Harrington's (0, 0), (1, 0), (0, 1) and (1, 1): all, early, late and middle events.</summary>
    public static ImmutableArray<LogRankWeight> Usual { get; } =
    [
        LogRankWeight.None, new LogRankWeight.FlemingHarrington(1, 0), new LogRankWeight.FlemingHarrington(0, 1), new LogRankWeight.FlemingHarrington(1, 1),
    ];

    /// <summary>Compares two arms, inside strata if there are any.</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="arms">Each one's arm; two labels.</param>
    /// <param name="strata">Each one's stratum; empty for no stratification.</param>
    /// <param name="weights">One to four weights; <see langword="default"/> for <see cref="Usual"/>.</param>
    /// <returns>The test; NaN where no weight has anything to compare. Cost: that of a log-rank test, and some milliseconds for four weights.</returns>
    /// <exception cref="ArgumentException">Arms are not two labels, one a subject; or there are no weights or too many.</exception>
    public static MaxComboResult Test(
        ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<int> arms, ReadOnlySpan<int> strata = default, ImmutableArray<LogRankWeight> weights = default)
    {
        ImmutableArray<LogRankWeight> used = weights.IsDefault ? Usual : weights;
        if (used.Length is 0 or > MostWeights) throw new ArgumentException($"There are {used.Length} weights; 1 to {MostWeights} can be combined.", nameof(weights));
        var coding = new Coding(arms, followUps.Length, nameof(arms));
        if (coding.Labels.Length != 2) throw new ArgumentException($"There are {coding.Labels.Length} arms; two are compared.", nameof(arms));

        int m = used.Length;
        double[] difference = new double[m];
        double[,] covariance = new double[m, m];
        double[] w = new double[m];
        var order = new TimeOrder(followUps, strata);
        EventTime.Visit(order, new RiskCounts(order, coding.ByPlace(order), 2), time =>
        {
            double share = (double)time.AtRiskByArm[1] / time.AtRisk;
            double variance = time.Spread * share * (1 - share);
            double excess = time.EventsByArm[1] - (time.Events * share);
            for (int i = 0; i < m; i++)
            {
                w[i] = time.Weight(used[i]);
                difference[i] += w[i] * excess;
                for (int j = 0; j <= i; j++) covariance[i, j] += w[i] * w[j] * variance;
            }
        });

        // a weight that is zero wherever there was something to compare says nothing
        int[] kept = [.. Enumerable.Range(0, m).Where(i => covariance[i, i] > 0)];
        double[,] correlation = new double[kept.Length, kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                correlation[i, j] = correlation[j, i] = i == j ? 1 : covariance[kept[i], kept[j]] / Math.Sqrt(covariance[kept[i], kept[i]] * covariance[kept[j], kept[j]]);
            }
        }

        double[] z = [.. Enumerable.Range(0, m).Select(i => covariance[i, i] > 0 ? difference[i] / Math.Sqrt(covariance[i, i]) : double.NaN)];
        double largest = kept.Length == 0 ? double.NaN : kept.Max(i => Math.Abs(z[i]));
        return new MaxComboResult(used, [.. z], largest, kept.Length == 0 ? double.NaN : NormalBox.Outside(correlation, largest));
    }
}
