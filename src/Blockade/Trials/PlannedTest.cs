using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace Blockade.Trials;

/// <summary>One question of a trial: an endpoint, when it is looked at, and which statistics stop the trial. Made by <c>Of</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoint">What is compared, by the stratified log-rank test.</param>
/// <param name="Cutoffs">When the data are cut, look by look.</param>
/// <param name="Plan">The limits for success; the statistic is minus the log-rank test's, positive where the arm does better.</param>
/// <param name="Futility">When an interim look gives up, or null.</param>
public sealed record PlannedTest(
    string Name, Endpoint Endpoint, ImmutableArray<Cutoff> Cutoffs, GroupSequentialPlan Plan, FutilityRule? Futility)
{
    /// <summary>The test of a look that stands alone: two-sided, with an error of 5 %.</summary>
    public static PlannedTest Of(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return new(
            analysis.Name, analysis.Endpoint, [analysis.Cutoff],
            GroupSequentialPlan.Of(new BoundaryShape.LanDeMetsOBrienFleming(), [1], 0.05, BoundarySides.Both), null);
    }

    /// <summary>A group-sequential test by numbers of events, whose shares are the information.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="endpoint">What is compared.</param>
    /// <param name="events">Events at each look, rising.</param>
    /// <param name="shape">How the error is shared out.</param>
    /// <param name="alpha">The error, both sides together.</param>
    /// <param name="sides">Which crossings stop the trial.</param>
    /// <param name="futility">When an interim look gives up, or null.</param>
    /// <exception cref="ArgumentException">Events do not rise, or alpha is not inside (0, 1).</exception>
    public static PlannedTest Of(
        string name, Endpoint endpoint, ImmutableArray<int> events, BoundaryShape shape, double alpha, BoundarySides sides, FutilityRule? futility = null)
    {
        if (events.IsDefaultOrEmpty) throw new ArgumentException("A test has at least one look.", nameof(events));
        double[] information = [.. events.Select(e => (double)e / events[^1])];
        return new(name, endpoint, [.. events.Select(e => (Cutoff)new Cutoff.ByEvents(e))], GroupSequentialPlan.Of(shape, information, alpha, sides), futility);
    }

    /// <summary>What a look decides.</summary>
    /// <param name="look">Which, from 0.</param>
    /// <param name="comparison">The arm against the control. A statistic that is NaN, for want of events, decides nothing.</param>
    public LookDecision Decide(int look, LookComparison comparison)
    {
        double z = -comparison.LogRankZ;
        if (z >= Plan.Critical[look]) return LookDecision.Success;
        if (Plan.Sides == BoundarySides.Both && z <= -Plan.Critical[look]) return LookDecision.Harm;
        if (look == Cutoffs.Length - 1) return LookDecision.NoSuccess;
        bool futile = Futility switch
        {
            null => false,
            FutilityRule.HazardRatio rule => comparison.HazardRatio.Value >= rule.AtLeast,
            FutilityRule.ConditionalPower rule => ConditionalPower(look, z) < rule.Below,
            FutilityRule.BelowLimits rule => z < rule.Limits[look],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return futile ? LookDecision.Futility : LookDecision.GoOn;
    }

    /// <summary>Whether a trial that stops at the first look that decides ends with success.</summary>
    /// <param name="looks">What its looks found.</param>
    /// <param name="comparison">The arm, counted from 0 without the control.</param>
    public bool Succeeds(ImmutableArray<LookOutcome> looks, int comparison)
    {
        for (int k = 0; k < looks.Length; k++)
        {
            LookDecision decision = Decide(k, looks[k].Comparisons[comparison]);
            if (decision != LookDecision.GoOn) return decision == LookDecision.Success;
        }

        return false;
    }

    /// <summary>The chance to cross the last limit if what comes is like what was seen, with a statistic of <paramref name="z"/> at a look.</summary>
    public double ConditionalPower(int look, double z)
    {
        double t = Plan.Information[look];
        double expected = z / Math.Sqrt(t);   // of the final value: the drift that the data show
        return Normal.CDF(0, 1, (expected - Plan.Critical[^1]) / Math.Sqrt(1 - t));
    }
}
