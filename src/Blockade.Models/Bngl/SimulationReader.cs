using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Checks the options of one action that simulates, by itself or at each point of a scan.</summary>
internal sealed class SimulationReader(BnglFile file, RuleModel model, ModelAction action)
{
    private static readonly ImmutableHashSet<string> Known =
    [
        "method", "prefix", "suffix", "t_start", "t_end", "n_steps", "n_output_steps", "sample_times", "atol", "rtol", "sparse", "steady_state", "continue", "seed",
        "print_CDAT", "print_functions", "print_net", "save_progress", "print_end", "stop_if", "print_on_stop", "max_sim_steps", "output_step_interval", "argfile", "verbose",
        "netfile", "print_n_species_active", "update_interval", "expand", "pla_config", "pla_output", "poplevel", "check_product_scale", "get_final_state", "gml", "utl",
        "complex", "nocslf", "notf", "binary_output", "equil", "param",
    ];

    private static readonly ImmutableHashSet<string> KnownInScan =
        ["parameter", "par_min", "par_max", "n_scan_pts", "log_scale", "par_scan_vals", "reset_conc", "parallel", "num_cores"];

    private static readonly ImmutableDictionary<string, SimulationMethod> Methods = new Dictionary<string, SimulationMethod>
    {
        ["ode"] = SimulationMethod.Ode, ["cvode"] = SimulationMethod.Ode, ["ssa"] = SimulationMethod.Ssa, ["pla"] = SimulationMethod.Pla, ["psa"] = SimulationMethod.Psa,
        ["nf"] = SimulationMethod.NetworkFree,
    }.ToImmutableDictionary();

    private readonly ActionOptions _options = new(file, action);

    public ActionStep? Simulate(string? method) => Request(method, Known) is { } request ? new ActionStep.Simulate(file.Source, action.Span, request) : null;

    public ActionStep? Scan(bool isBifurcation, Func<ImmutableArray<ActionStep>> protocol)
    {
        string? parameter = _options.Text("parameter");
        if (parameter is null) file.Error("BNG4004", action.Span, $"'{action.Name}' needs the option 'parameter'");
        else if (model.Parameters.All(p => p.Name != parameter)) file.Error("BNG4006", action.OptionValues["parameter"], $"the model has no parameter '{parameter}'", NearestName.Hint(parameter, model.Parameters.Select(p => p.Name)));
        ImmutableArray<double>? values = Values();
        bool byProtocol = _options.Text("method") == "protocol";
        SimulationRequest? request = byProtocol ? null : Request(null, Known.Union(KnownInScan));
        if (byProtocol) _options.CheckNames(Known.Union(KnownInScan));
        ImmutableArray<ActionStep> body = byProtocol ? protocol() : request is null ? [] : [new ActionStep.Simulate(file.Source, action.Span, request)];
        if (byProtocol && body.IsEmpty) file.Error("BNG4004", action.OptionValues["method"], "the file has no block 'protocol', or nothing in it simulates");
        if (parameter is null || values is null || body.IsEmpty) return null;
        return new ActionStep.Scan(file.Source, action.Span, new ScanRequest(parameter, values.Value, Name(), body)
        {
            ResetsAmounts = !isBifurcation && _options.Flag("reset_conc", otherwise: true), IsBifurcation = isBifurcation,
        });
    }

    // ends take precedence over a list, as in BioNetGen
    private ImmutableArray<double>? Values()
    {
        ImmutableArray<double>? list = _options.Numbers("par_scan_vals");
        if (!_options.Has("par_min") && !_options.Has("par_max") && !_options.Has("n_scan_pts") && list is not null)
        {
            if (!list.Value.IsEmpty) return list;
            file.Error("BNG4003", action.OptionValues["par_scan_vals"], "a scan has a point or more");
            return null;
        }

        string[] missing = [.. new[] { "par_min", "par_max", "n_scan_pts" }.Where(o => !_options.Has(o))];
        if (missing.Length > 0)
        {
            if (list is not null) return list;
            file.Error("BNG4004", action.Span, $"'{action.Name}' needs {string.Join(", ", missing.Select(m => $"'{m}'"))}, or 'par_scan_vals'");
            return null;
        }

        double? first = _options.Number("par_min"), last = _options.Number("par_max");
        long? points = _options.Whole("n_scan_pts", 1, int.MaxValue);
        bool log = _options.Flag("log_scale");
        if (first is null || last is null || points is null) return null;
        if (points == 1 && first != last)
        {
            file.Error("BNG4003", action.OptionValues["n_scan_pts"], "a scan from one value to another has two points or more");
            return null;
        }

        if (log && (first <= 0 || last <= 0))
        {
            file.Error("BNG4003", action.OptionValues[first <= 0 ? "par_min" : "par_max"], "a logarithmic scan is over positive values");
            return null;
        }

        double from = log ? Math.Log(first.Value) : first.Value, to = log ? Math.Log(last.Value) : last.Value;
        double delta = points == 1 ? 0 : (to - from) / (points.Value - 1);
        return [.. Enumerable.Range(0, (int)Math.Min(points.Value, 10_000_000)).Select(k => log ? Math.Exp(from + (k * delta)) : from + (k * delta))];
    }

    private OutputName Name() => new(_options.PlainName("prefix"), _options.PlainName("suffix"));

    private SimulationRequest? Request(string? method, ImmutableHashSet<string> known)
    {
        _options.CheckNames(known);
        string? word = method ?? _options.Text("method");
        if (word is null)
        {
            file.Error("BNG4004", action.Span, $"'{action.Name}' needs the option 'method'", "ode, ssa, pla, psa or nf");
            return null;
        }

        if (!Methods.TryGetValue(word, out SimulationMethod how))
        {
            file.Error("BNG4003", action.OptionValues.GetValueOrDefault("method", action.Span), $"there is no method '{word}'", NearestName.Hint(word, Methods.Keys.Order(StringComparer.Ordinal)) ?? "ode, ssa, pla, psa or nf");
            return null;
        }

        if (how == SimulationMethod.NetworkFree && _options.Flag("continue")) file.Error("BNG4003", _options.Span("continue"), "a run without a network cannot be continued", "without 'continue' it goes on from the final state, in a file of its own");
        foreach (string unused in new[] { "netfile", "print_n_species_active", "pla_output", "binary_output" }.Where(o => _options.Has(o)))
        {
            file.Warn("BNG4008", _options.Span(unused), $"'{unused}' has no effect here");
        }

        double? level = ScalingLevel(ref how);
        LeapRequest? leap = how == SimulationMethod.Pla ? new LeapReader(file, _options, action).Read(ref how) : null;
        if (_options.Has("n_steps") && _options.Has("n_output_steps")) file.Error("BNG4003", _options.Span("n_output_steps"), "'n_steps' and 'n_output_steps' are the same thing; one of them is wanted");
        if (_options.Has("print_net") && _options.Has("save_progress")) file.Error("BNG4003", _options.Span("save_progress"), "'print_net' and 'save_progress' are the same thing; one of them is wanted");
        Expression? start = Times("t_start"), end = Times("t_end");
        ImmutableArray<double>? samples = _options.Numbers("sample_times");
        int steps = (int)(_options.Whole("n_steps", 1, int.MaxValue) ?? _options.Whole("n_output_steps", 1, int.MaxValue) ?? 1);
        if (samples is not null && (_options.Has("n_steps") || _options.Has("n_output_steps")))
        {
            file.Warn("BNG4003", _options.Span("sample_times"), "'sample_times' is left aside, because a number of steps is given");
            samples = null;
        }

        if (samples is { } times)
        {
            if (times.Length < 3 && how != SimulationMethod.NetworkFree) file.Error("BNG4003", _options.Span("sample_times"), "'sample_times' has three points or more");
            samples = [.. times.Order()];
        }
        else if (!_options.Has("t_end"))
        {
            file.Error("BNG4004", action.Span, $"'{action.Name}' needs the option 't_end'");
        }

        Expression? stop = _options.Formula("stop_if");
        if (stop is not null) CheckNames(stop, [.. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => f.Name), "time"]);
        NfsimFlags? flags = how == SimulationMethod.NetworkFree ? NfsimFlags.Read(file, _options) : null;   // they come last, and so are heard
        return new SimulationRequest(how, Name())
        {
            Start = start, End = end, Steps = steps, SampleTimes = samples,
            ScalingLevel = level, Leap = leap, Absolute = Tolerance("atol"), Relative = Tolerance("rtol"), IsToSteadyState = how == SimulationMethod.Ode && _options.Flag("steady_state"),
            Continues = _options.Flag("continue"), Seed = flags?.Seed ?? (ulong?)_options.Whole("seed", 0), PrintsSpecies = _options.Flag("print_CDAT", otherwise: true),
            PrintsFunctions = _options.Flag("print_functions") || flags?.PrintsFunctions == true, SavesNetwork = _options.Flag("print_net") || _options.Flag("save_progress"),
            PrintsEnd = _options.Flag("print_end"), StopIf = stop, PrintsOnStop = _options.Flag("print_on_stop", otherwise: true),
            MaxSteps = _options.Whole("max_sim_steps", 1), StepInterval = _options.Whole("output_step_interval", 1),
            KeepsFinalState = _options.Flag("get_final_state", otherwise: true), MaxMolecules = flags?.MaxMolecules ?? (int?)_options.Whole("gml", 1, int.MaxValue), Equilibration = flags?.Equilibration ?? _options.Number("equil") ?? 0,
        };
    }

    private double Tolerance(string name)
    {
        double value = _options.Number(name) ?? 1e-8;
        if (value >= 0) return value;
        file.Error("BNG4003", action.OptionValues[name], $"'{name}' is 0 or more, not '{_options.Text(name)}'");
        return 1e-8;
    }

    // as in BioNetGen a level makes any method psa, is rounded, is 100 where it is not given, and scales nothing up to 1
    private double? ScalingLevel(ref SimulationMethod how)
    {
        if (how != SimulationMethod.Psa && !_options.Has("poplevel")) return null;
        double level = Math.Round(_options.Number("poplevel") ?? 100, MidpointRounding.ToEven);
        how = level > 1 ? SimulationMethod.Psa : SimulationMethod.Ssa;
        if (_options.Has("check_product_scale")) file.Warn("BNG4008", _options.Span("check_product_scale"), "'check_product_scale' has no effect, here as in BioNetGen 2.9.3: products always count");
        if (how == SimulationMethod.Ssa) return null;
        file.Note("BNG4008", _options.Span("poplevel"), FormattableString.Invariant($"populations of {2 * level} and more are moved in groups (partial scaling): means stay about what they are, fluctuations come out too large"));
        return level;
    }

    private Expression? Times(string name)
    {
        Expression? time = _options.Formula(name);
        if (time is not null) CheckNames(time, [.. model.Parameters.Select(p => p.Name)]);
        return time;
    }

    private void CheckNames(Expression formula, HashSet<string> known)
    {
        foreach (string name in formula.Names().Distinct().Where(n => !known.Contains(n) && !ExpressionReader.Functions.ContainsKey(n)))
        {
            file.Error("BNG4006", formula.Span.Length > 0 ? formula.Span : action.Span, $"'{name}' is not declared", NearestName.Hint(name, known));
        }
    }
}
