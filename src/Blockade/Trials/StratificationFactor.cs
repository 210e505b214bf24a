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
}
