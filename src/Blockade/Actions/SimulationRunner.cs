using System.Diagnostics;
using System.Text;
using Blockade.Models.Actions;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;
using Blockade.Simulation;

namespace Blockade.Actions;

/// <summary>Runs one simulation as an action asks for it, and writes its time courses.</summary>
internal sealed class SimulationRunner(ActionContext context, ActionStep step, SimulationRequest request)
{
    private const double TimeTolerance = 1e-9;   // BioNetGen compares times that it printed with 13 digits

    private readonly ModelState _state = context.State;
    private readonly double[] _parameters = context.State.Parameters();
    private StringBuilder? _observables;
    private StringBuilder? _species;
    private double[] _row = [];
    private int _observableCount;
    private CompiledExpression? _stop;
    private double[] _slots = [];

    /// <summary>The stem of the files' names.</summary>
    public required string Stem { get; init; }

    /// <summary>Files are written; not where the points of a scan are left out.</summary>
    public bool WritesFiles { get; init; } = true;

    /// <summary>The last row: observables, and functions where they are printed.</summary>
    public double[] Last => _row;

    public ActionStatus Run()
    {
        bool isFree = request.Method == SimulationMethod.NetworkFree;
        double start = request.Start is { } given ? _state.Evaluate(given, _parameters) : request.Continues || isFree ? _state.Time ?? 0 : 0;
        if (request.Continues && request.Start is not null && !(Math.Abs((_state.Time ?? 0) - start) <= TimeTolerance * Math.Max(1, Math.Abs(start))))
        {
            return context.Fail(step, "ACT1005", FormattableString.Invariant($"a run that continues starts where the model is, at time {_state.Time ?? 0:g6}, not at {start:g6}"), ActionStatus.Invalid);
        }

        if (!TryTimes(start, out double[] times, out ActionStatus trouble)) return trouble;
        return isFree ? NetworkFree(start, times) : OnNetwork(start, times);
    }

    private ActionStatus OnNetwork(double start, double[] times)
    {
        if (_state.Stray(_parameters) is string stray)
        {
            return context.Fail(step, "ACT1002", $"there is some of species '{stray}', which the network does not have", ActionStatus.Invalid, "generate_network() takes it in");
        }

        CompiledModel model = request.PrintsFunctions ? _state.CompiledWithRates() : _state.Compiled;
        double[] amounts = _state.AmountValues(_parameters);
        if (Array.FindIndex(amounts, a => !double.IsFinite(a)) is >= 0 and int bad)
        {
            return context.Fail(step, "ACT1003", $"the amount of species '{model.SpeciesNames[bad]}' is not a number", ActionStatus.Invalid);
        }

        // as run_network: a condition is looked at after every event, but of a differential equation only at output times unless steps are counted
        bool isCounted = request.StepInterval is not null || request.MaxSteps is not null;
        long? chunk = isCounted || (request.StopIf is not null && request.Method != SimulationMethod.Ode) ? 1 : null;
        SolverOptions tolerances = Tolerances(model.Network, amounts);
        ModelProcess process = request.Method == SimulationMethod.Ode
            ? new OdeProcess(model, _parameters, start, amounts, tolerances, chunk)
            : new JumpProcess(
                model, _parameters, start, amounts, Options(request), context.Random(request.Seed), chunk);
        ActionStatus status = Follow(process, times, model.ObservableNames, model.FunctionNames, model.ParameterNames);
        _state.TakeAmounts(process.Amounts);
        _state.Time = process.Time;
        return status;
    }

    // BioNetGen's 1e-8 was meant for numbers of molecules: amounts in moles or their like, all of them below it, would be solved to no digit at all
    private SolverOptions Tolerances(ReactionNetwork network, double[] amounts)
    {
        double relative = Math.Clamp(request.Relative, 1e-13, 0.1), largest = 0;
        for (int s = 0; s < amounts.Length; s++)
        {
            if (!network.Species[s].IsClamped) largest = Math.Max(largest, Math.Abs(amounts[s]));
        }

        double absolute = largest > 0 ? Math.Min(request.Absolute, relative * largest) : request.Absolute;
        return new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = Math.Max(absolute, 1e-100) };
    }

    private static JumpOptions Options(SimulationRequest request)
    {
        var byDefault = new JumpOptions();
        return request switch
        {
            { Method: SimulationMethod.Psa, ScalingLevel: { } level } => byDefault with { Method = JumpMethod.PartialScaling, ScalingLevel = level },
            { Method: SimulationMethod.Pla, Leap: var leap } => byDefault with
            {
                Method = JumpMethod.TauLeaping, LeapTolerance = leap?.Tolerance ?? byDefault.LeapTolerance, LongestLeap = leap?.Longest, LeapOrder = leap?.Order ?? 1,
            },
            _ => byDefault,
        };
    }

    private ActionStatus NetworkFree(double start, double[] times)
    {
        if (_state.IsNetworkGiven) return context.Fail(step, "ACT1001", "a network without rules cannot be simulated molecule by molecule", ActionStatus.Invalid, "method=>\"ssa\"");
        Checked<NetworkFreeModel> compiled = NetworkFreeModel.Compile(_state.Seeded(_parameters));
        context.Diagnostics.AddRange(compiled.Diagnostics);
        if (compiled.Value is not { } model) return ActionStatus.Invalid;
        if (WritesFiles) context.Files.WriteXml(Stem, _state.ModelNow());
        long? chunk = request.StopIf is not null ? 1 : null;
        var limits = new NetworkFreeLimits(MaxMolecules: request.MaxMolecules ?? context.Options.MaxAgents, MaxSearchSteps: context.Options.Limits.MaxSearchSteps);
        var process = new NetworkFreeProcess(model, _parameters, context.Random(request.Seed), limits, chunk);

        // times are those since the start, as NFsim prints them; equilibration lies before
        double zero = Math.Max(0, request.Equilibration);
        if (zero > 0 && process.Advance(zero, zero, context.Cancellation) is string early) return context.Fail(step, "ACT1006", early, ActionStatus.NumericalFailure);
        ActionStatus status = Follow(process, [.. times.Select(t => t - start + zero)], model.ObservableNames, model.FunctionNames, [.. model.Model.Parameters.Select(p => p.Name)], zero);
        if (status != ActionStatus.Completed) return status;
        if (request.KeepsFinalState)
        {
            IReadOnlyList<(string Species, long Count)> final = process.Species();
            _state.TakeSpecies(final);
            if (WritesFiles)
            {
                StringBuilder text = context.Files.Replace(Stem + ".species");
                foreach ((string species, long count) in final) text.Append(species).Append("  ").Append(FormattableString.Invariant($"{count}")).Append('\n');
                context.Files.Count(text.Length);
            }
        }

        _state.Time = null;   // as after BioNetGen's own: the next run starts at nought unless it says where
        return status;
    }

    // from output time to output time; in between it looks at the condition and at the number of steps where that is asked for
    private ActionStatus Follow(
        ModelProcess process, double[] times, IReadOnlyList<string> observables, IReadOnlyList<string> functions, IReadOnlyList<string> parameters, double zero = 0)
    {
        Open(process, observables, functions, parameters);
        bool stopped = StopNow(process);
        if (!request.Continues) Write(process, zero, isEnd: times.Length == 1 || stopped);
        long nextRow = request.StepInterval ?? long.MaxValue;
        long most = request.MaxSteps ?? long.MaxValue;
        bool isSteady = false;
        for (int k = 1; k < times.Length && !stopped && !isSteady; k++)
        {
            while (process.Time < times[k])
            {
                if (process.Advance(times[k], times[^1], context.Cancellation) is string trouble) return context.Fail(step, "ACT1006", trouble, ActionStatus.NumericalFailure, RunsOut());
                if (process.Time >= times[k]) break;
                stopped = StopNow(process) || process.Steps >= most;
                if (stopped) break;
                if (process.Steps < nextRow) continue;
                nextRow += request.StepInterval!.Value;
                Write(process, zero, isEnd: false);
            }

            bool atOutput = process.Time >= times[k];
            stopped = stopped || (request.StopIf is not null && StopNow(process)) || process.Steps >= most;
            isSteady = request.IsToSteadyState && process is OdeProcess ode && ode.Slope() < request.Absolute;
            if (!stopped || request.PrintsOnStop || atOutput) Write(process, zero, isEnd: stopped || isSteady || k == times.Length - 1);
            if (context.Files.IsFull) return new ActionRunner(context).Full(step);
            context.Progress?.Report(new RunProgress("output times", k, times.Length - 1));
        }

        context.Log.Add($"{Stem}: {process.Method}{(stopped ? FormattableString.Invariant($", stopped at time {process.Time - zero:g6}") : "")}");
        return request.IsToSteadyState && !isSteady
            ? context.Fail(step, "ACT1007", FormattableString.Invariant($"no steady state by time {times[^1]:g6}"), ActionStatus.NumericalFailure, "a later t_end, or a larger atol")
            : ActionStatus.Completed;
    }

    // a rate that does not fall with its reactant drives it through nought, which a differential equation cannot follow
    private string? RunsOut() =>
        request.Method == SimulationMethod.Ode && _state.Network is { } network && Array.FindIndex([.. network.Rates], r => r is RateLaw.Total) is >= 0 and int rate
            ? $"rule '{network.Model.Rules[network.Reactions.First(r => r.RateIndex == rate).RuleIndex].Name}' has a TotalRate, which does not fall as its reactants run out: method=>\"ssa\" follows that, or a rate without it"
            : null;

    private void Open(ModelProcess process, IReadOnlyList<string> observables, IReadOnlyList<string> functions, IReadOnlyList<string> parameters)
    {
        _observableCount = observables.Count;
        IEnumerable<string> printed = request.Method == SimulationMethod.NetworkFree ? functions.Select(f => f + "()") : functions;   // as NFsim heads them
        IEnumerable<string> columns = request.PrintsFunctions ? observables.Concat(printed) : observables;
        _row = new double[observables.Count + (request.PrintsFunctions ? functions.Count : 0)];
        if (request.StopIf is { } condition)
        {
            string[] names = [.. parameters, .. observables, .. functions, "time"];
            _slots = new double[names.Length];
            _parameters.CopyTo(_slots, 0);
            _stop = CompiledExpression.Compile(condition, name => Array.IndexOf(names, name) is >= 0 and int slot ? slot : null);
        }

        if (!WritesFiles) return;
        if (_row.Length > 0)
        {
            bool isNew = !request.Continues || !context.Files.Has(Stem + ".gdat");
            _observables = request.Continues ? context.Files.Append(Stem + ".gdat") : context.Files.Replace(Stem + ".gdat");
            if (isNew) DataRows.Header(_observables, columns);
        }

        if (request.Method == SimulationMethod.NetworkFree) return;
        bool isFirst = !request.Continues || !context.Files.Has(Stem + ".cdat");
        _species = request.Continues ? context.Files.Append(Stem + ".cdat") : context.Files.Replace(Stem + ".cdat");
        if (isFirst) DataRows.Header(_species, Enumerable.Range(1, process.Amounts.Length).Select(s => FormattableString.Invariant($"S{s}")));
    }

    private void Write(ModelProcess process, double zero, bool isEnd)
    {
        process.Observables(_row.AsSpan(0, _observableCount));
        if (request.PrintsFunctions) process.Functions(_row.AsSpan(_observableCount));
        double time = process.Time - zero;
        if (_observables is not null)
        {
            DataRows.Row(_observables, time, _row);
            context.Files.Count(20 * (_row.Length + 1));
        }

        // without print_CDAT the first and the last
        if (_species is null || (!request.PrintsSpecies && !isEnd && process.Steps > 0)) return;
        DataRows.Row(_species, time, process.Amounts);
        context.Files.Count(20 * (process.Amounts.Length + 1));
    }

    private bool StopNow(ModelProcess process)
    {
        if (_stop is null) return false;
        int functions = _slots.Length - 1 - _parameters.Length - _observableCount;
        process.Observables(_slots.AsSpan(_parameters.Length, _observableCount));
        process.Functions(_slots.AsSpan(_parameters.Length + _observableCount, functions));
        _slots[^1] = process.Time;
        return _stop.Evaluate(_slots) != 0;
    }

    // the first one is the start
    private bool TryTimes(double start, out double[] times, out ActionStatus trouble)
    {
        times = [start];
        trouble = ActionStatus.Completed;
        double? end = request.End is { } given ? _state.Evaluate(given, _parameters) : null;
        if (!double.IsFinite(start) || (end is { } e && !double.IsFinite(e)))
        {
            trouble = context.Fail(step, "ACT1003", "a time is not a number", ActionStatus.Invalid);
            return false;
        }

        int rows = request.SampleTimes?.Length ?? request.Steps;
        if (rows >= context.Options.MaxRows)
        {
            trouble = context.Fail(step, "ACT1102", FormattableString.Invariant($"{rows} output times are more than the limit of {context.Options.MaxRows}; --max-rows raises it"), ActionStatus.LimitReached);
            return false;
        }

        if (request.SampleTimes is { } samples)
        {
            double last = end ?? samples[^1];
            times = [start, .. samples.Append(last).Where(t => t > start && t <= last).Distinct().Order()];
        }
        else if (end is { } t && t > start)
        {
            times = [start, .. Enumerable.Range(1, request.Steps).Select(k => k == request.Steps ? t : start + ((t - start) * k / request.Steps))];
        }

        if (times.Length == 1) context.Warn(step, "ACT1008", FormattableString.Invariant($"the end is not after the start, {start:g6}; nothing is simulated"));
        return true;
    }
}
