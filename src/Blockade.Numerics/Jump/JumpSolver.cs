using System.Globalization;
using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Runs one population process, event by event or in leaps. It knows no dose: the caller advances to each, changes a population, and goes
/// on. Holds state and scratch: one thread.
/// </summary>
/// <remarks>
/// An exact run does not depend on the output times: an event that lies beyond the end of one call waits for the next. Leaps end at
/// every output time. Nothing is allocated between events once the bins have their size.
/// </remarks>
public sealed class JumpSolver
{
    /// <summary>Up to this many reactions the direct method is the quicker one: measured in docs/performance-stochastic.md.</summary>
    private const int DirectUpTo = 32;

    // Cao, Gillespie and Petzold leap where it saves ten events and otherwise take a hundred. A leap looks at all reactions and an event at few:
    // in a large network ten events cost less than a leap, so both numbers grow with it. Single events are exact.
    private const double LeastEventsInLeap = 10;
    private const int ReactionsLookedAtInAnEvent = 16;
    private const int LeastEventsInsteadOfLeap = 100;
    private const int ClockHoldsInAdvance = 100;
    private const int EventsBetweenLooks = 1024;

    private readonly JumpOptions _options;
    private readonly JumpState _state;
    private readonly JumpMethod _method;
    private readonly string _reason;
    private readonly ExactMethod _exact;
    private readonly TauLeaping? _leaping;
    private readonly ContinuousPart? _continuous;
    private readonly double _eventsWorthLeap;
    private readonly int _eventsInsteadOfLeap;

    private RandomSequence _random;
    private JumpStatus _startStatus = JumpStatus.BadPopulation;
    private double _t;
    private double _next;        // when the next event is due; NaN where it has to be drawn
    private double _holdEnd;     // until when clock rates are held
    private double _holdMiddle;
    private double _hold;
    private long _events;
    private long _leaps;
    private long _rejectedLeaps;

    /// <summary>Prepares scratch; the first of a network by composition and rejection also files its reactions. Cost: linear in the network.</summary>
    public JumpSolver(JumpSystem system, JumpOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _state = new JumpState(system);
        int reactions = system.Network.ReactionCount;
        bool small = options.Method == JumpMethod.Direct || (options.Method != JumpMethod.CompositionRejection && reactions <= DirectUpTo);
        _exact = options.Method == JumpMethod.PartialScaling ? new PartialScaling(system.Network, _state.Populations, _state.Constants, options.ScalingLevel)
            : small
            ? new DirectMethod(system.Network, _state.Populations, _state.Constants)
            : new CompositionRejection(system.Network, _state.Populations, _state.Constants);
        if (options.Method == JumpMethod.TauLeaping) _leaping = new TauLeaping(_state, options);
        if (options.Method == JumpMethod.Hybrid) _continuous = new ContinuousPart(_state, options.ContinuousAbove);
        _eventsWorthLeap = Math.Max(LeastEventsInLeap, reactions / ReactionsLookedAtInAnEvent);
        _eventsInsteadOfLeap = Math.Max(LeastEventsInsteadOfLeap, reactions);
        _method = options.Method != JumpMethod.Exact ? options.Method : small ? JumpMethod.Direct : JumpMethod.CompositionRejection;
        _reason = options.Method != JumpMethod.Exact
            ? "asked for"
            : string.Create(CultureInfo.InvariantCulture, $"{reactions} reactions, {(small ? "not more" : "more")} than {DirectUpTo}");
    }

    /// <summary>Where the run stands.</summary>
    public double Time => _t;

    /// <summary>The populations now, by species.</summary>
    public ReadOnlySpan<double> Populations => _state.Populations;

    /// <summary>What the run has cost since <see cref="Start"/>.</summary>
    public JumpStatistics Statistics => new(_method, _reason, _events, _leaps, _rejectedLeaps);

    /// <summary>
    /// Begins a run. Populations that reactions change are whole numbers, others any amount; where they are not, <see cref="Advance"/> says so.
    /// </summary>
    /// <exception cref="ArgumentException">The time is not finite, or the number of populations is not the network's.</exception>
    public void Start(double t, ReadOnlySpan<double> populations, RandomSequence random)
    {
        if (!double.IsFinite(t)) throw new ArgumentOutOfRangeException(nameof(t), t, "A start is finite.");
        if (populations.Length != _state.Populations.Length)
        {
            throw new ArgumentException($"{populations.Length} populations were given for {_state.Populations.Length} species.", nameof(populations));
        }

        populations.CopyTo(_state.Populations);
        _continuous?.Reset();
        _random = random;
        (_events, _leaps, _rejectedLeaps) = (0, 0, 0);
        _t = t;
        Resume();
    }

    /// <summary>Sets one population between two calls of <see cref="Advance"/>: a dose, or an event of the caller's. Draws go on where they were.</summary>
    public void Change(int species, double population)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)species, (uint)_state.Populations.Length, nameof(species));
        _continuous?.Settle(ref _random);
        _state.Populations[species] = population;
        Resume();   // exact: exponential waiting times have no memory
    }

    /// <summary>Runs until <paramref name="tEnd"/>; on trouble time and populations are where it occurred.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The end is not finite or lies before the present.</exception>
    public JumpStatus Advance(double tEnd, CancellationToken cancellation = default)
    {
        if (!(tEnd >= _t) || !double.IsFinite(tEnd)) throw new ArgumentOutOfRangeException(nameof(tEnd), tEnd, $"An end is finite and not before {_t:R}.");
        if (_startStatus != JumpStatus.Completed) return _startStatus;
        _hold = _options.ClockHold ?? ((tEnd - _t) / ClockHoldsInAdvance);
        _holdEnd = _t;
        long left = _options.MaxEvents;
        while (true)
        {
            double boundary = tEnd;
            if (_state.Network.HasClockRates && _t < tEnd)
            {
                JumpStatus held = HoldClockRates(tEnd);
                if (held != JumpStatus.Completed) return held;
                boundary = _holdEnd;
            }

            JumpStatus status = _leaping is not null ? RunLeaps(_leaping, boundary, ref left, cancellation)
                : _continuous is not null ? RunHybrid(_continuous, boundary, ref left, cancellation)
                : RunExact(boundary, ref left, long.MaxValue, cancellation);
            if (status != JumpStatus.Completed || _t >= tEnd) return status;
        }
    }

    private void Resume()
    {
        _next = double.NaN;
        _startStatus = _state.CheckPopulations();
        if (_startStatus == JumpStatus.Completed) _startStatus = _state.StartRates(_t);
        if (_startStatus == JumpStatus.Completed) _exact.Rebuild();
    }

    private JumpStatus HoldClockRates(double tEnd)
    {
        if (_t < _holdEnd) return JumpStatus.Completed;
        _holdEnd = _t + (1.5 * _hold) >= tEnd ? tEnd : _t + _hold;   // leave no sliver before the end
        if (!(_holdEnd > _t)) _holdEnd = tEnd;
        _holdMiddle = _t + ((_holdEnd - _t) / 2);
        _next = double.NaN;
        return _state.UpdateRates(_holdMiddle, _exact);
    }

    private JumpStatus RunExact(double boundary, ref long left, long quota, CancellationToken cancellation)
    {
        while (quota > 0)
        {
            if (double.IsNaN(_next))
            {
                double total = _exact.Total;
                if (!JumpState.IsPropensity(total)) return JumpStatus.BadPropensity;
                _next = total > 0 ? _t + (_random.NextExponential() / total) : double.PositiveInfinity;
            }

            if (_next > boundary)
            {
                _t = boundary;
                return JumpStatus.Completed;
            }

            if (left == 0) return JumpStatus.EventLimitReached;
            if (_events % EventsBetweenLooks == 0 && cancellation.IsCancellationRequested) return JumpStatus.Cancelled;
            int reaction = _exact.Draw(ref _random);
            if (reaction < 0)
            {
                _exact.Rebuild();
                _next = double.NaN;
                continue;
            }

            _t = _next;
            _next = double.NaN;
            left--;
            quota--;
            _events++;
            if (!_state.TryFire(reaction, _exact.FiringsOf(reaction))) return JumpStatus.BadPopulation;
            _exact.Fired(reaction);
            if (_state.Network.ChangesRates[reaction])
            {
                JumpStatus status = _state.UpdateRates(_state.Network.HasClockRates ? _holdMiddle : _t, _exact);
                if (status != JumpStatus.Completed) return status;
            }

            if (left == 0 && _options.StopsAtLastEvent) return JumpStatus.EventLimitReached;
        }

        return JumpStatus.Completed;
    }

    private JumpStatus RunHybrid(ContinuousPart continuous, double boundary, ref long left, CancellationToken cancellation)
    {
        while (_t < boundary)
        {
            continuous.Divide(ref _random);
            JumpStatus status;
            if (continuous.Any)
            {
                if (left == 0) return JumpStatus.EventLimitReached;
                status = continuous.Advance(ref _t, boundary, _exact, ref _random, out bool fired, cancellation);
                _leaps++;
                if (fired) (_events, left) = (_events + 1, left - 1);
                if (fired && left == 0 && _options.StopsAtLastEvent && status == JumpStatus.Completed) return JumpStatus.EventLimitReached;
            }
            else
            {
                status = RunEventsInstead(boundary, ref left, cancellation);
            }

            if (status != JumpStatus.Completed) return status;
        }

        return JumpStatus.Completed;
    }

    private JumpStatus RunLeaps(TauLeaping leaping, double boundary, ref long left, CancellationToken cancellation)
    {
        while (_t < boundary)
        {
            if (left-- == 0) return JumpStatus.EventLimitReached;
            if (cancellation.IsCancellationRequested) return JumpStatus.Cancelled;
            double longest = leaping.Assess();
            if (!JumpState.IsPropensity(leaping.Total)) return JumpStatus.BadPropensity;
            if (leaping.Total == 0)
            {
                _t = boundary;
                return JumpStatus.Completed;
            }

            JumpStatus status = TryLeaps(leaping, longest, boundary)
                ? _state.Network.HasVariableRates ? _state.UpdateRates(_state.Network.HasClockRates ? _holdMiddle : _t, _exact) : JumpStatus.Completed
                : RunEventsInstead(boundary, ref left, cancellation);
            if (status != JumpStatus.Completed) return status;
        }

        return JumpStatus.Completed;
    }

    // A leap, halved while it would make a population negative; false where single events are as quick.
    private bool TryLeaps(TauLeaping leaping, double longest, double boundary)
    {
        double room = boundary - _t;
        for (; Math.Min(Math.Min(longest, room), 1 / leaping.CriticalTotal) * leaping.Total >= _eventsWorthLeap; longest /= 2)
        {
            double length = leaping.TryLeap(Math.Min(longest, room), _state.Network.HasClockRates ? _holdMiddle : _t, ref _random, out double firings);
            if (double.IsNaN(length))
            {
                _rejectedLeaps++;
                longest = Math.Min(longest, room);
                continue;
            }

            _t = length >= room ? boundary : _t + length;
            _leaps++;
            _events += (long)firings;
            _next = double.NaN;
            return true;
        }

        return false;
    }

    private JumpStatus RunEventsInstead(double boundary, ref long left, CancellationToken cancellation)
    {
        _exact.Rebuild();
        _next = double.NaN;
        return RunExact(boundary, ref left, _eventsInsteadOfLeap, cancellation);
    }
}
