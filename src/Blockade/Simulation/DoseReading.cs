namespace Blockade.Simulation;

/// <summary>When a <see cref="DoseScan"/> reads the model. Times in the model's unit.</summary>
public abstract record DoseReading
{
    private DoseReading() { }   // closed: the cases below are all there are

    /// <summary>At the steady state that the seeds lead to.</summary>
    public sealed record SteadyState : DoseReading;

    /// <summary>At a time after the doses, which are given to a cell that has rested without them.</summary>
    /// <param name="After">Time from the doses to the reading, positive.</param>
    /// <param name="Rest">Time before the doses, 0 or more.</param>
    public sealed record AtTime(double After, double Rest) : DoseReading;
}
