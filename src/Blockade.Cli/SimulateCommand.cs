using System.Collections.Immutable;
using System.CommandLine;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary><c>blockade simulate MODEL</c>: one cell, any BNGL file; <c>blockade simulate patient</c>: one patient. CSV on stdout or in a file.</summary>
internal sealed class SimulateCommand(CommandHost host)
{
    // a linear law holds to the last Newton iteration of each step: far below this at any tolerance that is offered
    private const double LargestDrift = 1e-6;

    private readonly Argument<string> _what = new("what") { Description = "A BNGL or SBML file, 'her2' for the flagship's cell, or 'patient' for one virtual patient.", HelpName = "FILE|her2|patient" };
    private readonly Option<double> _end = new("--end") { Description = "Model: last time, in the model's unit (her2: seconds).", DefaultValueFactory = _ => 3600, HelpName = "T" };
    private readonly Option<int> _points = new("--points") { Description = "Model: rows after the first.", DefaultValueFactory = _ => 100, HelpName = "N" };
    private readonly Option<string[]> _set = new("--set") { Description = "Model: replace a parameter, for example --set T_nM=100. May be repeated.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> _relative = new("--rtol") { Description = "Model: relative tolerance.", DefaultValueFactory = _ => 1e-6, HelpName = "X" };
    private readonly Option<double> _absolute = new("--atol") { Description = "Model: absolute tolerance.", DefaultValueFactory = _ => 1e-6, HelpName = "X" };
    private readonly Option<string> _method = new("--method") { Description = "Model: ode, or event by event: ssa (exact), tau (leaps), hybrid (many as an ode, few by events), nf (molecule by molecule, no network).", DefaultValueFactory = _ => "ode", HelpName = "ode|ssa|tau|hybrid|nf" };
    private readonly Option<string> _integrator = new("--integrator") { Description = "Model, ode: the method; auto chooses by size and stiffness, and says why.", DefaultValueFactory = _ => "auto", HelpName = "auto|multistep|rosenbrock|explicit" };
    private readonly Option<int> _runs = new("--runs") { Description = "Model, event by event: of more than one run the mean and standard deviation.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly MechanismOptions _mechanisms = new(host);
    private readonly CellLineOptions _cells = new(host);
    private readonly LimitOptions _limits = new();
    private readonly Option<int> _agents = CommonOptions.MaxAgents();
    private readonly SbmlOptions _sbml = new();
    private readonly EventOptions _events = new();
    private readonly Option<string> _regimen = new("--regimen") { Description = "Patient: a regimen that ships with Blockade or a TOML file.", DefaultValueFactory = _ => "pertuzumab-trastuzumab-docetaxel", HelpName = "NAME|FILE" };
    private readonly Option<string?> _model = CommonOptions.File("--model", "Patient: a receptor model in BNGL that replaces the flagship.");
    private readonly Option<uint> _number = new("--number") { Description = "Patient: which one.", HelpName = "K" };
    private readonly Option<int> _days = new("--days") { Description = "Patient: days from the first dose.", DefaultValueFactory = _ => 126, HelpName = "N" };
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = new("--out") { Description = "File for the CSV; by default it is printed.", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it is there." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("simulate", "Simulate one cell or one patient; prints CSV.")
        {
            _what, _method, _integrator, _runs, _end, _points, _set, _mechanisms.Off, _cells.Line, _relative, _absolute, _regimen, _model, _number, _days, _seed, _threads, _out, _force, _quiet, _agents,
        };
        _events.AddTo(command);
        _limits.AddBoundedTo(command);
        _sbml.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(
            parse.GetRequiredValue(_what) == "patient" ? Patient(parse, cancellation) : Model(parse, cancellation)));
        return command;
    }

    private int Model(ParseResult parse, CancellationToken cancellation)
    {
        string name = parse.GetRequiredValue(_what);
        SourceText? source = Inputs.OpenOrNamed(host, name, "", ".bngl");
        if (source is null) return ExitCode.Usage;
        double end = parse.GetValue(_end);
        int points = parse.GetValue(_points);
        double relative = parse.GetValue(_relative);
        double absolute = parse.GetValue(_absolute);
        if (!(end > 0) || !double.IsFinite(end) || points is < 1 or > 10_000_000 || !(relative is >= 1e-13 and <= 0.1) || !(absolute > 0))
        {
            host.Errors.WriteLine("blockade: --end and --atol are positive, --points is from 1 to 10000000, --rtol from 1e-13 to 0.1.");
            return ExitCode.Usage;
        }

        if (_mechanisms.CellOverTime(parse) is not string[] off) return ExitCode.Usage;
        // a cell line's counts, what is off, and what is set: the later wins
        (string, double)[]? Settings(ImmutableArray<string> names) =>
            _cells.Settings(parse, names, parse.GetValue(_quiet)) is string[] counts && ParameterSettings.TryRead(host, [.. counts, .. off, .. parse.GetValue(_set) ?? []], names, out (string, double)[] replaced) ? replaced : null;
        string method = parse.GetValue(_method)!;
        int runs = parse.GetValue(_runs);
        if (method is not ("ode" or "ssa" or "tau" or "hybrid" or "nf") || runs is < 1 or > 1_000_000 || (method == "ode" && runs > 1))
        {
            host.Errors.WriteLine("blockade: --method is ode, ssa, tau, hybrid or nf; --runs is from 1 to 1000000, and an ode has one.");
            return ExitCode.Usage;
        }

        if (Named(parse.GetValue(_integrator)!) is not Integrator integrator)
        {
            host.Errors.WriteLine("blockade: --integrator is auto, multistep, rosenbrock or explicit.");
            return ExitCode.Usage;
        }

        var ensemble = new EnsembleOptions
        {
            Runs = runs, Threads = parse.GetValue(_threads), Random = new RandomSource(parse.GetValue(_seed)), Purpose = (ushort)DrawPurpose.Reactions,
            Solver = new JumpOptions { Method = method switch { "tau" => JumpMethod.TauLeaping, "hybrid" => JumpMethod.Hybrid, _ => JumpMethod.Exact } },
        };
        bool quiet = parse.GetValue(_quiet);
        bool events = _events.File(parse) is not null;
        if (events && method != "ode")
        {
            host.Errors.WriteLine("blockade: --events goes with --method ode.");
            return ExitCode.Usage;
        }

        Func<IProgress<RunProgress>?, ModelTrajectory> simulate;
        if (SbmlReader.IsSbml(source.Name) && method is ("ode" or "ssa") && !events)
        {
            (SbmlDocument? document, int read) = _sbml.Read(host, source, parse, quiet);
            if (document is null) return read;
            if (method == "ssa" && DynamicJumps.Objection(document.System) is { } objection)
            {
                host.Errors.WriteLine($"blockade: {source.Name} cannot be simulated reaction by reaction: {objection}; --method ode can.");
                return ExitCode.InvalidInput;
            }

            if (Settings(document.Settable) is not { } replaced) return ExitCode.Usage;
            DynamicModel model = document.Compiled;
            var options = new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute };
            simulate = method == "ode"
                ? p => DynamicSimulator.Deterministic(model, document.Shown, end, points, options, ensemble.Random.Sequence(ensemble.Purpose, 0), replaced, p, cancellation)
                : p => DynamicSimulator.Stochastic(model, document.Shown, end, points, ensemble, replaced, p, cancellation);
        }
        else if (method == "nf")
        {
            Checked<RuleModel> rules = Inputs.Rules(source, source.Name);
            Checked<NetworkFreeModel>? free = rules.Value is null ? null : NetworkFreeModel.Compile(rules.Value);
            Diagnostic[] diagnostics = [.. rules.Diagnostics, .. free?.Diagnostics ?? []];
            Inputs.Report(host, diagnostics, quiet);
            if (free?.Value is not NetworkFreeModel model) return Inputs.Code(diagnostics);
            ImmutableArray<string> names = [.. model.Model.Parameters.Select(p => p.Name)];
            if (Settings(names) is not { } replaced) return ExitCode.Usage;
            simulate = p => ModelSimulator.NetworkFree(model, model.Parameters(replaced), end, points, ensemble, new NetworkFreeLimits(MaxMolecules: parse.GetValue(_agents), MaxSearchSteps: _limits.Of(parse).MaxSearchSteps), p, cancellation);
        }
        else
        {
            Checked<ReactionNetwork> network = Inputs.Network(host, source, _limits, parse, quiet, cancellation);
            Inputs.Report(host, network.Diagnostics, quiet);
            if (network.Diagnostics.Any(d => d.Code == "NET1101")) host.Errors.WriteLine("blockade: --method nf simulates molecule by molecule, without a network, however large that would be.");
            if (network.Value is null)
            {
                if (events && SbmlReader.IsSbml(source.Name)) host.Errors.WriteLine("blockade: doses go into networks, and what this model has beyond one is said above; without --events it can be simulated.");
                return Inputs.Code(network.Diagnostics);
            }

            CompiledModel model = CompiledModel.Compile(network.Value);
            if (Settings(model.ParameterNames) is not { } replaced) return ExitCode.Usage;
            double[] parameters = model.Parameters(replaced);
            var options = new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute, Integrator = integrator };
            if (events) return Events(parse, model, [.. replaced], source.Name, options, quiet, cancellation);
            simulate = method == "ode"
                ? p => ModelSimulator.Deterministic(model, parameters, end, points, options, p, cancellation)
                : p => ModelSimulator.Stochastic(model, parameters, end, points, ensemble, p, cancellation);
        }

        ModelTrajectory run = ProgressDisplay.Run(host, quiet, simulate);

        // rows up to the trouble are worth having even when the rest is not
        var table = new Table("trajectory", FormattableString.Invariant($"{source.Name} from 0 to {run.Times.LastOrDefault():R}"),
        [
            new Column.Number("time", "model time", "time", run.Times),
            .. Told(run.Names).Zip(run.Values, (n, v) => new Column.Number(n, "model unit", "observable or function", v)),
        ]);
        int code = Write(parse, table);
        if (code != ExitCode.Done) return code;
        if (!quiet) host.Errors.WriteLine($"blockade: {run.Method}{Laws(run)}.");
        if (run.Trouble is not null)
        {
            host.Errors.WriteLine($"blockade: {run.Trouble}");
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.NumericalFailure;
        }

        if (run.LawDrift <= LargestDrift) return ExitCode.Done;
        host.Errors.WriteLine(FormattableString.Invariant($"blockade: what no reaction changes drifted by {run.LawDrift:0.0e+00} of itself, more than {LargestDrift:0.0e+00}; lower --rtol"));
        return ExitCode.CheckFailed;
    }

    private int Events(ParseResult parse, CompiledModel model, ImmutableArray<(string, double)> replaced, string name, SolverOptions options, bool quiet, CancellationToken cancellation)
    {
        (EventPlan? plan, int fault) = _events.Plan(host, parse, model, replaced, quiet);
        if (plan is null) return fault;
        (Table table, ImmutableArray<string> troubles) = EventOptions.Run(host, plan, name, options, parse.GetValue(_threads), quiet, cancellation);
        int code = Write(parse, table);
        if (code != ExitCode.Done) return code;
        if (!quiet && !plan.VariedParameters.IsEmpty) host.Errors.WriteLine($"blockade: columns of the table set {string.Join(", ", plan.VariedParameters)}, each up to its own row.");
        foreach (string trouble in troubles) host.Errors.WriteLine($"blockade: {trouble}");
        return troubles.IsEmpty ? ExitCode.Done : ExitCode.NumericalFailure;
    }

    // a table's columns differ in more than their case; the names of a model need not
    private static IEnumerable<string> Told(ImmutableArray<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "time" };
        foreach (string name in names)
        {
            string told = name;
            while (!taken.Add(told)) told += "_";
            yield return told;
        }
    }

    private static Integrator? Named(string name) => name switch
    {
        "auto" => Integrator.Automatic,
        "multistep" => Integrator.Multistep,
        "rosenbrock" => Integrator.Rosenbrock,
        "explicit" => Integrator.Explicit,
        _ => null,
    };

    private static string Laws(ModelTrajectory run) => run.Laws is int laws
        ? FormattableString.Invariant($"; {laws} conservation law{(laws == 1 ? "" : "s")}{(laws == 0 ? "" : FormattableString.Invariant($", worst drift {run.LawDrift:0.0e+00}"))}")
        : "";

    private int Patient(ParseResult parse, CancellationToken cancellation)
    {
        SourceText? file = Inputs.OpenOrNamed(host, parse.GetValue(_regimen)!, "regimens/", ".toml");
        if (file is null) return ExitCode.Usage;
        int days = parse.GetValue(_days);
        if (days is < 1 or > 3660)
        {
            host.Errors.WriteLine("blockade: --days is from 1 to 3660.");
            return ExitCode.Usage;
        }

        SourceText? model = null;
        if (_mechanisms.Patients(parse) is not ImmutableArray<Mechanism> off) return ExitCode.Usage;
        if (parse.GetValue(_model) is string path && (model = Inputs.OpenOrNamed(host, path, "", ".bngl")) is null) return ExitCode.Usage;
        Checked<Regimen> regimen = RegimenReader.Read(file);
        Checked<StudyInputs> study = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), model, cancellation: cancellation);
        Inputs.Report(host, [.. regimen.Diagnostics, .. study.Diagnostics], parse.GetValue(_quiet));
        if (regimen.Value is null || study.Value is not StudyInputs inputs) return Inputs.Code([.. regimen.Diagnostics, .. study.Diagnostics]);
        (ReceptorModel? receptors, ImmutableArray<string> missing) = inputs.Receptors.For([.. ReceptorModel.StandardPair.Select(p => regimen.Value.Of(p)?.Name ?? p)]);
        if (receptors is null)
        {
            host.Errors.WriteLine($"blockade: the receptor model lacks the {string.Join(" and the ", missing)} of the regimen '{regimen.Value.Name}'; --model gives one that has it.");
            return ExitCode.InvalidInput;
        }

        inputs = (inputs with { Receptors = receptors }).Without(off);
        var random = new RandomSource(parse.GetValue(_seed));
        VirtualPatient patient = new PopulationModel(inputs.Population, inputs.Parameters).Draw(random, new SubjectAddress(0, parse.GetValue(_number)));
        (ReceptorSurface? surface, string? failure) = ProgressDisplay.Run(host, parse.GetValue(_quiet), p =>
            ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.ForCell(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar), parse.GetValue(_threads), p, cancellation));
        if (surface is null)
        {
            host.Errors.WriteLine($"blockade: the receptors' steady state was not found: {failure}");
            return ExitCode.NumericalFailure;
        }

        PatientCourse course = PatientCourse.Run(inputs, surface, patient, regimen.Value, random, days, cancellation);
        if (!parse.GetValue(_quiet)) host.Errors.WriteLine(course.Describe(patient));
        int code = Write(parse, course.Table());
        if (course.Status == SolveStatus.Completed) return code;
        host.Errors.WriteLine($"blockade: the antibodies' integration ended early: {ModelSimulator.Explain(course.Status)}");
        return ExitCode.NumericalFailure;
    }

    private int Write(ParseResult parse, Table table)
    {
        string? path = parse.GetValue(_out);
        if (path is null)
        {
            using var stream = new MemoryStream();
            CsvTable.Write(table, stream);
            host.Out.Write(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
            return ExitCode.Done;
        }

        return Outputs.WriteFile(host, path, parse.GetValue(_force), s => CsvTable.Write(table, s));
    }
}
