using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Cli.Reports;
using Blockade.Designs;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary><c>blockade design</c>: how many events, patients and months a power needs, from hazards or from a mechanism.</summary>
internal sealed class DesignCommand(CommandHost host)
{
    private const int DefaultDraws = 20;

    private readonly Argument<string?> _study = new("study") { Description = "A trial whose mechanism says what the arms do: a name that ships with Blockade, or a file. Without it, hazards do.", Arity = ArgumentArity.ZeroOrOne, HelpName = "NAME|FILE" };
    private readonly Option<double> _power = Number("--power", "Chance to find the effect.", 0.9, 0.01, 0.999);
    private readonly Option<double> _alpha = Number("--alpha", "Error of the first kind, both sides together.", 0.05, 1e-6, 0.5);
    private readonly Option<bool> _oneSided = new("--one-sided") { Description = "All of the error on the side of success." };
    private readonly Option<double?> _ratio = new("--hazard-ratio") { Description = "Hazard of the new arm relative to the control.", HelpName = "X" };
    private readonly Option<double> _delay = Number("--delay", "Months during which the hazards are still equal.", 0, 0, 600);
    private readonly Option<double?> _median = new("--control-median") { Description = "Median of the control, months: with it, patients and months are found too.", HelpName = "MONTHS" };
    private readonly Option<string?> _curves = CommonOptions.File("--curves", "Two survival curves as CSV: month, control, treated; instead of a hazard ratio.");
    private readonly Option<double> _allocation = Number("--ratio", "New patients to one of the control: a whole number, or one over it.", 1, 0.05, 20);
    private readonly Option<string> _accrual = new("--accrual") { Description = "Months in which patients enter evenly, or periods of it with patients a month: 6:5,18:20.", DefaultValueFactory = _ => "24", HelpName = "MONTHS[:RATE],..." };
    private readonly Option<double> _followUp = Number("--follow-up", "Months from the last patient's entry to the last look.", 12, 0.1, 600);
    private readonly Option<double> _dropout = Number("--dropout", "Share of patients a year who are lost.", 0, 0, 0.99);
    private readonly Option<string?> _looks = new("--looks") { Description = "Interim looks as shares of the events, such as 0.5,0.75.", HelpName = "SHARES" };
    private readonly Option<string> _boundary = new("--boundary") { Description = "How looks share the error: obrien-fleming, pocock (by formula), lan-demets-obrien-fleming, lan-demets-pocock (by spending).", DefaultValueFactory = _ => "lan-demets-obrien-fleming", HelpName = "NAME" };
    private readonly Option<int> _replicates = new("--replicates") { Description = "Simulated trials of each size that is tried; 0 for formulas only. With a study, replicates of it.", DefaultValueFactory = _ => 1000, HelpName = "N" };
    private readonly Option<string> _endpoint = new("--endpoint") { Description = "With a study, what is compared: PFS, investigator-PFS or OS.", DefaultValueFactory = _ => "PFS", HelpName = "NAME" };
    private readonly Option<int?> _patients = new("--patients") { Description = "With a study, patients randomised.", HelpName = "N" };
    private readonly Option<int?> _draws = new("--draws") { Description = $"With a study, average the power over this many draws of the tumour's constants: assurance; {DefaultDraws} with --posterior.", HelpName = "N" };
    private readonly Option<string?> _posterior = CommonOptions.File("--posterior", "With a study, draws of the tumour's constants instead of the frozen ones, as 'blockade calibrate --posterior' writes them.");
    private readonly Option<string?> _out = CommonOptions.Out("With a study, folder for the table and for the journal that --resume takes up.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _resume = new("--resume") { Description = "Take up the trials that an earlier run left in the output folder." };
    private readonly Option<string?> _model = CommonOptions.File("--model", "With a study, a receptor model in BNGL instead of the flagship.");
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("design", "Find the events, patients and months that a power needs.")
        {
            _study, _power, _alpha, _oneSided, _ratio, _delay, _median, _curves, _allocation, _accrual, _followUp, _dropout, _looks, _boundary, _replicates,
            _endpoint, _patients, _draws, _posterior, _out, _force, _resume, _model, _seed, _threads, _json, _quiet,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        (DesignGoal? goal, string? problem) = Goal(parse);
        if (goal is null) return Wrong(problem!);
        Option[] ofStudy = [_draws, _posterior, _out, _force, _resume];
        if (parse.GetValue(_study) is null && ofStudy.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is Option idle) return Wrong($"{idle.Name} is of a study: name one, such as cleopatra");
        return parse.GetValue(_study) is string study ? FromMechanism(parse, study, goal, cancellation) : FromHazards(parse, goal, cancellation);
    }

    private int FromHazards(ParseResult parse, DesignGoal goal, CancellationToken cancellation)
    {
        double? ratio = parse.GetValue(_ratio), median = parse.GetValue(_median);
        string? curves = parse.GetValue(_curves);
        double delay = parse.GetValue(_delay), k = parse.GetValue(_allocation);
        if ((ratio is null) == (curves is null)) return Wrong("a design needs one of: --hazard-ratio, --curves, or a study");
        if (ratio is <= 0 or 1 || ratio is double r && !double.IsFinite(r)) return Wrong("--hazard-ratio is positive, and one leaves nothing to find");
        if (median is <= 0) return Wrong("--control-median is positive");
        if (curves is not null && (median is not null || delay > 0)) return Wrong("--curves say all about both arms: no --control-median and no --delay");
        if (delay > 0 && median is null) return Wrong("--delay needs --control-median: it says how much happens before");
        (int treated, int control) = k >= 1 ? ((int)Math.Round(k), 1) : (1, (int)Math.Round(1 / k));
        if (Math.Abs(((double)treated / control / k) - 1) > 0.01) return Wrong("--ratio is a whole number, or one over a whole number");
        if (Entering(parse.GetValue(_accrual)!) is not Accrual entering) return Wrong("--accrual is months from 0 to 600, or periods of months:patients a month such as 6:5,18:20");
        double share = (double)treated / (treated + control), months = entering.Months + parse.GetValue(_followUp);
        SourceText? points = curves is null ? null : Inputs.Open(host, curves);
        if (curves is not null && points is null) return ExitCode.Usage;
        var rows = new List<DesignRow>();
        AnalyticTrial? trial = null;
        try
        {
            (SurvivalLaw, SurvivalLaw)? laws = points is not null ? Curves(points)
                : median is double m ? (SurvivalLaw.OfMedian(m), delay > 0 ? SurvivalLaw.OfMedian(m).Times([0, delay], [1, ratio!.Value]) : SurvivalLaw.OfMedian(m).Times(ratio!.Value))
                : null;
            if (laws is (SurvivalLaw a, SurvivalLaw b))
            {
                trial = new AnalyticTrial
                {
                    Patients = 100, Arms = [new("control", a, control), new("treated", b, treated)], Accrual = entering, DropoutPerYear = parse.GetValue(_dropout),
                };
            }
        }
        catch (ArgumentException e)
        {
            return Wrong($"'{curves}': {e.Message}");
        }

        TrialForecast? forecast = trial is null ? null : TrialForecast.At(trial, months);
        DesignRow Formula(string name, double events) => new(name, events, forecast is null ? double.NaN : events / forecast.EventShare, forecast is null ? double.NaN : months, Unknown);
        if (ratio is double hr && delay == 0)
        {
            double drift = SampleSize.Drift(goal.Alpha, goal.Sides == BoundarySides.Both ? 2 : 1, goal.Power);
            rows.Add(Formula("Schoenfeld", goal.Inflation * SampleSize.Schoenfeld(hr, drift, share)));
            rows.Add(Formula("Freedman", goal.Inflation * SampleSize.Freedman(hr, drift, share)));
        }

        DesignSearch? found = null;
        if (trial is not null && forecast is not null)
        {
            if (forecast.DriftPerRootPatient <= 0) return Wrong("the treated arm does no better, so that no size finds it better");
            double patients = Math.Pow(goal.Plan.DriftFor(goal.Power) / forecast.DriftPerRootPatient, 2);
            rows.Add(new DesignRow("integral of both hazards", patients * forecast.EventShare, patients, months, Unknown));
            if (parse.GetValue(_replicates) > 0)
            {
                found = DesignSearch.Find(trial, months, goal, new RandomSource(parse.GetValue(_seed)), parse.GetValue(_replicates), parse.GetValue(_threads), cancellation);
                if (found is not null) rows.Add(new DesignRow("simulation", found.Answer.Events, found.Answer.Patients, found.Answer.Months, found.Answer.Power));
            }
        }

        Print(parse, goal, rows);
        if (!parse.GetValue(_json))
        {
            if (found is not null)
            {
                host.Out.WriteLine(FormattableString.Invariant(
                    $"{found.Answer.Events} events, {found.Answer.Patients} patients and {found.Answer.Months:0.0} months reach a power of {100 * goal.Power:0.#} %: it was {100 * found.Answer.Power.Value:0.0} % over {found.Replicates} simulated trials ({100 * found.Answer.Power.Lower:0.0} to {100 * found.Answer.Power.Upper:0.0}), and their Monte Carlo error leaves {found.Lower} to {found.Upper} events."));
            }

            if (goal.Information.Length > 1) host.Out.WriteLine(FormattableString.Invariant($"{goal.Information.Length} looks raise the events {goal.Inflation:0.000}-fold over one; limits of z: {string.Join(", ", goal.Plan.Critical.Select(c => c.ToString("0.000", CultureInfo.InvariantCulture)))}."));
            if (trial is null) host.Out.WriteLine("With --control-median, patients and months are found too, and the answer is checked by simulation.");
        }

        return ExitCode.Done;
    }

    private int FromMechanism(ParseResult parse, string study, DesignGoal goal, CancellationToken cancellation)
    {
        Endpoint? endpoint = parse.GetValue(_endpoint) switch
        {
            "PFS" => Endpoint.ProgressionFreeSurvival,
            "investigator-PFS" => Endpoint.InvestigatorProgressionFreeSurvival,
            "OS" => Endpoint.OverallSurvival,
            _ => null,
        };
        if (endpoint is null) return Wrong("--endpoint is PFS, investigator-PFS or OS");
        if (parse.GetValue(_replicates) < 2) return Wrong("a mechanism is asked by --replicates of it, at least 2");
        string? posterior = parse.GetValue(_posterior), given = parse.GetValue(_out);
        int? draws = parse.GetValue(_draws) ?? (posterior is null ? null : DefaultDraws);
        if (draws is < 2 or > 10_000) return Wrong("--draws is from 2 to 10000: one draw has no spread");
        bool resume = parse.GetValue(_resume), force = parse.GetValue(_force), quiet = parse.GetValue(_quiet);
        if (given is null && (resume || force)) return Wrong("--resume and --force are of the folder that --out names");
        if (resume && force) return Wrong("--resume keeps what is there and --force replaces it");
        (StudyInputs? inputs, SourceText? source, int code) = Inputs.Study(host, study, parse.GetValue(_model), quiet, cancellation);
        if (inputs is null || source is null) return code;
        if (inputs.Design.Arms.Length < 2) return Wrong($"{inputs.Design.Name} has one arm, and a design compares arms");
        if (parse.GetValue(_patients) is int patients)
        {
            if (patients is < 8 or > 1_000_000) return Wrong("--patients is from 8 to 1000000");
            inputs = inputs with { Design = inputs.Design.WithPatients(patients) };
        }

        PosteriorDraws? constants = null;
        SourceText? frozen = null;
        if (draws is int wanted)
        {
            (constants, frozen, code) = Inputs.Posterior(host, posterior, inputs.Parameters, quiet);
            if (constants is null) return code;
            if (constants.Values.Length < wanted && parse.GetValue(_draws) is not null) return Wrong($"--draws {wanted} are more than the {constants.Values.Length} that '{frozen.Name}' has");
            draws = Math.Min(wanted, constants.Values.Length);
            if (draws < 2) return Wrong($"'{frozen.Name}' has one draw, which has no spread: give two or more");
        }

        var options = new VirtualTrialOptions(parse.GetValue(_seed), parse.GetValue(_threads));
        var run = new MechanismDesign(host, inputs, goal, endpoint.Value, options, parse.GetValue(_replicates), parse.GetValue(_json), quiet);
        return run.Run(constants, frozen, draws ?? 0, given is null ? null : Path.Combine(host.WorkingFolder, given), resume, force, cancellation);
    }

    private void Print(ParseResult parse, DesignGoal goal, List<DesignRow> rows) => DesignTables.Print(host, goal, [.. rows], parse.GetValue(_json));

    private (DesignGoal? Goal, string? Problem) Goal(ParseResult parse)
    {
        BoundaryShape? shape = parse.GetValue(_boundary) switch
        {
            "obrien-fleming" => BoundaryShape.OBrienFleming,
            "pocock" => BoundaryShape.Pocock,
            "lan-demets-obrien-fleming" => new BoundaryShape.LanDeMetsOBrienFleming(),
            "lan-demets-pocock" => new BoundaryShape.LanDeMetsPocock(),
            _ => null,
        };
        if (shape is null) return (null, "--boundary is obrien-fleming, pocock, lan-demets-obrien-fleming or lan-demets-pocock");
        var information = new List<double>();
        foreach (string word in (parse.GetValue(_looks) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) || !(share > 0 && share < 1) || (information.Count > 0 && share <= information[^1]))
            {
                return (null, "--looks are shares between 0 and 1, rising, such as 0.5,0.75");
            }

            information.Add(share);
        }

        return (new DesignGoal(parse.GetValue(_power), parse.GetValue(_alpha), parse.GetValue(_oneSided) ? BoundarySides.Upper : BoundarySides.Both, [.. information, 1], shape), null);
    }

    private static Accrual? Entering(string text)
    {
        static double Value(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN;
        if (!text.Contains(':', StringComparison.Ordinal)) return Value(text) is >= 0 and <= 600 and double months ? Accrual.Even(months) : null;
        double[][] periods = [.. text.Split(',').Select(p => p.Split(':').Select(Value).ToArray())];
        if (periods.Any(p => p is not [> 0 and <= 600, >= 0 and <= 1e6]) || periods.All(p => p[1] == 0)) return null;
        return new Accrual.Piecewise([.. periods.Select(p => new AccrualPeriod(p[0], p[1]))]);
    }

    // month, control, treated; a header may stand above
    private static (SurvivalLaw Control, SurvivalLaw Treated) Curves(SourceText source)
    {
        var points = new List<(double Month, double Control, double Treated)>();
        foreach (string line in source.Text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            string[] cells = line.Split(',');
            double[] numbers = [.. cells.Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
            if (numbers.Length != 3 || numbers.Any(double.IsNaN))
            {
                if (points.Count == 0) continue;
                throw new ArgumentException($"'{line}' is not: month, control, treated");
            }

            if (numbers[0] > 0) points.Add((numbers[0], numbers[1], numbers[2]));
        }

        return (SurvivalLaw.Through([.. points.Select(p => (p.Month, p.Control))]), SurvivalLaw.Through([.. points.Select(p => (p.Month, p.Treated))]));
    }

    private static readonly Estimate Unknown = new(double.NaN, double.NaN, double.NaN);

    private int Wrong(string problem)
    {
        host.Errors.WriteLine($"blockade: {problem}.");
        return ExitCode.Usage;
    }

    private static Option<double> Number(string name, string description, double otherwise, double low, double high)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "X" };
        option.Validators.Add(r =>
        {
            if (!(r.GetValueOrDefault<double>() is double v && v >= low && v <= high)) r.AddError(FormattableString.Invariant($"{name} is from {low} to {high}."));
        });
        return option;
    }
}
