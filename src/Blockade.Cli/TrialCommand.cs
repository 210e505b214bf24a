using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.ExceptionServices;
using System.Text;
using Blockade.Cli.Adam;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli;

/// <summary><c>blockade trial NAME|FILE</c>: runs a virtual trial and writes one folder.</summary>
internal sealed class TrialCommand(CommandHost host)
{
    private readonly Argument<string> _trial = new("trial") { Description = "A trial that ships with Blockade (cleopatra, neosphere, m77001, hertax, jo17360, hernata, ma31, bo17929), or the path of a trial file.", HelpName = "NAME|FILE" };
    private readonly MechanismOptions _mechanisms = new(host);
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<uint> _replicate = new("--replicate") { Description = "Which replicate of the trial: other patients, same seed.", HelpName = "N" };
    private readonly Option<int?> _replicates = new("--replicates") { Description = "Run this many replicates of the trial and say what its design does: power, duration, spread and bias of the hazard ratio.", HelpName = "N" };
    private readonly Option<uint> _first = new("--first") { Description = "Number of the first of the replicates.", HelpName = "K" };
    private readonly Option<bool> _null = new("--null") { Description = "In replicates, give every arm the control's treatment: what is found is an error of the first kind." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Take up the replicates that an earlier run left in the output folder." };
    private readonly Option<int?> _patients = new("--patients") { Description = "Randomise this many patients instead of what the file says.", HelpName = "N" };
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = CommonOptions.Out("Folder for the results; by default a new one, named after the trial.");
    private readonly Option<string?> _adam = new("--adam") { Description = "Write ADSL, ADTTE, ADTR, ADRS and ADEX too, as csv, parquet or json (Dataset-JSON 1.1), or several of them.", HelpName = "FORMAT,..." };
    private readonly Option<bool> _events = new("--events") { Description = "Write what each patient was given too, as a table in NONMEM's dialect with her own kinetics: 'simulate pk --events' takes it." };
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly Option<string?> _model = CommonOptions.File("--model", "A receptor model in BNGL instead of the flagship.");
    private readonly Option<string?> _parameters = CommonOptions.File("--parameters", "Constants that replace some of the flagship's, as CSV.");
    private readonly Option<bool> _coupled = new("--coupled") { Description = "Follow every patient's whole receptor network instead of looking its steady states up in a table: slower, and no error of the table." };
    private readonly Option<string?> _population = CommonOptions.File("--population", "A population instead of the one the trial names: a name that ships with Blockade, or a file.");

    public Command Build()
    {
        var command = new Command("trial", "Run a virtual trial; its tables, figures and report go to one folder.")
        {
            _trial, _seed, _replicate, _replicates, _first, _null, _resume, _patients, _threads, _out, _adam, _events, _force, _json, _quiet, _model, _parameters, _population, _coupled, _mechanisms.Off,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        bool quiet = parse.GetValue(_quiet);
        string name = parse.GetRequiredValue(_trial);
        SourceText? trial = Inputs.OpenOrNamed(host, name, "trials/", ".toml");
        if (!TryOpen(parse, _model, out SourceText? model) | !TryOpen(parse, _parameters, out SourceText? parameters) | !TryOpen(parse, _population, out SourceText? population) || trial is null || _mechanisms.Patients(parse) is not ImmutableArray<Mechanism> off) return ExitCode.Usage;

        Checked<StudyInputs> read = StudyInputs.Read(trial, model, parameters, population, cancellation);
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is not StudyInputs inputs)
        {
            int code = Inputs.Code(read.Diagnostics);
            if (code == ExitCode.LimitReached && model is not null) host.Errors.WriteLine($"blockade: a trial keeps to the default limits; 'blockade check {Quoted(model.Name)}' takes the options that raise them.");
            return code;
        }

        inputs = inputs.Without(off);
        if (Formats(parse.GetValue(_adam)) is not ImmutableArray<AdamFormat> formats) return ExitCode.Usage;
        if (parse.GetValue(_patients) is int patients)
        {
            if (patients is < 2 or > 1_000_000)
            {
                host.Errors.WriteLine("blockade: --patients is from 2 to 1000000.");
                return ExitCode.Usage;
            }

            inputs = inputs with { Design = inputs.Design.WithPatients(patients) };
        }

        if (parse.GetValue(_replicates) is not null && (!formats.IsEmpty || parse.GetValue(_events)))
        {
            host.Errors.WriteLine($"blockade: {(formats.IsEmpty ? "--events" : "--adam")} is of one trial and not of --replicates; --replicate N runs the one that is wanted.");
            return ExitCode.Usage;
        }

        if (parse.GetValue(_replicates) is int replicates) return Replicates(parse, inputs, replicates, cancellation);
        if (parse.GetValue(_null) || parse.GetValue(_resume) || parse.GetResult(_first) is not null)
        {
            host.Errors.WriteLine("blockade: --first, --null and --resume are of --replicates.");
            return ExitCode.Usage;
        }

        var options = new VirtualTrialOptions(parse.GetValue(_seed), parse.GetValue(_threads), parse.GetValue(_replicate), IsCoupled: parse.GetValue(_coupled));
        OutputFolder folder;
        try
        {
            folder = OutputFolder.Create(Outputs.FolderPath(host, parse.GetValue(_out), inputs.Design.Name, parse.GetValue(_force)), parse.GetValue(_force) ? ExistingFiles.Replace : ExistingFiles.Refuse);
            folder.WriteManifest(Manifest(inputs, options, RunStatus.Partial, clock, []));
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        if (!quiet)
        {
            host.Errors.WriteLine(FormattableString.Invariant(
                $"{inputs.Design.Name}: {inputs.Design.Patients} virtual patients in {inputs.Design.Arms.Length} arm{(inputs.Design.Arms.Length == 1 ? "" : "s")}; receptor network of {inputs.Receptors.Compiled.SpeciesNames.Length} species and {inputs.Receptors.Compiled.Network.Reactions.Length} reactions; {options.Threads} threads."));
        }

        (VirtualTrial? run, string? failure) = ProgressDisplay.Run(host, quiet, progress => VirtualTrial.Run(
            inputs.Design, inputs.Population, inputs.Parameters, inputs.Published, inputs.Receptors, options, progress, cancellation));
        double solving = clock.Seconds;
        if (run is null)
        {
            host.Errors.WriteLine(failure is null ? "blockade: interrupted before the first patient was done; nothing to report." : $"blockade: {failure}");
            return failure is null ? ExitCode.Interrupted : ExitCode.NumericalFailure;
        }

        try
        {
            Write(run, inputs, options, formats, parse.GetValue(_events), folder, clock, solving);
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        if (parse.GetValue(_json)) host.Out.WriteLine(TrialJson.Of(run, options));
        else Print(run, inputs, options);
        if (!quiet) Closing(parse, run, folder, name, options, solving, clock.Seconds);
        return run.IsPartial ? ExitCode.Interrupted
            : run.Trial.Subjects.All(r => r.Status is not null) ? ExitCode.NumericalFailure
            : run.Checks.Any(c => !c.Holds) ? ExitCode.CheckFailed
            : ExitCode.Done;
    }

    private ImmutableArray<AdamFormat>? Formats(string? list)
    {
        string[] words = [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        string[] known = [.. Enum.GetNames<AdamFormat>().Select(n => n.ToLowerInvariant())];
        string? wrong = list is not null && words.Length == 0 ? list : words.FirstOrDefault(w => !known.Contains(w));
        if (wrong is null) return [.. words.Select(w => (AdamFormat)Array.IndexOf(known, w))];
        host.Errors.WriteLine($"blockade: --adam takes {string.Join(", ", known)}; got '{wrong}'.");
        return null;
    }

    private bool TryOpen(ParseResult parse, Option<string?> option, out SourceText? source)
    {
        string? path = parse.GetValue(option);
        source = path is null ? null : option == _model ? Inputs.OpenOrNamed(host, path, "", ".bngl")
            : option == _population ? Inputs.OpenOrNamed(host, path, "populations/", ".toml")
            : Inputs.Open(host, path);
        return path is null || source is not null;
    }

    private int Replicates(ParseResult parse, StudyInputs inputs, int count, CancellationToken cancellation)
    {
        string? problem = count is < 1 or > 1_000_000 ? "--replicates is from 1 to 1000000"
            : parse.GetResult(_replicate) is not null ? "--replicate is one of them and --replicates many; the first of many is --first"
            : inputs.Design.Arms.Length < 2 ? $"{inputs.Design.Name} has one arm, and replicates compare arms"
            : parse.GetValue(_resume) && parse.GetValue(_out) is null ? "--resume needs the folder of the run to take up: --out"
            : parse.GetValue(_resume) && parse.GetValue(_force) ? "--resume keeps what is there and --force replaces it"
            : null;
        if (problem is not null)
        {
            host.Errors.WriteLine($"blockade: {problem}.");
            return ExitCode.Usage;
        }

        var options = new VirtualTrialOptions(parse.GetValue(_seed), parse.GetValue(_threads), parse.GetValue(_first), IsCoupled: parse.GetValue(_coupled));
        return new ReplicatesRun(host, inputs, options, count, parse.GetValue(_null)).Run(
            Outputs.FolderPath(host, parse.GetValue(_out), $"{inputs.Design.Name}-replicates", parse.GetValue(_force)), parse.GetValue(_resume), parse.GetValue(_force), parse.GetValue(_json), parse.GetValue(_quiet), cancellation);
    }

    private RunManifest Manifest(
        StudyInputs inputs, VirtualTrialOptions options, RunStatus status, RunClock clock, ImmutableArray<(string, double)> phases) => new()
        {
            ProductVersion = Product.Version,
            Status = status,
            Arguments = [.. Arguments(inputs, options)],
            Seed = options.Seed,
            Tolerances = [new RunTolerance("relative tolerance of integrations over time", options.RelativeTolerance, "1")],
            Inputs = Inputs.Files(inputs.Sources),
            Timings = clock.Timings(options.Threads, phases),
        };

    // what decides the result, not where it was written or how it was shown
    private static IEnumerable<string> Arguments(StudyInputs inputs, VirtualTrialOptions options) =>
        ["trial", inputs.Sources[0].Name, FormattableString.Invariant($"--patients {inputs.Design.Patients}"), FormattableString.Invariant($"--seed {options.Seed}"), FormattableString.Invariant($"--replicate {options.Replicate}"), .. options.IsCoupled ? ["--coupled"] : Array.Empty<string>(), .. inputs.Off.Select(m => $"--off {m.Key}")];

    private void Write(
        VirtualTrial run, StudyInputs inputs, VirtualTrialOptions options, ImmutableArray<AdamFormat> formats, bool events, OutputFolder folder, RunClock clock, double solving)
    {
        string prefix = run.IsPartial ? "partial-" : "";   // a file of a partial run says so wherever it is carried
        ImmutableArray<Func<Table>> tables = TrialTables.Of(run, inputs);
        (string Name, Figure Figure)[] drawings = [.. TrialFigures.Of(run, inputs.Published)];
        var figures = new RenderedFigure[drawings.Length];
        AtOnce(drawings.Length + tables.Length, options.Threads, i =>
        {
            if (i < drawings.Length)
            {
                (string name, Figure figure) = drawings[i];
                figures[i] = FigureRenderer.Render(figure, folder, $"{prefix}figure-{name}");
                return;
            }

            Outputs.WriteTable(folder, tables[i - drawings.Length](), prefix);
        });

        if (!formats.IsEmpty) AdamFiles.Write(run, folder, formats, prefix);
        if (events) folder.Write($"{prefix}events.csv", s => DosingEvents.Write(run, s));
        folder.Write("report.html", s => HtmlReport.Write(TrialReport.Of(run, inputs, options, [.. figures]), s));
        ImmutableArray<(string, double)> phases = [("solving", solving), ("writing", clock.Seconds - solving)];
        folder.WriteManifest(Manifest(inputs, options, run.IsPartial ? RunStatus.Partial : RunStatus.Complete, clock, phases));
        folder.Complete();
    }

    // the first failure is the one to tell, not the bundle of them
    private static void AtOnce(int count, int threads, Action<int> write)
    {
        try
        {
            Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = threads }, write);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(i => i is OutputException) ?? e.InnerExceptions[0]);
        }
    }

    private void Print(VirtualTrial run, StudyInputs inputs, VirtualTrialOptions options)
    {
        IAnsiConsole console = host.Results();
        if (run.IsPartial) host.Out.WriteLine("PARTIAL: " + TrialReport.Interrupted(run));
        host.Out.WriteLine($"{inputs.Design.Name}: {inputs.Design.Title}");
        host.Out.WriteLine();
        var analyses = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("analysis", "arm", "n", "events", "median, months (95 % CI)", "hazard ratio (95 % CI)", "log-rank p");
        foreach (AnalysisResult a in run.Analyses)
        {
            foreach (ArmSummary s in a.Arms)
            {
                Comparison? c = a.Comparisons.FirstOrDefault(x => x.Arm == s.Arm);
                analyses.AddRow(
                    Markup.Escape($"{a.Data.Analysis.Name} ({TrialTables.Words(a.Data.Analysis.Endpoint)}), cut {Numbers.One(a.Data.At.Months, "0.0")} mo"),
                    Markup.Escape(s.Arm), Count(s.Patients), Count(s.Events), Numbers.Estimate(s.Median, "0.0"),
                    c is null ? "" : Numbers.Estimate(c.HazardRatio, "0.00"), c?.LogRank is null ? "" : Numbers.P(c.LogRank.PValue));
            }
        }

        console.Write(analyses);
        string strata = inputs.Design.Stratification.IsEmpty ? "not stratified" : "stratified by " + string.Join(" and ", inputs.Design.Stratification.Select(StratificationFactors.Words));
        host.Out.WriteLine($"Kaplan-Meier, log-log limits; Cox with Efron ties, Wald limits, and log-rank test {strata}.");
        host.Out.WriteLine();

        if (run.Trial.Screening is Screening screening && !TrialTables.Screened(run).IsEmpty)
        {
            string[] reasons = [.. inputs.Design.Eligibility.Select((r, i) => FormattableString.Invariant($"{screening.Failed[i]} not {r.Words}")), .. inputs.Design.PriorRegimen is null ? [] : new[] { FormattableString.Invariant($"{screening.NeverProgressed} without progression on the treatment before") }];
            host.Out.WriteLine(FormattableString.Invariant($"Screened {screening.Screened}, entered {screening.Patients.Length}: {string.Join("; ", reasons)}."));
        }

        if (TrialReport.OutsideLabels(inputs.Design, inputs.Indications) is string outside) host.Out.WriteLine(outside);

        if (inputs.Design.Multiplicity is MultiplicityPlan plan)
        {
            string Made(ClaimTables.Claim c) => c.Made ? FormattableString.Invariant($"made with {ClaimTables.MadeWith(inputs.Design, c.Outcome)} at {c.Outcome.Months:0.0} mo") : FormattableString.Invariant($"not made at {c.Outcome.Looks} look{(c.Outcome.Looks == 1 ? "" : "s")}");
            host.Out.WriteLine(FormattableString.Invariant($"Claims that share a one-sided error of {100 * plan.Alpha:g3} %: {string.Join("; ", ClaimTables.Claims(run).Select(c => $"{c.Hypothesis.Name} {Made(c)}, adjusted p {Numbers.P(c.Adjusted)}"))}."));
            host.Out.WriteLine();
        }

        var response = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("arm", "response (95 % CI)", "docetaxel cycles", "reduced", "febrile neutropenia", "signal left");
        bool surgery = inputs.Design.SurgeryDay is not null;
        if (surgery) response.AddColumn("nothing left at surgery (95 % CI)");
        for (int i = 0; i < inputs.Design.Arms.Length; i++)
        {
            string arm = inputs.Design.Arms[i].Name;
            SubjectRow[] rows = [.. run.Trial.Subjects.Where(r => r.Arm == i)];
            if (rows.Length == 0) continue;
            List<string> cells =
            [
                Markup.Escape(arm),
                Share(Prediction.Share(run.Trial, arm, r => r.Disease?.Responds)),
                Numbers.One(Median(rows, r => r.Docetaxel.Doses.Length), "0"),
                Percent(rows.Count(r => r.Docetaxel.Reductions > 0), rows.Length),
                Percent(rows.Count(r => r.Docetaxel.FebrileNeutropenia), rows.Length),
                Numbers.One(Median(rows, r => r.SignalOnTreatment), "0.00"),
            ];
            if (surgery) cells.Add(Share(Prediction.Share(run.Trial, arm, r => r.PathologicallyComplete)));
            response.AddRow([.. cells]);
        }

        console.Write(response);
        if (!run.Predictions.IsEmpty)
        {
            var published = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("quantity", "arm", "this run (95 % CI)", "published (95 % CI)", "role", "source");
            foreach (Prediction p in run.Predictions.Where(p => !p.Published.Quantity.StartsWith("survival-", StringComparison.Ordinal)))
            {
                string format = p.Published.Unit == "months" ? "0.0" : "0.00";
                published.AddRow(
                    Markup.Escape(p.Published.Quantity), Markup.Escape(p.Published.Arm), Numbers.Estimate(p.Predicted, format),
                    Numbers.Estimate(new Survival.Estimate(p.Published.Value, p.Published.Lower, p.Published.Upper), format),
                    p.Published.Role.ToString().ToLowerInvariant(), Markup.Escape(p.Published.Source + (p.Published.Grade == Grade.Recall ? " [recall]" : "")));
            }

            console.Write(published);
            host.Out.WriteLine("Role: the fit saw 'calibrate' and not 'blind'. [recall] is from memory and judges nothing.");
            host.Out.WriteLine();
        }

        foreach (RunCheck check in run.Checks) host.Out.WriteLine(FormattableString.Invariant($"check {check.Name}: {check.Value:0.0e+00} {(check.Holds ? "<=" : "EXCEEDS")} {check.Bound:0.0e+00}; {check.Detail}"));
        host.Out.WriteLine(TrialReport.Method(run, inputs, options));
        host.Out.WriteLine(HtmlReport.Notice);
    }

    private void Closing(ParseResult parse, VirtualTrial run, OutputFolder folder, string name, VirtualTrialOptions options, double solving, double total)
    {
        string shown = Path.GetRelativePath(host.WorkingFolder, folder.Path);
        host.Errors.WriteLine();
        host.Errors.WriteLine(FormattableString.Invariant($"{solving:0.0} s of solving, {total:0.0} s in all. Results: {shown} (open report.html)"));
        if (run.IsPartial) return;
        string files = string.Concat(new[] { (_model, "--model"), (_parameters, "--parameters"), (_population, "--population") }
            .Select(o => parse.GetValue(o.Item1) is string path ? $" {o.Item2} {Quoted(path)}" : ""));
        host.Errors.WriteLine("Next:");
        host.Errors.WriteLine($"  {host.Invocation} trial {Quoted(name)} --seed {options.Seed + 1}{files}");
        host.Errors.WriteLine($"  {host.Invocation} trial {(name == "neosphere" ? "cleopatra" : "neosphere")}{files}");
        host.Errors.WriteLine($"  {host.Invocation} show parameters tumour.");
    }

    // a blank, and no more than a blank, is what paths have and shells split at
    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;

    private static string Count(int n) => n.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Percent(int part, int whole) => FormattableString.Invariant($"{100.0 * part / whole:0} %");

    private static string Share(Survival.Estimate? e) => e is null ? "" : FormattableString.Invariant($"{100 * e.Value.Value:0} % ({100 * e.Value.Lower:0} to {100 * e.Value.Upper:0})");

    private static double Median(SubjectRow[] rows, Func<SubjectRow, double> value)
    {
        double[] sorted = [.. rows.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
