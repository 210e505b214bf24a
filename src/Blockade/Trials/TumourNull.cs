namespace Blockade.Trials;

/// <summary>What two drugs are expected to do to a tumour together.</summary>
public enum TumourNull
{
    /// <summary>What the stronger of the two does alone, patient by patient.</summary>
    HighestSingleAgent,

    /// <summary>Each leaves the same share of cells whether or not the other is there.</summary>
    Bliss,
}
