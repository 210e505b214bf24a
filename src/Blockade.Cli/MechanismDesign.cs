using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Designs;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Survival;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli;

/// <summary><c>blockade design STUDY</c>: the events for a power, or for an assurance over draws of the constants, from replicates that are cut at many numbers of events.</summary>
internal sealed class MechanismDesign(
    CommandHost host, StudyInputs inputs, DesignGoal goal, Endpoint endpoint, VirtualTrialOptions options, int count, bool json, bool quiet)
{
    private readonly RunClock _clock = new(host);

    // with looks, one look's answer is inflated; the plan that is simulated has one
    private readonly ImmutableArray<PlannedTest> _tests = PowerCurve.Tests(endpoint, inputs.Design.Patients, new DesignGoal(goal.Power, goal.Alpha, goal.Sides, [1], goal.Shape));

    /// <summary>Runs, writes and prints; returns the exit code.</summary>
    /// <param name="posterior">Draws of the constants, or null for the constants as they are.</param>
    /// <param name="frozen">Their file.</param>
    /// <param name="draws">How many of them, evenly spread over all.</param>
    /// <param name="path">The folder, or null for none.</param>
    /// <param name="resume">Whether trials that are there are kept.</param>
    /// <param name="force">Whether an earlier run is replaced.</param>
    /// <param name="cancellation">Stops the run; what is done is kept.</param>
    public int Run(PosteriorDraws? posterior, SourceText? frozen, int draws, string? path, bool resume, bool force, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "design", inputs.Sources[0].Name, $"--endpoint {endpoint}", FormattableString.Invariant($"--alpha {goal.Alpha}"), $"--sides {goal.Sides}",
            FormattableString.Invariant($"--patients {inputs.Design.Patients}"), FormattableString.Invariant($"--seed {options.Seed}"),
            .. posterior is null ? Array.Empty<string>() : [FormattableString.Invariant($"--draws {draws}")],
        ];
        ImmutableArray<InputFile> files = Inputs.Files([.. inputs.Sources, .. frozen is null ? Array.Empty<SourceText>() : [frozen]]);
        if (path is null)
        {
            using var memory = new MemoryStream();
            return Ask(ReplicateJournal.Open(memory, "design", Tests(posterior), inputs.Design.Arms.Length).Journal!, posterior, draws, null, _ => { }, cancellation);
        }

        string journalPath = Path.Combine(path, ReplicatesRun.JournalName);
        bool taken = resume && File.Exists(journalPath);
        try
        {
            // a journal of other inputs is found out before anything of the earlier run is replaced
            OutputFolder? folder = taken ? null : OutputFolder.Create(path, force ? ExistingFiles.Replace : ExistingFiles.Refuse);
            using FileStream stream = JournalFile.Open(journalPath, anew: !taken);
            string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Product.Version, .. arguments, .. files.Select(f => f.Sha256)]))));
            (ReplicateJournal? journal, string? problem) = JournalFile.Guard(journalPath, () => ReplicateJournal.Open(stream, key, Tests(posterior), inputs.Design.Arms.Length));
            if (journal is null)
            {
                host.Errors.WriteLine($"blockade: '{Path.GetRelativePath(host.WorkingFolder, journalPath)}' cannot be taken up: {problem}. Give the arguments of that run, or another folder with --out.");
                return ExitCode.Usage;
            }

            folder ??= OutputFolder.Create(path, ExistingFiles.Replace);
            void Manifest(RunStatus status) => folder.WriteManifest(new RunManifest
            {
                ProductVersion = Product.Version, Status = status, Seed = options.Seed, Arguments = [.. arguments, FormattableString.Invariant($"--replicates {count}")],
                Tolerances = [new RunTolerance("relative tolerance of integrations over time", options.RelativeTolerance, "1")], Inputs = files, Timings = _clock.Timings(options.Threads),
            });
            Manifest(RunStatus.Partial);
            if (taken && !quiet) host.Errors.WriteLine($"blockade: {journal.Outcomes.Length} trials are there.");
            return JournalFile.Guard(journalPath, () => Ask(journal, posterior, draws, folder, Manifest, cancellation));
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    // where constants are drawn, the study's own tests are asked too: what the trial as it is planned is worth
    private ImmutableArray<PlannedTest> Tests(PosteriorDraws? posterior) => posterior is null ? _tests : [.. _tests, .. inputs.Design.Tests];

    private int Ask(ReplicateJournal journal, PosteriorDraws? posterior, int draws, OutputFolder? folder, Action<RunStatus> manifest, CancellationToken cancellation)
    {
        ImmutableArray<DesignRow> rows;
        PowerCurve curve;
        string? failure;
        int done;
        if (posterior is null)
        {
            (ReplicatedTrial? run, failure) = ProgressDisplay.Run(host, quiet, progress => ReplicatedTrial.Run(
                inputs.Design, _tests, inputs.Population, inputs.Parameters, inputs.Receptors, options, count, false, journal, progress, cancellation));
            if (run is null) return Nothing(failure, 1, folder);
            (curve, done) = (PowerCurve.Of(_tests, run.Outcomes, inputs.Design.Patients), run.Outcomes.Length);
            rows = Rows(curve);
        }
        else
        {
            ImmutableArray<TumourParameters> tumours = [.. posterior.Spread(draws).Select(d => TumourParameters.From(posterior.In(inputs.Parameters, d)))];
            (DrawnTrial? run, failure) = ProgressDisplay.Run(host, quiet, progress => DrawnTrial.Run(
                inputs.Design, Tests(posterior), inputs.Population, inputs.Parameters, inputs.Receptors, tumours, options, count, journal, progress, cancellation));
            if (run is null || run.Outcomes.Length < 2) return Nothing(failure, 2, folder);
            (curve, done) = (PowerCurve.Of(run, _tests), run.Outcomes.Length);
            rows = [.. Rows(curve), .. Enumerable.Range(_tests.Length, inputs.Design.Tests.Length).Select(t => Planned(run, t))];
        }

        bool partial = done < count;
        if (folder is not null)
        {
            Write(folder, curve, rows, done, draws, partial);
            manifest(partial ? RunStatus.Partial : RunStatus.Complete);
            folder.Complete();
        }

        DesignTables.Print(host, goal, rows, json);
        if (!json) host.Out.WriteLine(string.Join('\n', Answer(curve, done, draws)));
        if (partial) Stopped(folder, FormattableString.Invariant($"after {done} of {count} replicates"));
        return partial ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static ImmutableArray<DesignRow> Rows(PowerCurve curve) =>
        [.. curve.Points.Select(p => new DesignRow("one look", p.Events, p.Patients, p.Months, p.Power) { Assurance = p.Assurance })];

    private DesignRow Planned(DrawnTrial run, int test)
    {
        var assurance = Assurance.Crossed(run.Succeeded(test, 0));
        LookOutcome[] last = [.. run.Outcomes.SelectMany(r => r).Select(o => o.Tests[test][^1])];
        return new DesignRow($"as planned: {run.Tests[test].Name}", last.Average(l => l.Events.Sum()), inputs.Design.Patients, last.Average(l => l.Months), assurance.Limits) { Assurance = assurance };
    }

    private void Write(OutputFolder folder, PowerCurve curve, ImmutableArray<DesignRow> rows, int done, int draws, bool partial)
    {
        string prefix = partial ? "partial-" : "";
        Table table = DesignTables.Of(inputs.Design.Name, rows);
        Outputs.WriteTable(folder, table, prefix);
        ImmutableArray<RenderedFigure> figures = DesignReport.Figure(inputs.Design, goal, curve, [.. rows.Skip(curve.Points.Length)], partial) is PowerFigure figure
            ? [FigureRenderer.Render(figure, folder, $"{prefix}figure-power")]
            : [];
        folder.Write("report.html", s => HtmlReport.Write(DesignReport.Of(inputs.Design, string.Join(' ', Answer(curve, done, draws)), curve, table, figures, partial), s));
    }

    private IEnumerable<string> Answer(PowerCurve curve, int done, int draws)
    {
        Estimate events = curve.EventsFor(goal.Power);
        double inflation = goal.Inflation;
        string what = draws > 0 ? "an assurance" : "a power";
        string behind = draws > 0 ? FormattableString.Invariant($"{done} replicates under {draws} draws") : FormattableString.Invariant($"{done} replicates");
        string looks = inflation > 1 ? FormattableString.Invariant($" With the looks that were asked for, {inflation:0.000} times as many: {Math.Ceiling(inflation * events.Value):0}.") : "";
        if (curve.Points.IsEmpty)
        {
            yield return FormattableString.Invariant($"{inputs.Design.Patients} patients reached no number of events in all of {behind}: give more --patients.");
        }
        else
        {
            yield return double.IsNaN(events.Value)
                ? FormattableString.Invariant($"{inputs.Design.Patients} patients do not reach {what} of {100 * goal.Power:0.#} % in {behind}: it comes to {100 * curve.Points[^1].Power.Value:0.#} % with {curve.Points[^1].Events} events. {(draws > 0 ? Ceiling(curve.Points[^1]) : "Give more --patients.")}")
                : FormattableString.Invariant($"{Math.Ceiling(events.Value):0} events reach {what} of {100 * goal.Power:0.#} % ({DesignTables.Whole(events.Lower)} to {DesignTables.Whole(events.Upper)} by the limits of {behind}), after {curve.MonthsFor(events.Value):0.0} months with {inputs.Design.Patients} patients.{looks}");
        }

        yield return "Each replicate is cut at every number of events, so that all numbers come from the same patients. Hazards need not be proportional: other accrual, another answer.";
        if (draws > 0) yield return "Assurance is the mean of the power over draws of the constants that the fit leaves open. Every draw meets the same patients; a set that is lucky under all of them is counted in the error.";
    }

    // where draws disagree on whether there is an effect, no size helps
    private static string Ceiling(DesignPoint last) => last.Assurance is Assurance a && a.BetweenVariance > a.WithinVariance * a.Inner
        ? "Draws differ more than trials under one draw do: what is not known of the constants limits it, and more patients do little."
        : "Give more --patients.";

    private int Nothing(string? failure, int least, OutputFolder? folder)
    {
        if (failure is not null) host.Errors.WriteLine($"blockade: {failure}");
        else Stopped(folder, least == 1 ? "before the first replicate was done; nothing to report" : "before the second replicate was done under every draw; nothing to report");
        return failure is null ? ExitCode.Interrupted : ExitCode.NumericalFailure;
    }

    private void Stopped(OutputFolder? folder, string when) => host.Errors.WriteLine(
        $"blockade: interrupted {when}.{(folder is null ? "" : $" The same command with --resume --out {Path.GetRelativePath(host.WorkingFolder, folder.Path)} goes on.")}");
}
