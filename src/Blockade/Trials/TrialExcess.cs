namespace Blockade.Trials;

/// <summary>How much longer patients do well on both antibodies than a null expects of each.</summary>
/// <param name="Docetaxel">Whether docetaxel is given with trastuzumab and with both; pertuzumab's own arm is without it.</param>
/// <param name="Endpoint">Progression by the independent reader, or death.</param>
/// <param name="Null">The null.</param>
/// <param name="Correlation">Rank correlation of the two parts' times; null where each virtual patient keeps the own two.</param>
/// <param name="OwnCorrelation">The rank correlation of the patients' own two times.</param>
/// <param name="MedianBoth">Median on both, months; NaN where not reached.</param>
/// <param name="MedianExpected">Median that the null expects.</param>
/// <param name="HazardRatio">Hazard on both over that of the null's patients, Cox model; NaN where it has no answer.</param>
/// <param name="Excess">Mean months more than expected, up to the end of follow-up.</param>
public sealed record TrialExcess(
    bool Docetaxel, Endpoint Endpoint, ClinicalNull Null, double? Correlation, double OwnCorrelation, double MedianBoth, double MedianExpected, double HazardRatio, PairedExcess Excess);
