using Blockade.Models.NetworkFree;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>A run molecule by molecule, from the model's seeds.</summary>
public sealed class NetworkFreeProcess : ModelProcess
{
    private readonly NetworkFreeSimulator _simulator;
    private readonly bool _isSplit;
    private readonly NetworkFreeLimits _limits;
    private readonly double[] _observables;
    private double _t;

    /// <summary>Sets up the seeds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters' values.</param>
    /// <param name="random">The run's random numbers.</param>
    /// <param name="limits">Where to stop.</param>
    /// <param name="eventsAtOnce">Events in one call of Advance, null for as many as it takes.</param>
    public NetworkFreeProcess(NetworkFreeModel model, ReadOnlySpan<double> parameters, RandomSequence random, NetworkFreeLimits? limits = null, long? eventsAtOnce = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _isSplit = eventsAtOnce is not null;
        _observables = new double[model.ObservableNames.Length];
        _limits = limits ??= NetworkFreeLimits.Default;
        _simulator = new NetworkFreeSimulator(model, parameters, random, eventsAtOnce is { } most ? limits with { MaxEvents = most } : limits);
    }

    /// <inheritdoc/>
    public override double Time => _t;

    /// <inheritdoc/>
    public override long Steps => _simulator.Events;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Amounts => [];

    /// <inheritdoc/>
    public override string Method => FormattableString.Invariant($"molecule by molecule: {Steps} events");

    /// <inheritdoc/>
    public override string? Advance(double end, double limit, CancellationToken cancellation)
    {
        NetworkFreeStatus status = _simulator.Advance(ref _t, end, cancellation);

        // what is to be written at this time may be beyond counting, and the last time has no other call after it
        _simulator.Observables(_observables);
        if (_simulator.OffendingPattern is not null) status = NetworkFreeStatus.SearchLimitReached;
        if (status == NetworkFreeStatus.Completed || (status == NetworkFreeStatus.EventLimitReached && _isSplit)) return null;
        return FormattableString.Invariant($"stopped at time {_t:g6}: {Explain(status)}");
    }

    /// <summary>Every species there is now, by canonical name, and its number.</summary>
    public IReadOnlyList<(string Species, long Count)> Species() => _simulator.Species();

    /// <inheritdoc/>
    public override void Observables(Span<double> values) => _simulator.Observables(values);

    /// <inheritdoc/>
    public override void Functions(Span<double> values) => _simulator.Functions(_t, values);

    private string Explain(NetworkFreeStatus status) => status switch
    {
        NetworkFreeStatus.MoleculeLimitReached => FormattableString.Invariant($"there were more than {_limits.MaxMolecules:N0} molecules, the most that are kept one by one; --max-agents raises it, or gml in an action"),
        NetworkFreeStatus.SearchLimitReached => FormattableString.Invariant($"the pattern at {_simulator.OffendingPattern} has more matches at one molecule than {_limits.MaxSearchSteps:N0} steps find; --max-search-steps raises it"),
        NetworkFreeStatus.RateNotValid => $"the rate of rule '{_simulator.OffendingRule}' is negative or not a number there",
        NetworkFreeStatus.EventLimitReached => "the limit of events was reached",
        _ => status.ToString(),
    };
}
