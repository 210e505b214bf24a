namespace Blockade.Dosing;

/// <summary>What of a compartment's doses a term gives.</summary>
public enum DoseTermKind
{
    /// <summary>How long after its time a dose begins; NONMEM's ALAG.</summary>
    Lag,

    /// <summary>The share of a dose that arrives; NONMEM's F.</summary>
    Bioavailability,

    /// <summary>How long a dose with RATE -2 runs; NONMEM's D.</summary>
    Duration,

    /// <summary>How fast a dose with RATE -1 runs; NONMEM's R.</summary>
    Rate,
}
