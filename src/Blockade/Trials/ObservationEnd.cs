namespace Blockade.Trials;

/// <summary>Why one patient's watch for an endpoint ended.</summary>
public enum ObservationEnd
{
    /// <summary>Progression: an event.</summary>
    Progression,

    /// <summary>Death: an event.</summary>
    Death,

    /// <summary>The data were cut.</summary>
    Cutoff,

    /// <summary>The patient was lost to follow-up.</summary>
    Lost,

    /// <summary>The protocol follows a patient no longer than this.</summary>
    EndOfFollowUp,

    /// <summary>Death, too long after the last scan to be an event of PFS, or of time to progression, where it is never one.</summary>
    LateDeath,

    /// <summary>No scan was made yet; PFS is censored at randomisation, with one day in the place of none.</summary>
    NoScan,

    /// <summary>Another line of therapy began.</summary>
    NewTherapy,

    /// <summary>Progression or death came after scans that were missed in a row.</summary>
    MissedScans,
}
