using Blockade.Models.Dynamics;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>
/// A dynamic model under way as a population process with events: reaction by reaction. Between two firings only the clock moves, so that an event of
/// the clock is found by bisection, to the clock's precision.
/// </summary>
public sealed class DynamicJumpProcess : ModelProcess
{
    private readonly DynamicState _state;
    private readonly DynamicState _scratch;
    private readonly DynamicEvents _events;
    private readonly DynamicJumps _jumps;
    private readonly JumpSolver _solver;
    private readonly bool _canJump;
    private readonly double[] _y;
    private string? _trouble;

    /// <summary>Starts it. Amounts that reactions change are rounded to whole numbers, halves up.</summary>
    /// <param name="model">The model; <see cref="DynamicJumps.Objection"/> finds nothing in it.</param>
    /// <param name="start">The first time.</param>
    /// <param name="random">The run's random numbers.</param>
    /// <param name="replaced">Quantities with another value at the start.</param>
    public DynamicJumpProcess(DynamicModel model, double start, RandomSequence random, params ReadOnlySpan<(string Name, double Value)> replaced)
    {
        ArgumentNullException.ThrowIfNull(model);
        _state = new DynamicState(model);
        _scratch = new DynamicState(model);
        _state.Start(start, replaced);
        _y = new double[model.StateNames.Length];
        RoundStates();
        _events = new DynamicEvents(_state, random);
        _trouble = _events.Settle(start);
        _jumps = new DynamicJumps(_state);
        _canJump = model.HasJumps;
        _solver = new JumpSolver(_jumps, _canJump ? new JumpOptions { MaxEvents = 1, StopsAtLastEvent = true } : new JumpOptions());
        RoundStates();
        _jumps.Adopt();
        _solver.Start(start, _y, random);
    }

    /// <inheritdoc/>
    public override double Time => _solver.Time;

    /// <inheritdoc/>
    public override long Steps => _solver.Statistics.Events;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Amounts => _solver.Populations;

    /// <inheritdoc/>
    public override string Method => FormattableString.Invariant($"{_solver.Statistics.Method}, {_solver.Statistics.Reason}: {Steps} firings, {_events.Count} events");

    /// <inheritdoc/>
    public override string? Advance(double end, double limit, CancellationToken cancellation)
    {
        while (_trouble is null && _solver.Time < end)
        {
            double target = Math.Min(end, _events.NextDue);
            if (_canJump) target = FirstJump(target);
            JumpStatus status = _solver.Advance(Math.Max(target, _solver.Time), cancellation);
            if (status == JumpStatus.Cancelled) throw new OperationCanceledException(cancellation);
            if (status != JumpStatus.Completed && !(status == JumpStatus.EventLimitReached && _canJump))
            {
                _trouble = FormattableString.Invariant($"stopped at time {_solver.Time:g6}: {ModelSimulator.Explain(status)}");
            }

            _state.TakeStates(_solver.Populations);
            if (_canJump && _trouble is null) Settle();
        }

        _state.Update(_solver.Time);
        return _trouble;
    }

    /// <inheritdoc/>
    public override void Observables(Span<double> values) => _state.Values.Slice(1, values.Length).CopyTo(values);

    /// <inheritdoc/>
    public override void Functions(Span<double> values)
    {
    }

    // the first time up to a limit at which the clock alone changes a condition or a trigger
    private double FirstJump(double limit)
    {
        double left = _solver.Time;
        if (!_state.WouldJump(limit, _solver.Populations, _scratch)) return limit;
        double right = limit;
        while (right - left > 1e-15 * Math.Abs(right))
        {
            double middle = left + ((right - left) / 2);
            if (middle <= left || middle >= right) break;
            if (_state.WouldJump(middle, _solver.Populations, _scratch)) right = middle;
            else left = middle;
        }

        return right;
    }

    private void Settle()
    {
        long before = _events.Count;
        _trouble = _events.Settle(_solver.Time);
        if (_events.Count == before) return;
        RoundStates();
        _jumps.Adopt();
        for (int s = 0; s < _y.Length; s++)
        {
            if (_y[s] != _solver.Populations[s]) _solver.Change(s, _y[s]);
        }

        if (_y.Length > 0) _solver.Change(0, _y[0]);   // also where only constants have changed
    }

    private void RoundStates()
    {
        _state.GiveStates(_y);
        for (int s = 0; s < _y.Length; s++) _y[s] = Math.Floor(_y[s] + 0.5);
        _state.TakeStates(_y);
    }
}
