using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Files;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli;

/// <summary><c>blockade trial NAME|FILE --replicates N</c>: the design's operating characteristics, from a run that can be taken up again.</summary>
internal sealed class ReplicatesRun(CommandHost host, StudyInputs inputs, VirtualTrialOptions options, int count, bool identicalArms)
{
    /// <summary>The file that holds the finished replicates.</summary>
    public const string JournalName = "replicates.journal";

    private readonly TrialDesign _design = identicalArms ? inputs.Design.Null() : inputs.Design;

    /// <summary>Runs, writes and prints; returns the exit code.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether replicates that are there are kept.</param>
    /// <param name="force">Whether an earlier run is replaced.</param>
    /// <param name="json">Whether to print JSON.</param>
    /// <param name="quiet">Whether to say nothing else.</param>
    /// <param name="cancellation">Stops the run; what is done is kept.</param>
    public int Run(string path, bool resume, bool force, bool json, bool quiet, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        string journalPath = Path.Combine(path, JournalName);
        bool taken = resume && File.Exists(journalPath);
        ImmutableArray<PlannedTest> tests = _design.Tests;
        try
        {
            // A journal of other inputs is found out before anything of the earlier run is replaced.
            OutputFolder? folder = taken ? null : OutputFolder.Create(path, force ? ExistingFiles.Replace : ExistingFiles.Refuse);
            using FileStream stream = JournalFile.Open(journalPath, anew: !taken);
            (ReplicateJournal? journal, string? problem) = JournalFile.Guard(journalPath, () => ReplicateJournal.Open(stream, Key(), tests, _design.Arms.Length));
            if (journal is null)
            {
                host.Errors.WriteLine($"blockade: '{Path.GetRelativePath(host.WorkingFolder, journalPath)}' cannot be taken up: {problem}. Give the arguments of that run, or another folder with --out.");
                return ExitCode.Usage;
            }

            folder ??= OutputFolder.Create(path, ExistingFiles.Replace);
            folder.WriteManifest(Manifest(RunStatus.Partial, clock));
            if (!quiet) Opening(journal);
            (ReplicatedTrial? run, string? failure) = ProgressDisplay.Run(host, quiet, progress => JournalFile.Guard(journalPath, () => ReplicatedTrial.Run(
                _design, tests, inputs.Population, inputs.Parameters, inputs.Receptors, options, count, identicalArms, journal, progress, cancellation)));
            if (run is null)
            {
                host.Errors.WriteLine(failure is null ? "blockade: interrupted before the first replicate was done; nothing to report." : $"blockade: {failure}");
                return failure is null ? ExitCode.Interrupted : ExitCode.NumericalFailure;
            }

            Write(run, folder, clock);
            if (json) host.Out.WriteLine(ReplicatesJson.Of(run, options));
            else Print(run);
            if (!quiet) Closing(run, folder, clock);
            return run.IsPartial ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    // what decides a replicate's numbers: neither how many, nor where, nor by how many threads
    private string Key()
    {
        string text = string.Join('\n', [Product.Version, .. Arguments(), .. Inputs.Files(inputs.Sources).Select(f => f.Sha256)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private IEnumerable<string> Arguments() =>
    [
        "trial", inputs.Sources[0].Name, FormattableString.Invariant($"--patients {_design.Patients}"), FormattableString.Invariant($"--seed {options.Seed}"),
        .. identicalArms ? ["--null"] : Array.Empty<string>(), .. options.IsCoupled ? ["--coupled"] : Array.Empty<string>(), .. inputs.Off.Select(m => $"--off {m.Key}"),
    ];

    private RunManifest Manifest(RunStatus status, RunClock clock) => new()
    {
        ProductVersion = Product.Version,
        Status = status,
        Arguments = [.. Arguments(), FormattableString.Invariant($"--replicates {count}"), FormattableString.Invariant($"--first {options.Replicate}")],
        Seed = options.Seed,
        Tolerances = [new RunTolerance("relative tolerance of integrations over time", options.RelativeTolerance, "1")],
        Inputs = Inputs.Files(inputs.Sources),
        Timings = clock.Timings(options.Threads),
    };

    private void Opening(ReplicateJournal journal)
    {
        int there = journal.Outcomes.Count(o => o.Replicate >= options.Replicate && o.Replicate < options.Replicate + (uint)count);
        string taken = there > 0 ? FormattableString.Invariant($"; {there} of them are done already") : "";
        string arms = identicalArms ? ", every arm with the control's treatment" : "";
        host.Errors.WriteLine(FormattableString.Invariant(
            $"{_design.Name}: {count} replicates of {_design.Patients} virtual patients in {_design.Arms.Length} arms{arms}{taken}; {options.Threads} threads."));
    }

    private void Write(ReplicatedTrial run, OutputFolder folder, RunClock clock)
    {
        string prefix = run.IsPartial ? "partial-" : "";
        foreach (Table table in ReplicatesTables.Of(run)) Outputs.WriteTable(folder, table, prefix);
        RenderedFigure[] figures = [.. ReplicatesFigures.Of(run).Select(f => FigureRenderer.Render(f.Figure, folder, $"{prefix}figure-{f.Name}"))];
        folder.Write("report.html", s => HtmlReport.Write(ReplicatesReport.Of(run, options, [.. figures]), s));
        folder.WriteManifest(Manifest(run.IsPartial ? RunStatus.Partial : RunStatus.Complete, clock));
        folder.Complete();
    }

    private void Print(ReplicatedTrial run)
    {
        IAnsiConsole console = host.Results();
        if (run.IsPartial) host.Out.WriteLine($"PARTIAL: {ReplicatesReport.Interrupted(run)}");
        host.Out.WriteLine($"{_design.Name}: {_design.Title}");
        host.Out.WriteLine();
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns(
            "test", "arm", identicalArms ? "found better: an error (95 % CI)" : "power (95 % CI)", "found worse", "given up", "months ± MC error", "events", "hazard ratio (95 % CI of its mean)", "95 % of replicates");
        foreach (TestCharacteristics t in run.Characteristics)
        {
            table.AddRow(
                Markup.Escape(t.Test.Name), Markup.Escape(t.Arm), Percent(t.Success), One(t.Harm), One(t.Futility), Mean(t.Months, "0.0"), Mean(t.Events, "0"),
                Numbers.Estimate(ReplicatesTables.HazardRatio(t.LogHazardRatio), "0.000"),
                t.HazardRatioQuantiles.IsEmpty ? "" : FormattableString.Invariant($"{t.HazardRatioQuantiles[0]:0.00} to {t.HazardRatioQuantiles[4]:0.00}"));
        }

        console.Write(table);
        if (_design.Multiplicity is MultiplicityPlan plan)
        {
            string[] names = [.. plan.Hypotheses.Select(h => h.Name), "any of them", "all of them"];
            ImmutableArray<Survival.Estimate> power = plan.Power(run.Outcomes, run.Tests);
            host.Out.WriteLine(FormattableString.Invariant($"Claims that share a one-sided error of {100 * plan.Alpha:g3} %: {string.Join("; ", names.Select((n, i) => $"{n} {Percent(power[i])}"))}."));
            host.Out.WriteLine();
        }

        if (run.Tests.Any(t => t.Cutoffs.Length > 1))
        {
            var looks = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns(
                "test", "arm", "look", "limit of z", "success here (95 % CI)", "by here", "given up here", "month of the cut", "events", "hazard ratio at success", "bias of its log ± MC error");
            foreach (TestCharacteristics t in run.Characteristics.Where(t => t.Looks.Length > 1))
            {
                foreach (LookCharacteristics k in t.Looks)
                {
                    looks.AddRow(
                        Markup.Escape(t.Test.Name), Markup.Escape(t.Arm), FormattableString.Invariant($"{k.Look}"), Numbers.One(k.Critical, "0.000"), Percent(k.Success), One(k.SuccessBy), One(k.Futility),
                        Mean(k.Months, "0.0"), Mean(k.Events, "0"), Numbers.One(Math.Exp(k.LogHazardRatioAtSuccess.Value), "0.00"), Mean(k.Bias, "0.000"));
                }
            }

            console.Write(looks);
        }

        host.Out.WriteLine(ReplicatesReport.Method(run, options));
        host.Out.WriteLine(HtmlReport.Notice);
    }

    private void Closing(ReplicatedTrial run, OutputFolder folder, RunClock clock)
    {
        string shown = Path.GetRelativePath(host.WorkingFolder, folder.Path);
        host.Errors.WriteLine();
        host.Errors.WriteLine(FormattableString.Invariant($"{clock.Seconds:0.0} s. Results: {shown} (open report.html)"));
        if (run.IsPartial) host.Errors.WriteLine("The same command with --resume goes on from here.");
        else host.Errors.WriteLine("The same command with --resume and more --replicates adds to them.");
    }

    private static string Percent(Survival.Estimate e) => FormattableString.Invariant($"{100 * e.Value:0.0} % ({100 * e.Lower:0.0} to {100 * e.Upper:0.0})");

    private static string One(Survival.Estimate e) => FormattableString.Invariant($"{100 * e.Value:0.0} %");

    private static string Mean(MonteCarlo m, string format) =>
        double.IsNaN(m.Value) ? "-" : $"{Numbers.One(m.Value, format)}{(double.IsNaN(m.StandardError) ? "" : $" ± {Numbers.One(m.StandardError, format == "0" ? "0.0" : format + "0")}")}";
}
