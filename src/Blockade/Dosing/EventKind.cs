namespace Blockade.Dosing;

/// <summary>What a row of an event table is: its EVID.</summary>
public enum EventKind
{
    /// <summary>An observation.</summary>
    Observation = 0,

    /// <summary>A dose.</summary>
    Dose = 1,

    /// <summary>Neither: a row for its time and columns alone.</summary>
    Other = 2,

    /// <summary>Everything begins anew: amounts as at the start, doses under way forgotten.</summary>
    Reset = 3,

    /// <summary>A reset, then a dose.</summary>
    ResetAndDose = 4,
}
