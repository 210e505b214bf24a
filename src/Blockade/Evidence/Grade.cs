namespace Blockade.Evidence;

/// <summary>How well a number is known.</summary>
public enum Grade
{
    /// <summary>Read in the source that is named.</summary>
    Read,

    /// <summary>Read in a secondary source.</summary>
    ReadSecondary,

    /// <summary>Computed from numbers that were read; the note says how.</summary>
    Derived,

    /// <summary>From memory, unverified: it may be shown, marked so, and never gates a test.</summary>
    Recall,

    /// <summary>Chosen here; nobody measured it.</summary>
    Assumption,

    /// <summary>Fitted to published results whose role is <see cref="ResultRole.Calibrate"/>.</summary>
    Fitted,
}
