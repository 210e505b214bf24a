using System.Collections.Immutable;
using System.CommandLine;
using System.IO.Compression;
using System.Text;
using Blockade.Archives;
using Blockade.Cli.Reports;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade omex -i ARCHIVE -o FOLDER</c>: runs the experiments of a COMBINE archive, in the shape of BioSimulators' commands.</summary>
internal sealed class OmexCommand(CommandHost host)
{
    private readonly Option<string?> _archive = new("--archive", "-i") { Description = "A COMBINE archive with experiments in SED-ML and models in SBML or BNGL.", HelpName = "ARCHIVE" };
    private readonly Option<string> _out = new("--out-dir", "-o") { Description = "Folder for reports, plots and the log; files of the same names are replaced.", HelpName = "OUT_DIR", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _debug = new("--debug", "-d") { Description = "Say what is chosen, and notes as well." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Problems only." };
    private readonly Option<bool> _version = new("--version", "-v") { Description = "The version." };
    private readonly ArchiveOptions _options = new();

    public Command Build()
    {
        var command = new Command("omex", "Run the experiments of a COMBINE archive.") { _archive, _out, _debug, _quiet, _version };
        _options.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(_version))
        {
            host.Out.WriteLine(Product.Version);
            return ExitCode.Done;
        }

        if (parse.GetValue(_archive) is not { } path)
        {
            host.Errors.WriteLine("blockade: omex wants an archive: -i ARCHIVE.");
            return ExitCode.Usage;
        }

        if (OmexSettings.Read(host) is not { } settings) return ExitCode.Usage;
        bool quiet = parse.GetValue(_quiet) || (!settings.IsVerbose && !parse.GetValue(_debug));
        var clock = new RunClock(host);
        (CombineArchive? archive, int code) = _options.Open(host, path, parse, quiet);
        if (archive is null) return code;
        Checked<PreparedArchive> prepared = PreparedArchive.Of(archive, _options.Run(host, parse, settings.Policy), cancellation);
        Inputs.Report(host, prepared.Diagnostics.Where(d => parse.GetValue(_debug) || d.Severity != Severity.Note), quiet);
        string folder = Path.Combine(host.WorkingFolder, parse.GetRequiredValue(_out));
        try
        {
            if (prepared.Value is null)
            {
                WholeFile.Write(Path.Combine(folder, settings.LogPath), s => s.Write(ArchiveLog.Of(prepared.Diagnostics.Where(d => d.Severity == Severity.Error))));
                return Inputs.Code(prepared.Diagnostics);
            }

            ImmutableArray<ExperimentOutcome> outcomes = ProgressDisplay.Run(host, quiet, progress => prepared.Value.Run(host.Clock, progress, cancellation));
            code = Write(prepared.Value, outcomes, folder, settings, clock);
            if (!quiet) Say(outcomes, folder, clock);
            return code;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    // everything is made in memory first, so that a file is there whole or not at all; the log comes last and knows the rest
    private int Write(PreparedArchive prepared, ImmutableArray<ExperimentOutcome> outcomes, string folder, OmexSettings settings, RunClock clock)
    {
        int code = outcomes.Any(o => o.Status == ExperimentStatus.Failed) ? ExitCode.NumericalFailure : ExitCode.Done;
        Dictionary<string, SedmlDocument> documents = prepared.Documents.ToDictionary(d => d.Source.Name);
        ImmutableArray<ArchiveReport> reports = ArchiveReport.Of(outcomes, documents, settings.SavesPlotData);
        List<(string Path, byte[] Bytes)> tables = [.. reports.SelectMany(r => settings.Reports.Where(f => f != "h5").Select(f => ($"{r.Path}.{f}", r.Separated(f == "csv" ? ',' : '\t'))))];
        var unmade = new Dictionary<string, string>();
        List<(string Path, byte[] Bytes)> plots = [.. outcomes.SelectMany(o => o.Outputs.Where(p => p.Status == ExperimentStatus.Succeeded).SelectMany(p => Draw($"{o.Location}/{p.Output.Id}", p, settings, unmade)))];
        if (settings.Reports.Contains("h5") && reports.Length > 0)
        {
            (byte[] bytes, ImmutableArray<ArchiveReport> tooLarge) = ArchiveReport.Hdf5(reports);
            foreach (ArchiveReport report in tooLarge) host.Errors.WriteLine(FormattableString.Invariant($"blockade: '{report.Path}' has {report.Rows.Length} data sets; HDF5 takes {Hdf5Attribute.MostTexts}, and it is not in {settings.Hdf5Path}."));
            if (!tooLarge.IsEmpty) code = ExitCode.LimitReached;
            WholeFile.Write(Path.Combine(folder, settings.Hdf5Path), s => s.Write(bytes));
        }

        foreach ((List<(string Path, byte[] Bytes)> files, string bundle) in new[] { (tables, settings.ReportsPath), (plots, settings.PlotsPath) })
        {
            if (settings.KeepsFiles) foreach ((string path, byte[] bytes) in files) WholeFile.Write(Path.Combine(folder, path), s => s.Write(bytes));
            if (settings.Bundles && files.Count > 0) WholeFile.Write(Path.Combine(folder, bundle), s => s.Write(Bundle(files)));
        }

        foreach ((string path, string reason) in unmade) host.Errors.WriteLine($"blockade: '{path}' is not drawn: {reason}{(settings.SavesPlotData ? "; its numbers are among the reports" : "")}.");
        WholeFile.Write(Path.Combine(folder, settings.LogPath), s => s.Write(ArchiveLog.Of(outcomes, unmade, clock.Seconds)));
        return code;
    }

    private static IEnumerable<(string Path, byte[] Bytes)> Draw(string path, OutputOutcome outcome, OmexSettings settings, Dictionary<string, string> unmade)
    {
        if (outcome.Output is not SedmlOutput.Plot plot || settings.Plots.IsEmpty) yield break;
        (ImmutableArray<TrajectoryFigure> figures, string? objection) = ArchiveFigures.Of(plot, outcome.Columns);
        if (objection is not null) unmade[path] = objection;
        for (int k = 0; k < figures.Length; k++)
        {
            string name = k == 0 ? path : FormattableString.Invariant($"{path}-{k + 1}");
            if (settings.Plots.Contains("svg")) yield return ($"{name}.svg", Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{FigureRenderer.Draw(figures[k], $"plot-{outcome.Output.Id}").Svg}\n"));
            if (settings.Plots.Contains("png")) yield return ($"{name}.png", FigureRenderer.Png(figures[k]));
        }
    }

    private static byte[] Bundle(List<(string Path, byte[] Bytes)> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string path, byte[] bytes) in files)
            {
                ZipArchiveEntry entry = zip.CreateEntry(path);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // no clock, so that bytes repeat
                using Stream into = entry.Open();
                into.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private void Say(ImmutableArray<ExperimentOutcome> outcomes, string folder, RunClock clock)
    {
        foreach (ExperimentOutcome outcome in outcomes)
        {
            foreach (TaskOutcome task in outcome.Tasks.Where(t => t.Status == ExperimentStatus.Failed)) host.Errors.WriteLine($"blockade: {outcome.Location}: task '{task.Id}': {task.Reason}");
        }

        int outputs = outcomes.Sum(o => o.Outputs.Count(p => p.Status == ExperimentStatus.Succeeded));
        host.Errors.WriteLine(FormattableString.Invariant($"blockade: {outcomes.Length} experiment{(outcomes.Length == 1 ? "" : "s")}, {outputs} of {outcomes.Sum(o => o.Outputs.Length)} outputs made, {clock.Seconds:0.0} s: {Path.GetRelativePath(host.WorkingFolder, folder)}"));
    }
}
