using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Numerics.Jump;

namespace Blockade.Models.Dynamics;

/// <summary>
/// A dynamic model as a population process: each reaction fires one by one with its rate as it stands as the propensity. Reads the constants of a
/// <see cref="DynamicState"/>, which events may change between calls. Holds scratch: one thread.
/// </summary>
public sealed class DynamicJumps : JumpSystem
{
    private readonly DynamicState _now;
    private readonly DynamicState _trial;
    private readonly int[] _rates;

    /// <summary>The process around a state.</summary>
    /// <exception cref="ArgumentException"><see cref="Objection"/> finds something.</exception>
    public DynamicJumps(DynamicState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        DynamicModel model = state.Model;
        if (Objection(model.System) is { } objection) throw new ArgumentException(objection, nameof(state));
        (_now, _trial) = (state, new DynamicState(model));
        DynamicSystem system = model.System;
        var states = model.StateNames.Select((n, i) => (n, i)).ToDictionary(s => s.n, s => s.i);
        var reads = new Dictionary<string, (ImmutableArray<int> States, bool Time)>();
        Dictionary<string, Expression> values = system.Quantities.Where(q => q.Value is not null).ToDictionary(q => q.Name, q => q.Value!);
        _rates = [.. system.Reactions.Select(r => model.IndexOf(r.Rate))];
        Network = new JumpNetwork(
            states.Count,
            [.. system.Reactions.Select((r, i) => new JumpReaction([], [.. r.Changes!.Value.Where(c => c.Change != 0).Select(c => (states[c.State], c.Change))], i, 1))],
            [.. system.Reactions.Select(r => new JumpRate(Reads(r.Rate).States, Reads(r.Rate).Time))]);
        Adopt();

        (ImmutableArray<int> States, bool Time) Reads(string name)
        {
            var seen = new HashSet<string>();
            var left = new Stack<string>([name]);
            while (left.TryPop(out string? next))
            {
                if (!seen.Add(next)) continue;
                if (values.TryGetValue(next, out Expression? value)) foreach (Expression.Symbol s in value.Symbols()) left.Push(s.Name);
            }

            return ([.. seen.Where(states.ContainsKey).Select(s => states[s]).Order()], seen.Contains(DynamicSystem.Time));
        }
    }

    /// <inheritdoc/>
    public override JumpNetwork Network { get; }

    /// <inheritdoc/>
    public override int OutputCount => 0;

    /// <summary>Why a system is no population process, or null.</summary>
    public static string? Objection(DynamicSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.Reactions.FirstOrDefault(r => r.Changes is null) is { } broken) return $"reaction '{broken.Name}' does not change its species by constant whole numbers";
        HashSet<string> counted = [.. system.Reactions.SelectMany(r => r.Changes!.Value).Select(c => c.State)];
        if (system.Quantities.FirstOrDefault(q => q.Rate is not null && !counted.Contains(q.Name)) is { } smooth) return $"'{smooth.Name.TrimStart('#')}' changes continuously, by a rate rule";
        return system.Constraints.IsEmpty ? null : $"'{system.Constraints[0].Unknown.TrimStart('#')}' is determined by an algebraic rule";
    }

    /// <summary>Takes over the state's constants, after it has changed.</summary>
    public void Adopt() => _now.Slots.CopyTo(_trial.Slots, 0);

    /// <inheritdoc/>
    public override void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates)
    {
        _trial.Take(t, populations, conditionsFollow: true);
        for (int i = 0; i < _rates.Length; i++) rates[i] = _trial.Slots[_rates[i]];
    }

    /// <inheritdoc/>
    public override void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs)
    {
    }
}
