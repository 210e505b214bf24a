using Blockade.Models.Expressions;
using Blockade.Numerics.Random;

namespace Blockade.Models.Dynamics;

/// <summary>The events of one run: which have been triggered, and when they are due. Holds state: one thread.</summary>
public sealed class DynamicEvents
{
    private const int MostAtOneTime = 100_000;

    private readonly DynamicState _state;
    private readonly bool[] _wasTrue;
    private readonly List<Pending> _pending = [];
    private RandomSequence _random;

    /// <summary>Before the start. Chance decides among equal priorities.</summary>
    public DynamicEvents(DynamicState state, RandomSequence random)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_state, _random) = (state, random);
        _wasTrue = [.. state.Model.Events.Select(e => e.Event.StartsTrue)];
    }

    /// <summary>Triggers that are true in another run count as true before this one's start, so that what happened there does not happen again.</summary>
    public void Follow(DynamicEvents before)
    {
        ArgumentNullException.ThrowIfNull(before);
        before._wasTrue.CopyTo(_wasTrue, 0);
    }

    /// <summary>When the next event that has been triggered is due; infinity without one.</summary>
    public double NextDue => _pending.Count == 0 ? double.PositiveInfinity : _pending.Min(p => p.Due);

    /// <summary>How many have been carried out.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Brings the state up to date with its states and carries out what is due, until nothing more is triggered. Null, or why that does not end.
    /// </summary>
    public string? Settle(double time)
    {
        _state.Update(time);
        for (int k = 0; k < MostAtOneTime; k++)
        {
            string? trouble = LookAtTriggers(time);
            if (trouble is not null) return trouble;
            if (Next(time) is not { } due) return null;
            _pending.Remove(due);
            CarryOut(due, time);
            Count++;
        }

        return FormattableString.Invariant($"events go on without end at time {time:g6}");
    }

    private string? LookAtTriggers(double time)
    {
        for (int e = 0; e < _wasTrue.Length; e++)
        {
            DynamicEventCode code = _state.Model.Events[e];
            bool isTrue = _state.Model.Triggers[e].Evaluate(_state.Slots) is not (0 or double.NaN);
            if (isTrue && !_wasTrue[e])
            {
                double delay = code.Delay?.Evaluate(_state.Slots) ?? 0;
                if (!(delay >= 0)) return FormattableString.Invariant($"event '{code.Event.Name}' has a delay of {delay:g6} at time {time:g6}; it must not be negative");
                double[]? values = code.Event.UsesTriggerValues ? Values(code) : null;
                _pending.Add(new Pending(e, delay == 0 ? time : time + delay, values));
            }
            else if (!isTrue && _wasTrue[e] && !code.Event.IsPersistent)
            {
                _pending.RemoveAll(p => p.Event == e);
            }

            _wasTrue[e] = isTrue;
        }

        return null;
    }

    // The highest priority; among equal ones chance decides, and without any the order of declaration.
    private Pending? Next(double time)
    {
        List<Pending> best = [];
        double highest = double.NegativeInfinity;
        foreach (Pending p in _pending)
        {
            if (p.Due > time) continue;
            double priority = _state.Model.Events[p.Event].Priority?.Evaluate(_state.Slots) ?? double.NegativeInfinity;
            if (double.IsNaN(priority)) priority = double.NegativeInfinity;
            if (best.Count > 0 && priority < highest) continue;
            if (priority > highest) best.Clear();
            best.Add(p);
            highest = priority;
        }

        if (best.Count == 0) return null;
        return double.IsNegativeInfinity(highest) || best.Count == 1 ? best.MinBy(p => p.Event) : best[_random.NextInt32(best.Count)];
    }

    private double[] Values(DynamicEventCode code)
    {
        var values = new double[code.Values.Length];
        for (int a = 0; a < values.Length; a++) values[a] = code.Values[a].Evaluate(_state.Slots);
        return values;
    }

    private void CarryOut(Pending due, double time)
    {
        DynamicEventCode code = _state.Model.Events[due.Event];
        double[] values = due.Values ?? Values(code);
        for (int a = 0; a < values.Length; a++)
        {
            if (code.Targets[a].Times is { } times) values[a] *= _state.Slots[times];
        }

        for (int a = 0; a < values.Length; a++) _state.Slots[code.Targets[a].Slot] = values[a];
        _state.Update(time);
    }

    private sealed record Pending(int Event, double Due, double[]? Values);
}
