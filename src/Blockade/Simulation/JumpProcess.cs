using Blockade.Models.Compilation;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>The population process under way, event by event or in leaps.</summary>
public sealed class JumpProcess : ModelProcess
{
    private readonly NetworkJumps _jumps;
    private readonly JumpSolver _solver;
    private readonly bool _isSplit;
    private readonly double[] _outputs;
    private readonly int _observables;

    /// <summary>Starts it. Amounts that reactions change are rounded to whole numbers, halves up.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters' values.</param>
    /// <param name="start">The first time.</param>
    /// <param name="amounts">Amounts at that time, by species.</param>
    /// <param name="options">How events are drawn, and how far a leap may go.</param>
    /// <param name="random">The run's random numbers.</param>
    /// <param name="eventsAtOnce">Events in one call of Advance, null for as many as it takes.</param>
    public JumpProcess(
        CompiledModel model, ReadOnlySpan<double> parameters, double start, ReadOnlySpan<double> amounts, JumpOptions options, RandomSequence random, long? eventsAtOnce = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _jumps = model.Jumps(parameters);
        _isSplit = eventsAtOnce is not null;
        _solver = new JumpSolver(_jumps, eventsAtOnce is { } most ? options with { MaxEvents = most } : options);
        _observables = model.ObservableNames.Length;
        _outputs = new double[_jumps.OutputCount];
        var populations = new double[amounts.Length];
        for (int s = 0; s < populations.Length; s++) populations[s] = model.Network.Species[s].IsClamped ? amounts[s] : Math.Floor(amounts[s] + 0.5);
        _solver.Start(start, populations, random);
    }

    /// <inheritdoc/>
    public override double Time => _solver.Time;

    /// <inheritdoc/>
    public override long Steps => _solver.Statistics.Events;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Amounts => _solver.Populations;

    /// <inheritdoc/>
    public override string Method => FormattableString.Invariant($"{_solver.Statistics.Method}, {_solver.Statistics.Reason}: {Steps} events");

    /// <inheritdoc/>
    public override string? Advance(double end, double limit, CancellationToken cancellation)
    {
        JumpStatus status = _solver.Advance(end, cancellation);
        if (status == JumpStatus.Cancelled) throw new OperationCanceledException(cancellation);
        if (status == JumpStatus.Completed || (status == JumpStatus.EventLimitReached && _isSplit)) return null;
        return FormattableString.Invariant($"stopped at time {_solver.Time:g6}: {ModelSimulator.Explain(status)}");
    }

    /// <inheritdoc/>
    public override void Observables(Span<double> values)
    {
        _jumps.Outputs(_solver.Time, _solver.Populations, _outputs);
        _outputs.AsSpan(0, _observables).CopyTo(values);
    }

    /// <inheritdoc/>
    public override void Functions(Span<double> values)
    {
        _jumps.Outputs(_solver.Time, _solver.Populations, _outputs);
        _outputs.AsSpan(_observables).CopyTo(values);
    }
}
