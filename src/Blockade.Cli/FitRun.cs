using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Blockade.Calibration;
using Blockade.Cli.Reports;
using Blockade.Numerics.Random;
using Blockade.Petab;
using Blockade.Reporting;
using Blockade.Simulation;
using Spectre.Console;

namespace Blockade.Cli;

/// <summary>One fit: searches that can be taken up again, profiles, files and what is printed.</summary>
internal sealed class FitRun(CommandHost host, PetabSimulator simulator, string name)
{
    /// <summary>The file that holds the finished searches.</summary>
    public const string JournalName = "starts.journal";

    private readonly FitProblem _fit = new(simulator);

    public required int Starts { get; init; }

    public required bool FromNominal { get; init; }

    public required bool HasProfiles { get; init; }

    public required double Confidence { get; init; }

    public required ulong Seed { get; init; }

    public required int Threads { get; init; }

    public required bool Quiet { get; init; }

    /// <summary>The likelihood at the nominal values; the exit code.</summary>
    public int Simulate(CancellationToken cancellation)
    {
        double[] values = simulator.Problem.NominalValues();
        PetabOutcome run = simulator.Run(values, cancellation);
        if (run.Trouble is { } trouble) return Failed(trouble);
        host.Out.WriteLine(FormattableString.Invariant($"log-likelihood {run.LogLikelihood:0.######}, log-prior {run.LogPrior:0.######}, chi-square {run.ChiSquare:0.######}, {run.Simulations.Length} measurements"));
        return ExitCode.Done;
    }

    /// <summary>Fits, writes and prints; the exit code.</summary>
    public int Run(string path, bool resume, bool force, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        string journalPath = Path.Combine(path, JournalName);
        bool taken = resume && File.Exists(journalPath);
        try
        {
            OutputFolder? folder = taken ? null : OutputFolder.Create(path, force ? ExistingFiles.Replace : ExistingFiles.Refuse);
            using FileStream stream = JournalFile.Open(journalPath, anew: !taken);
            (FitJournal? journal, string? fault) = JournalFile.Guard(journalPath, () => FitJournal.Open(stream, Key(), _fit.Parameters.Length));
            if (journal is null)
            {
                host.Errors.WriteLine($"blockade: '{Path.GetRelativePath(host.WorkingFolder, journalPath)}' cannot be taken up: {fault}. Give the arguments of that run, or another folder with --out.");
                return ExitCode.Usage;
            }

            folder ??= OutputFolder.Create(path, ExistingFiles.Replace);
            folder.WriteManifest(Manifest(RunStatus.Partial, clock));
            if (!Quiet) host.Errors.WriteLine(FormattableString.Invariant($"{name}: {PetabInputs.Describe(simulator.Problem)}; {journal.Starts.Count} of {Starts} searches are there."));
            SortedDictionary<int, FitPoint> starts = ProgressDisplay.Run(host, Quiet, progress => JournalFile.Guard(journalPath, () =>
                new MultiStartFit(_fit, new RandomSource(Seed)).Run(Starts, FromNominal, journal.Starts, Threads, journal.Append, progress, cancellation)));
            if (MultiStartFit.Best(starts) is not { } best)
            {
                return cancellation.IsCancellationRequested ? Interrupted("before the first search had ended; nothing to report") : Failed("no search had a value: the model could not be simulated at any start");
            }

            ImmutableArray<ParameterProfile> profiles = HasProfiles && !cancellation.IsCancellationRequested ? Profiles(best.Point, cancellation) : [];
            bool isPartial = cancellation.IsCancellationRequested;
            Write(folder, starts, best, profiles, isPartial);
            folder.WriteManifest(Manifest(isPartial ? RunStatus.Partial : RunStatus.Complete, clock));
            folder.Complete();
            Print(starts, best, profiles);
            if (!Quiet) host.Errors.WriteLine(FormattableString.Invariant($"{clock.Seconds:0.0} s. Results: {Path.GetRelativePath(host.WorkingFolder, folder.Path)} (open {(isPartial ? "partial-" : "")}report.html)"));
            return isPartial ? Interrupted("what has ended is there; the same command with --resume goes on") : ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private ImmutableArray<ParameterProfile> Profiles(FitPoint best, CancellationToken cancellation)
    {
        var profiler = new ProfileLikelihood(_fit, best, Confidence);
        return ProgressDisplay.Run(host, Quiet, progress =>
        {
            var found = new ParameterProfile?[_fit.Parameters.Length];
            int done = 0;
            try
            {
                Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation }, j =>
                {
                    found[j] = profiler.Of(j, cancellation);
                    progress?.Report(new RunProgress("profiles", Interlocked.Increment(ref done), found.Length));
                });
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // those that are there are written
            }

            return found.OfType<ParameterProfile>().ToImmutableArray();
        });
    }

    private void Write(OutputFolder folder, SortedDictionary<int, FitPoint> starts, (int Number, FitPoint Point) best, ImmutableArray<ParameterProfile> profiles, bool isPartial)
    {
        string prefix = isPartial ? "partial-" : "";
        PetabOutcome outcome = _fit.Run(best.Point.Point.AsSpan(), default);
        Outputs.WriteTable(folder, FitTables.Best(_fit, best.Point, profiles, Confidence), prefix);
        Outputs.WriteTable(folder, FitTables.Starts(_fit, starts), prefix);
        Outputs.WriteTable(folder, FitTables.Residuals(simulator.Problem, outcome), prefix);
        if (!profiles.IsEmpty) Outputs.WriteTable(folder, FitTables.Profiles(_fit, profiles), prefix);
        folder.Write($"{prefix}fitted.tsv", s => s.Write(Encoding.UTF8.GetBytes(FitTables.ParameterTable(simulator.Problem, _fit.Values(best.Point.Point.AsSpan())))));
        folder.Write($"{prefix}frozen.csv", s => s.Write(Encoding.UTF8.GetBytes(FitTables.Frozen(_fit, best.Point, name, DataHash()))));
        RenderedFigure searches = FigureRenderer.Render(FitFigures.Starts(starts, best.Point), folder, $"{prefix}figure-starts");
        ImmutableArray<RenderedFigure> drawn = [.. profiles.Chunk(6).Select((g, i) => FigureRenderer.Render(FitFigures.Profiles(_fit, [.. g], Confidence), folder, FormattableString.Invariant($"{prefix}figure-profiles-{i + 1}")))];
        var result = new FitResult(name, starts, best.Point, outcome, FitTables.OverNoise(simulator.Problem, outcome), profiles, Confidence, isPartial);
        folder.Write($"{prefix}report.html", s => HtmlReport.Write(FitReport.Of(simulator, _fit, result, [searches], drawn), s));
    }

    private void Print(SortedDictionary<int, FitPoint> starts, (int Number, FitPoint Point) best, ImmutableArray<ParameterProfile> profiles)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("parameter", "value", FormattableString.Invariant($"{100 * Confidence:0.#} % interval"), "said by the data");
        for (int j = 0; j < _fit.Parameters.Length; j++)
        {
            ParameterProfile? profile = profiles.FirstOrDefault(p => p.Parameter == j);
            ParameterScale scale = _fit.Parameters[j].Scale;
            string interval = profile is null ? "" : FormattableString.Invariant($"{scale.Invert(profile.Lower):g4} to {scale.Invert(profile.Upper):g4}");
            table.AddRow(Markup.Escape(_fit.Parameters[j].Id), Numbers.One(scale.Invert(best.Point.Point[j]), "g6"), interval, FitTables.Verdict(_fit, best.Point, profile, j));
        }

        host.Results().Write(table);
        host.Out.WriteLine(FormattableString.Invariant($"objective {best.Point.Objective:0.####} from start {best.Number}; {MultiStartFit.AtBest(starts)} of {starts.Count} starts end within 0.1 of it; data SHA-256 {DataHash()[..12]}..."));
        if (profiles.Select(p => p.Better).OfType<FitPoint>().MinBy(p => p.Objective) is { } better)
        {
            host.Errors.WriteLine(FormattableString.Invariant($"blockade: a profile came to {better.Objective:0.####}, lower than the best search: more --starts are needed, and the intervals are not to be relied on."));
        }
    }

    // what the fit was made from: every file of the problem
    private string DataHash() => Hash(simulator.Problem.Files.SelectMany(f => new[] { f.Name, f.Source.Text }));

    private string Key() => Hash([Product.Version, name, .. Decisive(), DataHash()]);

    private IEnumerable<string> Decisive() => [FormattableString.Invariant($"--seed {Seed}"), .. FromNominal ? ["--from-nominal"] : Array.Empty<string>(),
        FormattableString.Invariant($"--rtol {simulator.Options.RelativeTolerance}"), FormattableString.Invariant($"--atol {simulator.Options.AbsoluteTolerance}")];

    private static string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));

    private RunManifest Manifest(RunStatus status, RunClock clock) => new()
    {
        ProductVersion = Product.Version,
        Status = status,
        Arguments = ["fit", name, .. Decisive(), FormattableString.Invariant($"--starts {Starts}"), FormattableString.Invariant($"--confidence {Confidence}"), .. HasProfiles ? Array.Empty<string>() : ["--no-profiles"]],
        Seed = Seed,
        Tolerances = [new RunTolerance("relative tolerance of integrations", simulator.Options.RelativeTolerance, "1"), new RunTolerance("absolute tolerance of integrations", simulator.Options.AbsoluteTolerance, "the model's")],
        Inputs = Inputs.Files(simulator.Problem.Files.Select(f => f.Source)),
        Timings = clock.Timings(Threads),
    };

    private int Failed(string message)
    {
        host.Errors.WriteLine($"blockade: {message}");
        return ExitCode.NumericalFailure;
    }

    private int Interrupted(string message)
    {
        host.Errors.WriteLine($"blockade: interrupted; {message}.");
        return ExitCode.Interrupted;
    }
}
