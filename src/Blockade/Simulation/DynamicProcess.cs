using Blockade.Models.Dynamics;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>
/// A dynamic model under way as a differential equation with events. Between jumps the equation is smooth: conditions are held until one of them
/// changes, that time is found on the dense output, and the integration starts again behind it. Holds scratch: one thread.
/// </summary>
public sealed class DynamicProcess
{
    private const int MostSteps = 1_000_000;
    private const int MostJumps = 1_000_000;

    private readonly DynamicEvents _events;
    private readonly DynamicOde _ode;
    private readonly OdeSolver _solver;
    private readonly DynamicState _scratch;
    private readonly SolverOptions _options;
    private readonly double[] _y;
    private double _t;
    private int _jumps;

    /// <summary>Starts it: works out all values and carries out what happens at the start.</summary>
    /// <param name="model">The model.</param>
    /// <param name="start">The first time.</param>
    /// <param name="options">Tolerances; the longest step should be short against what events and conditions tell apart.</param>
    /// <param name="random">Decides among events of equal priority.</param>
    /// <param name="replaced">Quantities with another value at the start.</param>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public DynamicProcess(DynamicModel model, double start, SolverOptions options, RandomSequence random, params ReadOnlySpan<(string Name, double Value)> replaced)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        State = new DynamicState(model);
        _scratch = new DynamicState(model);
        State.Start(start, replaced);
        _events = new DynamicEvents(State, random);
        _t = start;
        Trouble = _events.Settle(start);
        _ode = new DynamicOde(State);
        _options = options with { MaxSteps = MostSteps };
        _solver = new OdeSolver(_ode, _options);
        _y = new double[_ode.Dimension];
        State.GiveStates(_y);
    }

    /// <summary>Where it stands.</summary>
    public double Time => _t;

    /// <summary>All values, as they are at <see cref="Time"/>.</summary>
    public DynamicState State { get; }

    /// <summary>What stopped it, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>How it is simulated, in a few words.</summary>
    public string Method => FormattableString.Invariant($"NDF of order 1 to 5 at a relative tolerance of {_options.RelativeTolerance:g3}: {_solver.Statistics.AcceptedSteps} steps")
        + (State.Model.HasJumps ? FormattableString.Invariant($", {_events.Count} events") : "");

    /// <summary>Goes on to a time; whether it got there. What happens at that very time has happened.</summary>
    public bool Advance(double end, CancellationToken cancellation = default)
    {
        while (Trouble is null && _t < end)
        {
            double target = Math.Min(end, _events.NextDue);
            SolveStatus status = State.Model.HasJumps ? _solver.Advance(ref _t, _y, target, Unchanged, cancellation) : _solver.Advance(ref _t, _y, target, cancellation);
            State.TakeStates(_y);
            if (status is SolveStatus.StoppedAtEvent || (status is SolveStatus.Completed && _events.NextDue <= _t))
            {
                Jump();
            }
            else if (status is SolveStatus.Completed)
            {
                State.Update(_t);
            }
            else if (!_ode.ConditionsFollow && State.Model.HasJumps)
            {
                // beyond a jump the equation that was held may have no meaning, such as the root of a negative number
                _ode.ConditionsFollow = true;
                Jump();
            }
            else
            {
                State.Update(_t);
                Trouble = FormattableString.Invariant($"stopped at time {_t:g6}: {ModelSimulator.Explain(status)}");
            }
        }

        return Trouble is null;
    }

    private double Unchanged(double t, ReadOnlySpan<double> y) => State.WouldJump(t, y, _scratch) ? -1 : 1;

    private void Jump()
    {
        Trouble = ++_jumps > MostJumps ? FormattableString.Invariant($"stopped at time {_t:g6}: more than {MostJumps} events and changes of conditions") : _events.Settle(_t);
        State.GiveStates(_y);
        _ode.Adopt();
        _solver.Restart();
    }
}
