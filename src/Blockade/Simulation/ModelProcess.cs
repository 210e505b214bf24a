namespace Blockade.Simulation;

/// <summary>One simulation of a model under way, from a state and a time on. The caller advances it to each output time. Holds scratch: one thread.</summary>
public abstract class ModelProcess
{
    /// <summary>Where it stands, in the model's unit.</summary>
    public abstract double Time { get; }

    /// <summary>Steps, leaps or events so far.</summary>
    public abstract long Steps { get; }

    /// <summary>The amounts now, by species; empty where there is no network.</summary>
    public abstract ReadOnlySpan<double> Amounts { get; }

    /// <summary>How it is simulated, in a few words.</summary>
    public abstract string Method { get; }

    /// <summary>
    /// Goes on to a time, or for as many steps as the process was told to take at once. Null where it is there or has taken them, else what
    /// stopped it.
    /// </summary>
    /// <param name="end">Where to stop, not before the time now.</param>
    /// <param name="limit">Steps may run on to here, where something changes or the run ends; not before <paramref name="end"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract string? Advance(double end, double limit, CancellationToken cancellation);

    /// <summary>Writes the observables, in order of declaration; of a dynamic model its quantities.</summary>
    public abstract void Observables(Span<double> values);

    /// <summary>Writes the functions without arguments, in order of declaration.</summary>
    public abstract void Functions(Span<double> values);
}
