namespace Blockade.Trials;

/// <summary>What randomisation and the stratified tests are stratified by.</summary>
public enum StratificationFactor
{
    /// <summary>Region of the world.</summary>
    Region,

    /// <summary>Chemotherapy before or after surgery, yes or no.</summary>
    PriorChemotherapy,

    /// <summary>Oestrogen or progesterone receptors, yes or no.</summary>
    HormoneReceptor,

    /// <summary>ECOG performance status, 0 or more.</summary>
    PerformanceStatus,

    /// <summary>Liver metastases, yes or no.</summary>
    LiverMetastases,

    /// <summary>PIK3CA mutated, yes or no.</summary>
    Pik3ca,
}
