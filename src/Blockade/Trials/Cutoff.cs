namespace Blockade.Trials;

/// <summary>When the data of an analysis are cut.</summary>
public abstract record Cutoff
{
    private Cutoff() { }

    /// <summary>When this many patients have had the event; at the end of the simulated time if they never do.</summary>
    public sealed record ByEvents(int Events) : Cutoff;

    /// <summary>At a date.</summary>
    public sealed record ByDate(StudyTime At) : Cutoff;
}
