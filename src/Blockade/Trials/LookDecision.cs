namespace Blockade.Trials;

/// <summary>What a look at the data decides.</summary>
public enum LookDecision
{
    /// <summary>Nothing yet.</summary>
    GoOn,

    /// <summary>The arm is better: the upper limit was crossed.</summary>
    Success,

    /// <summary>The arm is worse: the lower limit of a two-sided test was crossed.</summary>
    Harm,

    /// <summary>An interim look gave up.</summary>
    Futility,

    /// <summary>The last look crossed no limit.</summary>
    NoSuccess,
}
