using Blockade.Models.Dynamics;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>
/// A dynamic model under way as a differential equation with events. Between jumps the equation is smooth: conditions are held until one of them
/// changes, that time is found on the dense output, and the integration starts again behind it. Holds scratch: one thread.
/// </summary>
public sealed class DynamicProcess : ModelProcess
{
    private const int MostSteps = 1_000_000;
    private const int MostJumps = 1_000_000;

    private readonly DynamicEvents _events;
    private readonly DynamicOde _ode;
    private readonly OdeSolver _solver;
    private readonly DynamicState _state;
    private readonly DynamicState _scratch;
    private readonly SolverOptions _options;
    private readonly double[] _y;
    private double _t;
    private int _jumps;
    private string? _trouble;

    /// <summary>Starts it: works out all values and carries out what happens at the start.</summary>
    /// <param name="model">The model.</param>
    /// <param name="start">The first time.</param>
    /// <param name="options">Tolerances, of what is seen; the longest step should be short against what events and conditions tell apart.</param>
    /// <param name="random">Decides among events of equal priority.</param>
    /// <param name="replaced">Quantities with another value at the start.</param>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public DynamicProcess(DynamicModel model, double start, SolverOptions options, RandomSequence random, params ReadOnlySpan<(string Name, double Value)> replaced)
        : this(model, null, start, options, random, replaced)
    {
    }

    /// <summary>Starts it after another run of the same model: what was true at that run's end does not become true at this one's start.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The run before, or null.</param>
    /// <param name="start">The first time.</param>
    /// <param name="options">As above.</param>
    /// <param name="random">Decides among events of equal priority.</param>
    /// <param name="replaced">Quantities with another value at the start.</param>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public DynamicProcess(DynamicModel model, DynamicProcess? before, double start, SolverOptions options, RandomSequence random, params ReadOnlySpan<(string Name, double Value)> replaced)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _state = new DynamicState(model);
        _scratch = new DynamicState(model);
        _state.Start(start, replaced);
        _events = new DynamicEvents(_state, random);
        if (before is not null) _events.Follow(before._events);
        _t = start;
        _trouble = _events.Settle(start);
        _ode = new DynamicOde(_state);
        _options = options with { MaxSteps = MostSteps, AbsoluteTolerance = model.AbsoluteTolerance(options.AbsoluteTolerance, _state) };
        _solver = new OdeSolver(_ode, _options);
        _y = new double[_ode.Dimension];
        _state.GiveStates(_y);
    }

    /// <inheritdoc/>
    public override double Time => _t;

    /// <inheritdoc/>
    public override long Steps => _solver.Statistics.AcceptedSteps;

    /// <summary>The tolerances of the states.</summary>
    public SolverOptions Options => _options;

    /// <summary>The states, by <see cref="DynamicModel.StateNames"/>; the clock where there is none.</summary>
    public override ReadOnlySpan<double> Amounts => _y;

    /// <inheritdoc/>
    public override string Method => FormattableString.Invariant($"NDF of order 1 to 5 at a relative tolerance of {_options.RelativeTolerance:g3}: {_solver.Statistics.AcceptedSteps} steps")
        + (_state.Model.HasJumps ? FormattableString.Invariant($", {_events.Count} events") : "");

    /// <summary>All values now, by <see cref="DynamicModel.IndexOf"/>.</summary>
    public ReadOnlySpan<double> Values => _state.Values;

    /// <summary>
    /// Moves the clock and gives quantities other values, as an experimenter does: what follows from them is worked out anew, and then events see it.
    /// Null, or what stopped it.
    /// </summary>
    /// <param name="time">From when on they hold; not before <see cref="Time"/>, and only as much later as nothing else happens in between.</param>
    /// <param name="assigned">Quantities and their values.</param>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public string? Assign(double time, params ReadOnlySpan<(string Name, double Value)> assigned)
    {
        _t = time;
        _state.Assign(assigned);
        if (_trouble is null) Jump();
        return _trouble;
    }

    /// <summary>Goes on to a time. What happens at that very time has happened.</summary>
    /// <param name="end">Where to stop.</param>
    /// <param name="limit">Up to where nothing but the model itself changes anything.</param>
    /// <param name="cancellation">Stops it.</param>
    public override string? Advance(double end, double limit, CancellationToken cancellation)
    {
        while (_trouble is null && _t < end)
        {
            double target = Math.Min(end, _events.NextDue);
            SolveStatus status = _state.Model.HasJumps ? _solver.Advance(ref _t, _y, target, Unchanged, cancellation) : _solver.Sample(ref _t, _y, target, Math.Max(limit, target), cancellation);
            _state.TakeStates(_y);
            if (status is SolveStatus.StoppedAtEvent || (status is SolveStatus.Completed && _events.NextDue <= _t))
            {
                Jump();
            }
            else if (status is SolveStatus.Completed)
            {
                _state.Update(_t);
            }
            else if (!_ode.ConditionsFollow && _state.Model.HasJumps)
            {
                // beyond a jump the equation that was held may have no meaning, such as the root of a negative number
                _ode.ConditionsFollow = true;
                Jump();
            }
            else
            {
                _state.Update(_t);
                _trouble = FormattableString.Invariant($"stopped at time {_t:g6}: {ModelSimulator.Explain(status)}");
            }
        }

        return _trouble;
    }

    /// <summary>Writes the quantities of the system, in the order of declaration.</summary>
    public override void Observables(Span<double> values) => _state.Values.Slice(1, values.Length).CopyTo(values);

    /// <inheritdoc/>
    public override void Functions(Span<double> values)
    {
    }

    private double Unchanged(double t, ReadOnlySpan<double> y) => _state.WouldJump(t, y, _scratch) ? -1 : 1;

    private void Jump()
    {
        _trouble = ++_jumps > MostJumps ? FormattableString.Invariant($"stopped at time {_t:g6}: more than {MostJumps} events and changes of conditions") : _events.Settle(_t);
        _state.GiveStates(_y);
        _ode.Adopt();
        _solver.Restart();
    }
}
