using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>
/// A dynamic system ready to be simulated: numbered slots, formulas in the order in which they need each other. Immutable, shared by threads.
/// </summary>
public sealed class DynamicModel
{
    private readonly Dictionary<string, int> _slots = [];
    private readonly Lazy<DynamicGradients> _gradients;
    private readonly Lazy<DynamicGradients> _byConstants;

    private DynamicModel(DynamicSystem system, DynamicLayout layout)
    {
        System = system;
        _slots.Add(DynamicSystem.Time, 0);
        foreach (DynamicQuantity q in system.Quantities) _slots.Add(q.Name, _slots.Count);
        foreach (DynamicLayout.Step c in layout.Conditions) _slots.Add(c.Name, _slots.Count);
        SlotCount = _slots.Count;
        StateNames = [.. system.Quantities.Where(q => q.Rate is not null).Select(q => q.Name)];
        States = [.. StateNames.Select(Slot)];
        Divisors = [.. system.Quantities.Where(q => q.Rate is not null).Select(q => q.SeenOver).OfType<string>().Distinct().Select(Slot)];
        Rates = [.. StateNames.Select(n => Compile(layout.Rates[n]))];
        Conditions = [.. layout.Conditions.Select(c => Slot(c.Name))];
        if (!layout.Unknowns.IsEmpty) Unknowns = new DynamicUnknowns([.. layout.Unknowns.Select(Slot)], [.. layout.Residuals], this);
        Live = Steps(layout.AtAllTimes);
        AtStart = Steps(layout.AtStart);
        Guesses = [.. layout.Unknowns.Where(layout.Starts.ContainsKey).Select(u => (Slot(u), Compile(layout.Starts[u])))];
        Smooth = Steps(SmoothSteps(layout));
        Triggers = [.. layout.Triggers.Select(Compile)];
        Events = [.. system.Events.Select(e => new DynamicEventCode(e, Compile, Slot))];
        DependsOnTime = layout.Rates.Values.Concat(layout.Values.Values).Concat(layout.Residuals).Concat(layout.Triggers).Concat(layout.Conditions.Select(c => c.Formula!))
            .Any(f => f.Symbols().Any(s => s.Name == DynamicSystem.Time));
        Constants = [.. system.Quantities.Where(q => q.Rate is null && q.Value is null && !layout.Unknowns.Contains(q.Name)).Select(q => q.Name)];
        _gradients = new Lazy<DynamicGradients>(() => new DynamicGradients(this, layout, SmoothSteps(layout), []));
        _byConstants = new Lazy<DynamicGradients>(() => new DynamicGradients(this, layout, SmoothSteps(layout), Constants));
    }

    /// <summary>What it was compiled from.</summary>
    public DynamicSystem System { get; }

    /// <summary>The states, in the order of the differential equation.</summary>
    public ImmutableArray<string> StateNames { get; }

    /// <summary>Whether something can happen at once: an event, or a formula that jumps.</summary>
    public bool HasJumps => !Events.IsEmpty || !Conditions.IsEmpty;

    /// <summary>Whether a formula has the clock in it.</summary>
    public bool DependsOnTime { get; }

    /// <summary>Where the states' rates may depend on states. Found when first asked for.</summary>
    public int JacobianEntries => StateNames.IsEmpty ? 0 : Gradients.Pattern.EntryCount;

    internal int SlotCount { get; }

    internal ImmutableArray<int> States { get; }

    internal ImmutableArray<CompiledExpression> Rates { get; }

    /// <summary>What states are seen divided by.</summary>
    internal ImmutableArray<int> Divisors { get; }

    /// <summary>From this slot on there are conditions.</summary>
    internal int FirstCondition => SlotCount - Conditions.Length;

    /// <summary>The slots of what makes formulas jump.</summary>
    internal ImmutableArray<int> Conditions { get; }

    internal DynamicUnknowns? Unknowns { get; }

    /// <summary>Everything that follows from states, conditions included.</summary>
    internal ImmutableArray<(int Slot, CompiledExpression? Formula)> Live { get; }

    internal ImmutableArray<(int Slot, CompiledExpression? Formula)> AtStart { get; }

    internal ImmutableArray<(int Slot, CompiledExpression Formula)> Guesses { get; }

    /// <summary>What the rates of states need, with conditions as they are.</summary>
    internal ImmutableArray<(int Slot, CompiledExpression? Formula)> Smooth { get; }

    internal ImmutableArray<CompiledExpression> Triggers { get; }

    internal ImmutableArray<DynamicEventCode> Events { get; }

    internal DynamicGradients Gradients => _gradients.Value;

    /// <summary>What neither changes by a rate nor follows from others.</summary>
    internal ImmutableArray<string> Constants { get; }

    /// <summary>Gradients by states and by <see cref="Constants"/>.</summary>
    internal DynamicGradients WideGradients => _byConstants.Value;

    /// <summary>Compiles a system. Cost: linear in its formulas.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or quantities follow from each other in a circle.</exception>
    public static DynamicModel Compile(DynamicSystem system) =>
        TryCompile(system, out ImmutableArray<string> circle) ?? throw new ArgumentException($"These follow from each other: {string.Join(", ", circle)}.", nameof(system));

    /// <summary>Compiles a system; null where quantities follow from each other in a circle, at the start or at all times, which is then given in its order.</summary>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static DynamicModel? TryCompile(DynamicSystem system, out ImmutableArray<string> circle)
    {
        ArgumentNullException.ThrowIfNull(system);
        var layout = new DynamicLayout(system);
        circle = layout.Circle;
        return circle.IsEmpty ? new DynamicModel(system, layout) : null;
    }

    /// <summary>
    /// The absolute tolerance of states that keeps what is seen of them within a given one: the concentration of an amount in a volume of 1e-16 is 1e16 times as large. Never
    /// looser than the given one.
    /// </summary>
    /// <param name="seen">The tolerance of what is seen.</param>
    /// <param name="state">At the start.</param>
    public double AbsoluteTolerance(double seen, DynamicState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        double smallest = 1;
        foreach (int slot in Divisors)
        {
            double divisor = state.Values[slot];
            if (divisor > 0 && divisor < smallest) smallest = divisor;
        }

        return Math.Max(seen * smallest, 1e-300);   // a solver's weights must be finite
    }

    /// <summary>The place of a quantity among the values of a <see cref="DynamicState"/>, or -1.</summary>
    public int IndexOf(string name) => _slots.GetValueOrDefault(name, -1);

    internal int Slot(string name) => _slots[name];

    internal CompiledExpression Compile(Expression formula) => CompiledExpression.Compile(formula, n => _slots.TryGetValue(n, out int slot) ? slot : null);

    private ImmutableArray<(int, CompiledExpression?)> Steps(IEnumerable<DynamicLayout.Step> steps) =>
        [.. steps.Select(s => (Slot(s.Name), s.Formula is null ? null : Compile(s.Formula)))];

    // back from the rates to what they need; conditions are left as they stand
    private static List<DynamicLayout.Step> SmoothSteps(DynamicLayout layout)
    {
        HashSet<string> needed = [.. layout.Rates.Values.SelectMany(r => r.Symbols()).Select(s => s.Name)];
        var steps = new List<DynamicLayout.Step>();
        HashSet<string> conditions = [.. layout.Conditions.Select(c => c.Name)];
        foreach (DynamicLayout.Step step in layout.AtAllTimes.Reverse())
        {
            if (conditions.Contains(step.Name)) continue;
            if (!needed.Contains(step.Name) && !(step.Formula is null && layout.Unknowns.Any(needed.Contains))) continue;
            steps.Add(step);
            needed.UnionWith(step.Names);
        }

        steps.Reverse();
        return steps;
    }
}
