namespace Blockade.Archives;

/// <summary>What became of a task or an output; the words are those of BioSimulators' logs.</summary>
public enum ExperimentStatus
{
    /// <summary>Not begun: the run was interrupted before.</summary>
    Queued,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done, on purpose.</summary>
    Skipped,

    /// <summary>Tried in vain.</summary>
    Failed,
}
