namespace Blockade.Actions;

/// <summary>How the actions of a file ended.</summary>
public enum ActionStatus
{
    /// <summary>All were done, or the file quit by itself.</summary>
    Completed,

    /// <summary>One asks for what cannot be; the diagnostics say which.</summary>
    Invalid,

    /// <summary>The numbers of one failed; what it reached is in the files.</summary>
    NumericalFailure,

    /// <summary>A limit was reached, which the diagnostics name.</summary>
    LimitReached,

    /// <summary>Cancelled; files are those of the actions that were done.</summary>
    Interrupted,
}
