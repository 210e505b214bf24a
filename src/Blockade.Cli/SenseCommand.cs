using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Sensitivity;
using Blockade.Simulation;
using Blockade.Trials;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli;

/// <summary><c>blockade sense STUDY --on hr,median_pfs</c>: which constant decides which number of a trial.</summary>
internal sealed class SenseCommand(CommandHost host)
{
    /// <summary>The file that holds the finished points.</summary>
    public const string JournalName = "points.journal";

    private readonly Argument<string> _study = new("study") { Description = "A trial that ships, such as cleopatra, or a TOML file. Its last arm is compared with its first.", HelpName = "STUDY" };
    private readonly Option<string> _on = new("--on") { Description = $"Outputs: {string.Join(", ", SensitivityTables.Outputs.Keys)}.", DefaultValueFactory = _ => "hr,gain_pfs", HelpName = "NAME,..." };
    private readonly Option<string[]> _vary = new("--vary") { Description = "Vary this constant, as 'show parameters' names it, or population.spareReceptors, .her2, .her3 or .heregulin; log: uniform in the logarithm. May be repeated; by default thirteen that are least known.", HelpName = "NAME=LOW:HIGH[:log]" };
    private readonly Option<string> _method = new("--method") { Description = "Elementary effects, to screen (morris); shares of variance (sobol), which cost more; or mechanisms switched off and on in every combination (shapley), of --vary nothing.", DefaultValueFactory = _ => "morris", HelpName = "morris|sobol|shapley" };
    private readonly Option<int> _trajectories = new("--trajectories") { Description = "Morris: trajectories, each of one point more than there are constants.", DefaultValueFactory = _ => 8, HelpName = "N" };
    private readonly Option<int> _samples = new("--samples") { Description = "Sobol: rows, each of two points more than there are constants.", DefaultValueFactory = _ => 64, HelpName = "N" };
    private readonly Option<int> _patients = new("--patients") { Description = "Virtual patients, the same in both arms and at every point.", DefaultValueFactory = _ => 100, HelpName = "N" };
    private readonly Option<string?> _model = CommonOptions.File("--model", "A receptor model in BNGL that replaces the flagship.");
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = CommonOptions.Out("Folder for the results; by default a new one.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _resume = new("--resume") { Description = "Take up the points that an earlier run left in the output folder." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("sense", "Say which constants decide a trial's numbers: elementary effects, shares of variance, a tornado.")
        {
            _study, _on, _vary, _method, _trajectories, _samples, _patients, _model, _seed, _threads, _out, _force, _resume, _quiet,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        bool quiet = parse.GetValue(_quiet), sobol = parse.GetValue(_method) == "sobol";
        (int patients, int trajectories, int samples, int threads, ulong seed) =
            (parse.GetValue(_patients), parse.GetValue(_trajectories), parse.GetValue(_samples), parse.GetValue(_threads), parse.GetValue(_seed));
        string? problem = parse.GetValue(_method) is not ("morris" or "sobol" or "shapley") ? "--method is morris, sobol or shapley"
            : parse.GetValue(_method) == "shapley" && parse.GetValue(_vary) is { Length: > 0 } ? "--method shapley switches mechanisms and varies no constant: leave --vary out"
            : patients is < 2 or > 100_000 ? "--patients is from 2 to 100000"
            : trajectories is < 1 or > 10_000 ? "--trajectories is from 1 to 10000"
            : samples is < 2 or > 100_000 ? "--samples is from 2 to 100000"
            : parse.GetValue(_resume) && parse.GetValue(_out) is null ? "--resume needs the folder of the run to take up: --out"
            : parse.GetValue(_resume) && parse.GetValue(_force) ? "--resume keeps what is there and --force replaces it"
            : null;
        if (problem is not null)
        {
            host.Errors.WriteLine($"blockade: {problem}.");
            return ExitCode.Usage;
        }

        if (Outputs(parse.GetValue(_on)!) is not ImmutableArray<TrialOutput> outputs) return ExitCode.Usage;
        (StudyInputs? inputs, SourceText? source, int fault) = Inputs.Study(host, parse.GetRequiredValue(_study), parse.GetValue(_model), quiet, cancellation);
        if (inputs is null || source is null) return fault;
        if (inputs.Design.Arms.Length < 2)
        {
            host.Errors.WriteLine($"blockade: {inputs.Design.Name} has one arm, and the last is compared with the first.");
            return ExitCode.Usage;
        }

        (PosteriorDraws? posterior, SourceText frozen, fault) = Inputs.Posterior(host, null, inputs.Parameters, quiet);
        if (posterior is null) return fault;
        var random = new RandomSource(seed);
        TrialResponse Response(ReceptorSurfaceAxes axes) => new(inputs.Design, inputs.Population, inputs.Parameters, inputs.Receptors, axes, random, patients, threads);
        TrialResponse response = Response(ReceptorSurfaceAxes.Coarse);
        string[] given = parse.GetValue(_vary) ?? [];
        if ((given.Length == 0 ? UnknownConstants.Default(posterior) : Varied(given, [.. response.Names])) is not ImmutableArray<UncertainInput> varied) return ExitCode.Usage;

        if (parse.GetValue(_method) == "shapley") varied = [];
        ImmutableArray<string> names = [.. varied.Select(v => v.Name)], numbers = [.. outputs.Select(SensitivityTables.Key)];
        ImmutableArray<Mechanism> mechanisms = varied.IsEmpty ? Mechanism.OfTreatment : [];
        ImmutableArray<double[]> design = varied.IsEmpty ? []
            : sobol ? Sobol.Design(varied.Length, samples, random, (ushort)DrawPurpose.Sensitivity)
            : Morris.Design(varied.Length, trajectories, random, (ushort)DrawPurpose.Sensitivity);
        ImmutableArray<(string, double)>[] points =
        [
            .. varied.SelectMany(v => new[] { v.Low, v.High }.Select(x => ImmutableArray.Create((v.Name, x)))),
            .. mechanisms.IsEmpty ? [] : Shapley.Sets(mechanisms.Length).Select(s => mechanisms.Where((_, i) => (s & (1 << i)) == 0).SelectMany(m => m.Off).ToImmutableArray()),
            .. design.Select(p => varied.Select((v, i) => (v.Name, v.At(p[i]))).ToImmutableArray()),
        ];
        string[] arguments =
        [
            "sense", source.Name, $"--on {parse.GetValue(_on)}", .. given.Select(v => $"--vary {v}"), $"--method {parse.GetValue(_method)}",
            FormattableString.Invariant($"--trajectories {trajectories}"), FormattableString.Invariant($"--samples {samples}"), FormattableString.Invariant($"--patients {patients}"),
            FormattableString.Invariant($"--seed {seed}"),
        ];
        SensitivityResult Find(PointJournal journal, IProgress<RunProgress>? p)
        {
            ImmutableArray<MonteCarlo> nominal = response.Nominal(outputs, cancellation), full = Response(ReceptorSurfaceAxes.Default).Nominal(outputs, cancellation);
            double[][] values = response.Of(points, outputs, journal, p, cancellation);
            double[][] rest = values[(2 * varied.Length)..];
            return new SensitivityResult(
                inputs.Design.Name, patients, varied, outputs, nominal, full, [.. values[..(2 * varied.Length)]],
                sobol || varied.IsEmpty ? [] : Morris.Effects(names, numbers, design, rest),
                sobol ? Sobol.Indices(names, numbers, rest, random, (ushort)DrawPurpose.Sensitivity) : [],
                varied.IsEmpty ? Shapley.Of([.. mechanisms.Select(m => m.Name)], numbers, rest) : [],
                sobol ? samples : trajectories, rest.Length);
        }

        RunManifest Manifest(RunStatus status) => new()
        {
            ProductVersion = Product.Version, Status = status, Seed = seed, Arguments = [.. arguments], Inputs = Inputs.Files([.. inputs.Sources, frozen]), Timings = clock.Timings(threads),
        };
        bool force = parse.GetValue(_force);
        string path = Cli.Outputs.FolderPath(host, parse.GetValue(_out), $"sense-{inputs.Design.Name}", force), journalPath = Path.Combine(path, JournalName);
        bool taken = parse.GetValue(_resume) && File.Exists(journalPath);
        try
        {
            // a journal of other inputs is found out before anything of the earlier run is replaced
            OutputFolder? folder = taken ? null : OutputFolder.Create(path, force ? ExistingFiles.Replace : ExistingFiles.Refuse);
            using FileStream stream = JournalFile.Open(journalPath, anew: !taken);
            string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Product.Version, .. arguments, .. Inputs.Files([.. inputs.Sources, frozen]).Select(f => f.Sha256)]))));
            (PointJournal? journal, string? stranger) = JournalFile.Guard(journalPath, () => PointJournal.Open(stream, key, outputs.Length));
            if (journal is null)
            {
                host.Errors.WriteLine($"blockade: '{Path.GetRelativePath(host.WorkingFolder, journalPath)}' cannot be taken up: {stranger}. Give the arguments of that run, or another folder with --out.");
                return ExitCode.Usage;
            }

            folder ??= OutputFolder.Create(path, ExistingFiles.Replace);
            folder.WriteManifest(Manifest(RunStatus.Partial));
            if (taken && !quiet) host.Errors.WriteLine($"blockade: {journal.Points.Count} of {points.Length} points are there.");
            SensitivityResult found;
            try
            {
                found = ProgressDisplay.Run(host, quiet, p => JournalFile.Guard(journalPath, () => Find(journal, p)));
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                host.Errors.WriteLine($"blockade: interrupted after {journal.Points.Count} of {points.Length} points; the same command with --resume --out {Path.GetRelativePath(host.WorkingFolder, path)} goes on.");
                return ExitCode.Interrupted;
            }

            if (found.Nominal.Any(n => double.IsNaN(n.Value)))
            {
                host.Errors.WriteLine("blockade: an output has no value with the constants as they are: too few patients, or the receptors have no steady state.");
                return ExitCode.NumericalFailure;
            }

            ImmutableArray<Table> tables = SensitivityTables.Of(found);
            foreach (Table table in tables) Cli.Outputs.WriteTable(folder, table);
            ImmutableArray<RenderedFigure> figures = [.. SensitivityFigures.Of(found).Select(f => FigureRenderer.Render(f.Figure, folder, f.Name))];
            folder.Write("report.html", s => HtmlReport.Write(SensitivityReport.Of(found, tables, figures), s));
            folder.WriteManifest(Manifest(RunStatus.Complete));
            folder.Complete();
            SensitivityTables.Print(found, host);
            host.Out.WriteLine(SensitivityReport.Summary(found));
            host.Out.WriteLine(HtmlReport.Notice);
            if (!quiet) host.Errors.WriteLine(FormattableString.Invariant($"{clock.Seconds:0.0} s. Results: {Path.GetRelativePath(host.WorkingFolder, folder.Path)} (open report.html)"));
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Cli.Outputs.Failed(host, e);
        }
    }

    private ImmutableArray<TrialOutput>? Outputs(string list)
    {
        string[] names = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        foreach (string name in names.Where(n => !SensitivityTables.Outputs.ContainsKey(n)))
        {
            host.Errors.WriteLine($"blockade: there is no output '{name}'; {NearestName.Hint(name, SensitivityTables.Outputs.Keys) ?? $"there are: {string.Join(", ", SensitivityTables.Outputs.Keys)}"}");
            return null;
        }

        if (names.Length > 0) return [.. names.Select(n => SensitivityTables.Outputs[n])];
        host.Errors.WriteLine("blockade: --on takes one output or more.");
        return null;
    }

    private ImmutableArray<UncertainInput>? Varied(string[] given, ImmutableArray<string> names)
    {
        var varied = ImmutableArray.CreateBuilder<UncertainInput>();
        foreach (string text in given)
        {
            string[] parts = text.Split('=', 2);
            string[] range = parts.Length == 2 ? parts[1].Split(':') : [];
            double low = 0, high = 0;
            bool good = range.Length is 2 or 3 && (range.Length == 2 || range[2] == "log")
                && double.TryParse(range[0], NumberStyles.Float, CultureInfo.InvariantCulture, out low) && double.TryParse(range[1], NumberStyles.Float, CultureInfo.InvariantCulture, out high)
                && double.IsFinite(low) && double.IsFinite(high) && low < high && (range.Length == 2 || low > 0);
            string? problem = !good ? $"--vary takes NAME=LOW:HIGH or NAME=LOW:HIGH:log with two numbers, the lower first and above zero for log, not '{text}'"
                : TrialResponse.IsOfPatient(parts[0]) ? $"'{parts[0]}' is set by each patient; population.her2, .her3 and .heregulin vary what patients have"
                : !names.Contains(parts[0]) ? $"there is no constant '{parts[0]}'; {NearestName.Hint(parts[0], names) ?? "'blockade show parameters' lists them"}"
                : varied.Any(v => v.Name == parts[0]) ? $"'{parts[0]}' is varied twice"
                : null;
            if (problem is not null)
            {
                host.Errors.WriteLine($"blockade: {problem}.");
                return null;
            }

            varied.Add(new UncertainInput(parts[0], low, high, range.Length == 3));
        }

        return varied.ToImmutable();
    }
}
