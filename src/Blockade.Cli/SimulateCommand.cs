using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;

namespace Blockade.Cli;

/// <summary><c>blockade simulate MODEL</c>: one cell, any BNGL file; <c>blockade simulate patient</c>: one patient. CSV on stdout or in a file.</summary>
internal sealed class SimulateCommand(CommandHost host)
{
    private readonly Argument<string> _what = new("what") { Description = "A BNGL file, 'her2' for the flagship's cell, or 'patient' for one virtual patient.", HelpName = "FILE|her2|patient" };
    private readonly Option<double> _end = new("--end") { Description = "Model: last time, in the model's unit (her2: seconds).", DefaultValueFactory = _ => 3600, HelpName = "T" };
    private readonly Option<int> _points = new("--points") { Description = "Model: rows after the first.", DefaultValueFactory = _ => 100, HelpName = "N" };
    private readonly Option<string[]> _set = new("--set") { Description = "Model: replace a parameter, for example --set T_nM=100. May be repeated.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> _relative = new("--rtol") { Description = "Model: relative tolerance.", DefaultValueFactory = _ => 1e-6, HelpName = "X" };
    private readonly Option<double> _absolute = new("--atol") { Description = "Model: absolute tolerance.", DefaultValueFactory = _ => 1e-6, HelpName = "X" };
    private readonly LimitOptions _limits = new();
    private readonly Option<string> _regimen = new("--regimen") { Description = "Patient: a regimen that ships with Blockade or a TOML file.", DefaultValueFactory = _ => "pertuzumab-trastuzumab-docetaxel", HelpName = "NAME|FILE" };
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
            _what, _end, _points, _set, _relative, _absolute, _regimen, _number, _days, _seed, _threads, _out, _force, _quiet,
        };
        _limits.AddTo(command);
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

        Checked<RuleModel> rules = BnglReader.Read(source, BnglReader.FilesBeside(source.Name));
        Checked<ReactionNetwork>? network = rules.Value is null ? null : ReactionNetwork.Expand(rules.Value, _limits.Of(parse), null, cancellation);
        Diagnostic[] diagnostics = [.. rules.Diagnostics, .. network?.Diagnostics ?? []];
        Inputs.Report(host, diagnostics, parse.GetValue(_quiet));
        if (network?.Value is null) return Inputs.Code(diagnostics);
        CompiledModel model = CompiledModel.Compile(network.Value);
        if (!TryReplace(parse.GetValue(_set) ?? [], model, out (string, double)[] replaced)) return ExitCode.Usage;

        double[] parameters = model.Parameters(replaced);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        NetworkOde ode = model.Ode(parameters);
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute });
        var times = new List<double>();
        var columns = new List<double>[model.ObservableNames.Length + model.FunctionNames.Length];
        for (int i = 0; i < columns.Length; i++) columns[i] = [];
        var values = new double[columns.Length];
        double t = 0;
        SolveStatus status = SolveStatus.Completed;
        for (int k = 0; k <= points && status == SolveStatus.Completed; k++)
        {
            if (k > 0) status = solver.Advance(ref t, y, end * k / points, cancellation);
            if (status != SolveStatus.Completed) break;
            ode.Observables(y, values.AsSpan(0, model.ObservableNames.Length));
            ode.Functions(t, y, values.AsSpan(model.ObservableNames.Length));
            times.Add(t);
            for (int i = 0; i < columns.Length; i++) columns[i].Add(values[i]);
        }

        // rows up to the trouble are worth having even when the rest is not
        string[] names = [.. model.ObservableNames, .. model.FunctionNames];
        var table = new Table("trajectory", $"{source.Name} from 0 to {t.ToString("R", CultureInfo.InvariantCulture)}",
        [
            new Column.Number("time", "model time", "time", [.. times]),
            .. names.Distinct().Select(n => new Column.Number(n, "model unit", "observable or function", [.. columns[Array.IndexOf(names, n)]])),
        ]);
        int code = Write(parse, table);
        if (status == SolveStatus.Completed) return code;
        host.Errors.WriteLine($"blockade: stopped at time {t.ToString("g6", CultureInfo.InvariantCulture)}: {Explain(status)}");
        return ExitCode.NumericalFailure;
    }

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

        Checked<Regimen> regimen = RegimenReader.Read(file);
        Checked<StudyInputs> study = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), cancellation: cancellation);
        Inputs.Report(host, [.. regimen.Diagnostics, .. study.Diagnostics], parse.GetValue(_quiet));
        if (regimen.Value is null || study.Value is not StudyInputs inputs) return Inputs.Code([.. regimen.Diagnostics, .. study.Diagnostics]);
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
        host.Errors.WriteLine($"blockade: the antibodies' integration ended early: {Explain(course.Status)}");
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

        string full = Path.Combine(host.WorkingFolder, path);
        if (File.Exists(full) && !parse.GetValue(_force))
        {
            host.Errors.WriteLine($"blockade: '{path}' is there already; --force replaces it.");
            return ExitCode.Usage;
        }

        try
        {
            WholeFile.Write(full, s => CsvTable.Write(table, s));
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private bool TryReplace(string[] settings, CompiledModel model, out (string, double)[] replaced)
    {
        var list = new List<(string, double)>();
        bool good = true;
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                host.Errors.WriteLine($"blockade: --set takes NAME=VALUE with a number, not '{setting}'.");
                good = false;
            }
            else if (model.ParameterIndex(parts[0]) < 0)
            {
                host.Errors.WriteLine($"blockade: the model has no parameter '{parts[0]}'{(NearestName.Hint(parts[0], model.ParameterNames) is string hint ? "; " + hint : ".")}");
                good = false;
            }
            else
            {
                list.Add((parts[0], value));
            }
        }

        replaced = [.. list];
        return good;
    }

    private static string Explain(SolveStatus status) => status switch
    {
        SolveStatus.NotFinite => "the right-hand side is not a number (NaN or infinite) there; look for a division by zero, or a negative argument of a logarithm or a root",
        SolveStatus.StepLimitReached => "100,000 steps were not enough; shorten --end or loosen --rtol",
        SolveStatus.StepTooSmall => "the step became too small to go on: the solution may grow without bound",
        SolveStatus.NewtonDiverged => "the implicit equations could not be solved",
        _ => status.ToString(),
    };
}
