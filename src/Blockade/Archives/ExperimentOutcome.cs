using System.Collections.Immutable;

namespace Blockade.Archives;

/// <summary>What became of an experiment.</summary>
/// <param name="Location">The path of its SED-ML file.</param>
/// <param name="Tasks">In the order of the file.</param>
/// <param name="Outputs">In the order of the file.</param>
/// <param name="Seconds">What it took.</param>
public sealed record ExperimentOutcome(string Location, ImmutableArray<TaskOutcome> Tasks, ImmutableArray<OutputOutcome> Outputs, double Seconds)
{
    /// <summary>Failed where any part did; queued where any was not begun.</summary>
    public ExperimentStatus Status
    {
        get
        {
            ExperimentStatus[] all = [.. Tasks.Select(t => t.Status), .. Outputs.Select(o => o.Status)];
            return all.Contains(ExperimentStatus.Failed) ? ExperimentStatus.Failed : all.Contains(ExperimentStatus.Queued) ? ExperimentStatus.Queued : ExperimentStatus.Succeeded;
        }
    }
}
