namespace Blockade.Survival;

/// <summary>Along which clock a log hazard ratio is suspected to drift.</summary>
public enum TimeScale
{
    /// <summary>One minus the pooled Kaplan-Meier curve just before the time: robust to long tails. The default, as in R.</summary>
    KaplanMeier,

    /// <summary>The rank of the time among all follow-ups, ties averaged.</summary>
    Rank,

    /// <summary>Time itself.</summary>
    Identity,

    /// <summary>The logarithm of time; an event at time zero leaves the test undefined.</summary>
    Logarithm,
}
