namespace Blockade.Trials;

/// <summary>A number of a virtual trial whose patients are in every arm: without losses, to the end of follow-up.</summary>
public enum TrialOutput
{
    /// <summary>Hazard ratio of PFS, the last arm over the first.</summary>
    HazardRatio,

    /// <summary>Hazard ratio of OS, the last arm over the first.</summary>
    HazardRatioOfSurvival,

    /// <summary>Median PFS of the last arm, months; the end of follow-up where it is not reached.</summary>
    MedianPfs,

    /// <summary>Median PFS of the first arm, months.</summary>
    MedianPfsOfControl,

    /// <summary>Median OS of the last arm, months; the end of follow-up where it is not reached.</summary>
    MedianOs,

    /// <summary>Share of the last arm without progression at 12 months.</summary>
    PfsAtOneYear,

    /// <summary>Months without progression that the last arm has more than the first, mean up to the end of follow-up.</summary>
    GainOfPfs,

    /// <summary>Share of the last arm with a response.</summary>
    Response,
}
