using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Simulation;

namespace Blockade.Petab;

/// <summary>One experiment under way. Holds state: one thread.</summary>
internal sealed class PetabCourse(PetabSimulator simulator, PetabExperiment experiment, double[] values, SolverOptions options, double last)
{
    private const int StepsInAll = 200;

    private readonly SbmlDocument _model = simulator.Problem.Model;
    private readonly Dictionary<string, double> _given = [];   // starting values that are not the model's own
    private DynamicProcess? _process;
    private int _next;

    private DynamicModel Compiled => _model.Compiled;

    /// <summary>
    /// How long a step of the solver may be: none that lasts a two hundredth of the time is missed where there are events or inputs over time, also from a steady state.
    /// </summary>
    public double LongestStep => (Compiled.HasJumps || Compiled.DependsOnTime) && last > experiment.Start ? (last - experiment.Start) / StepsInAll : double.PositiveInfinity;

    /// <summary>The state at the start of an experiment without equilibration, of a model where nothing happens at once.</summary>
    public DynamicState StateAtStart()
    {
        GiveParameters();
        Give(experiment.Start, experiment.Periods[0], _given);
        var state = new DynamicState(Compiled);
        state.Start(experiment.Start, Pairs(_given));
        state.Update(experiment.Start);
        return state;
    }

    /// <summary>From before the start to the start. Null, or what stopped it.</summary>
    public string? Begin(CancellationToken cancellation)
    {
        GiveParameters();
        if (experiment.Equilibration is { } before)
        {
            Dictionary<string, double> own = new(_given);
            Start(experiment.Start, before, own, double.PositiveInfinity);
            if (ToSteadyState(cancellation) is { } trouble) return $"before its start {trouble}";
            Keep();
        }

        Start(experiment.Start, experiment.Periods[0], _given, LongestStep);
        _next = 1;
        return null;
    }

    /// <summary>Goes on to a time, through the periods up to it; to the steady state where it is infinite.</summary>
    public string? Advance(double time, CancellationToken cancellation)
    {
        for (; _next < experiment.Periods.Length && experiment.Periods[_next].Time <= time; _next++)
        {
            PetabPeriod period = experiment.Periods[_next];
            // just before it: what the model does at that very time comes after the change
            double before = Math.BitDecrement(period.Time);
            if (before > _process!.Time && _process.Advance(before, before, cancellation) is { } stopped) return stopped;
            TakeQuantities();
            if (_process.Assign(period.Time, [.. Changes(period, _process.Values)]) is { } trouble) return trouble;
        }

        if (double.IsInfinity(time)) return ToSteadyState(cancellation);
        double limit = _next < experiment.Periods.Length ? Math.BitDecrement(experiment.Periods[_next].Time) : Math.Max(last, time);
        return time > _process!.Time ? _process.Advance(time, Math.Max(limit, time), cancellation) : null;
    }

    /// <summary>Copies the model's quantities to the values that formulas read.</summary>
    public void TakeQuantities() => _process!.Values[..simulator.Names.Quantities].CopyTo(values);

    private void GiveParameters()
    {
        foreach (PetabParameter p in simulator.Problem.Parameters)
        {
            if (simulator.Names.IsQuantity(p.Id)) _given[p.Id] = values[simulator.Names.Place(p.Id)];
        }
    }

    private void Start(double time, PetabPeriod period, Dictionary<string, double> given, double longestStep)
    {
        Give(time, period, given);
        _process = new DynamicProcess(Compiled, _process, time, options with { MaxStep = longestStep }, new RandomSource(1).Sequence(1, 0), Pairs(given));
    }

    private void Give(double time, PetabPeriod period, Dictionary<string, double> given)
    {
        // twice: what a species' concentration means needs its compartment, and a formula the values before the change
        var state = new DynamicState(Compiled);
        state.Start(time, Pairs(given));
        state.Update(time);
        state.Values[..simulator.Names.Quantities].CopyTo(values);
        foreach ((string name, double value) in Changes(period, state.Values)) given[name] = value;
    }

    // what a period's assignments mean in terms of the model: a concentration is an amount over a volume, and stays where only the volume changes
    private List<(string, double)> Changes(PetabPeriod period, ReadOnlySpan<double> before)
    {
        var assigned = new Dictionary<string, double>();
        var others = new List<(int Place, double Value)>();
        foreach ((string target, Expression formula) in period.Assignments)
        {
            double value = simulator.Names.Compile(formula).Evaluate(values);
            if (simulator.Names.IsQuantity(target)) assigned[target] = value;
            else others.Add((simulator.Names.Place(target), value));
        }

        foreach ((int place, double value) in others) values[place] = value;
        var changes = new List<(string, double)>();
        foreach ((string name, double value) in assigned)
        {
            if (!_model.IsSpecies(name, out bool isAmount)) changes.Add((name, value));
            else changes.Add((_model.AmountOf(name), isAmount ? value : value * Volume(_model.CompartmentOf(name), before)));
        }

        foreach (string species in _model.SpeciesNames)
        {
            _model.IsSpecies(species, out bool isAmount);
            string compartment = _model.CompartmentOf(species), amount = _model.AmountOf(species);
            if (isAmount || assigned.ContainsKey(species) || !assigned.ContainsKey(compartment) || Compiled.System.Quantities[Compiled.IndexOf(amount) - 1].Value is not null) continue;
            changes.Add((amount, before[Compiled.IndexOf(amount)] / before[Compiled.IndexOf(compartment)] * assigned[compartment]));
        }

        return changes;

        double Volume(string compartment, ReadOnlySpan<double> now) => assigned.TryGetValue(compartment, out double size) ? size : now[Compiled.IndexOf(compartment)];
    }

    // The end of the equilibration is the start. Version 1 starts the model anew, with its states as they have become; version 2 changes nothing but what a period names.
    private void Keep()
    {
        DynamicSystem system = Compiled.System;
        HashSet<string> written = [.. system.Events.SelectMany(e => e.Assignments).Select(a => a.Target)];
        for (int q = 0; q < system.Quantities.Length; q++)
        {
            DynamicQuantity quantity = system.Quantities[q];
            if (quantity.Value is null && (simulator.Problem.Version == 2 || quantity.Rate is not null || written.Contains(quantity.Name))) _given[quantity.Name] = _process!.Values[q + 1];
        }
    }

    private string? ToSteadyState(CancellationToken cancellation) => SteadyStateSearch.Run(_process!, Compiled, cancellation);

    private static (string, double)[] Pairs(Dictionary<string, double> given) => [.. given.Select(g => (g.Key, g.Value))];
}
