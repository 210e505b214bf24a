namespace Blockade.Populations;

/// <summary>The regions by which CLEOPATRA stratified.</summary>
public enum Region
{
    /// <summary>Asia.</summary>
    Asia,

    /// <summary>Europe.</summary>
    Europe,

    /// <summary>North America.</summary>
    NorthAmerica,

    /// <summary>South America.</summary>
    SouthAmerica,
}
