namespace Blockade.Reporting;

/// <summary>Whether a run reached its end.</summary>
public enum RunStatus
{
    /// <summary>The run was stopped, or is still going: the files listed are whole, but not all are there.</summary>
    Partial,

    /// <summary>Every file of the run is there.</summary>
    Complete,
}
