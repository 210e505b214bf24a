namespace Blockade.Survival;

/// <summary>The log-rank test and the Cox model of two arms: what a trial reports, from follow-ups that are sorted and counted once for both.</summary>
/// <param name="Test">The test.</param>
/// <param name="Fit">The model, whose one covariate is one in the arm with the higher label.</param>
public sealed record ArmComparison(LogRankResult Test, CoxFit Fit)
{
    /// <summary>Tests and fits: the same as <see cref="LogRank.Test"/> and <see cref="Cox.Fit"/>. Cost O(n) beyond sorting.</summary>
    /// <param name="followUps">The subjects, in any order.</param>
    /// <param name="arms">Each one's arm, two labels.</param>
    /// <param name="strata">Each one's stratum, any labels; empty for no stratification.</param>
    /// <param name="options">How the model is fitted; without entries, which the test does not know. <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">There are not two arms, something is not one a subject, or there are entries.</exception>
    public static ArmComparison Of(ReadOnlySpan<FollowUp> followUps, ReadOnlySpan<int> arms, ReadOnlySpan<int> strata = default, CoxOptions? options = null)
    {
        options ??= new();
        if (!options.Entries.IsEmpty) throw new ArgumentException("The log-rank test has no late entry.", nameof(options));
        Cox.Check(options, followUps.Length);
        var coding = new Coding(arms, followUps.Length, nameof(arms));
        if (coding.Labels.Length != 2) throw new ArgumentException($"There are {coding.Labels.Length} arms; two are compared.", nameof(arms));
        var order = new TimeOrder(followUps, strata);
        int[] byPlace = coding.ByPlace(order);
        var counts = new RiskCounts(order, byPlace, 2);
        return new ArmComparison(LogRank.OfCounts(order, coding, counts, LogRankWeight.None), Cox.OfArms(order, byPlace, counts, options));
    }
}
