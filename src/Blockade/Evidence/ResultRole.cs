namespace Blockade.Evidence;

/// <summary>What a published result is used for.</summary>
public enum ResultRole
{
    /// <summary>Fitting code may read it.</summary>
    Calibrate,

    /// <summary>Fitting code never sees it: the prediction is shown beside it, good or bad.</summary>
    Blind,
}
