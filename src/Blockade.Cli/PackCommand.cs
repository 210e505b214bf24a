using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Blockade.Archives;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;
using Blockade.Simulation;

namespace Blockade.Cli;

/// <summary><c>blockade pack WHAT --out FILE</c>: a COMBINE archive of a model or a study, with an experiment and its results.</summary>
internal sealed class PackCommand(CommandHost host)
{
    private const string ResultsFolder = "results/";

    private readonly Argument<string> _what = new("what") { Description = "A model in BNGL or SBML, her2, or a trial by name or file: its receptor model, with the study's files.", HelpName = "FILE|her2|TRIAL" };
    private readonly Option<string> _out = new("--out") { Description = "The archive.", HelpName = "FILE", Required = true };
    private readonly Option<double> _end = new("--end") { Description = "Last time of the experiment, in the model's unit (her2: seconds).", DefaultValueFactory = _ => 3600, HelpName = "T" };
    private readonly Option<int> _points = new("--points") { Description = "Times after the first.", DefaultValueFactory = _ => 100, HelpName = "N" };
    private readonly Option<string[]> _set = new("--set") { Description = "Replace a parameter, for example --set T_nM=100. May be repeated.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> _relative = new("--rtol") { Description = "Relative tolerance, which the experiment states.", DefaultValueFactory = _ => 1e-8, HelpName = "X" };
    private readonly Option<double> _absolute = new("--atol") { Description = "Absolute tolerance, which the experiment states.", DefaultValueFactory = _ => 1e-10, HelpName = "X" };
    private readonly Option<string?> _results = new("--results") { Description = "A folder of finished results, such as that of a trial, to be put in as well.", HelpName = "FOLDER" };
    private readonly Option<string?> _title = new("--title") { Description = "Of the archive; by default the model's name.", HelpName = "TEXT" };
    private readonly Option<string[]> _creators = new("--creator") { Description = "Who made it. May be repeated.", HelpName = "NAME" };
    private readonly Option<string?> _license = new("--license") { Description = "Address of its licence, such as https://spdx.org/licenses/CC-BY-4.0.", HelpName = "URL" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the archive if it is there." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly LimitOptions _limits = new();
    private readonly SbmlOptions _sbml = new();

    public Command Build()
    {
        var command = new Command("pack", "Write a COMBINE archive: BNGL, flat SBML, SED-ML, parameters with their sources, results and metadata.")
        {
            _what, _out, _end, _points, _set, _relative, _absolute, _results, _title, _creators, _license, _force, _quiet,
        };
        _limits.AddBoundedTo(command);
        _sbml.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        double end = parse.GetValue(_end), relative = parse.GetValue(_relative), absolute = parse.GetValue(_absolute);
        if (!(end > 0) || !double.IsFinite(end) || parse.GetValue(_points) is < 1 or > 1_000_000 || !(relative is >= 1e-13 and <= 0.1) || !(absolute > 0) || !double.IsFinite(absolute))
        {
            host.Errors.WriteLine("blockade: --end and --atol are positive, --points is from 1 to 1000000, --rtol from 1e-13 to 0.1.");
            return ExitCode.Usage;
        }

        bool quiet = parse.GetValue(_quiet);
        (ImmutableArray<ArchiveEntry> entries, int code) = Entries(parse, quiet, cancellation);
        if (entries.IsDefault) return code;
        var all = entries.ToList();
        if (parse.GetValue(_results) is { } folder && !TryAddFolder(folder, all)) return ExitCode.Usage;
        var archive = new CombineArchive(parse.GetRequiredValue(_out), [.. all], []);
        Checked<PreparedArchive> prepared = PreparedArchive.Of(archive, new ArchiveRunOptions { Xml = _sbml.Of(parse), Expansion = _limits.Of(parse) }, cancellation);
        Inputs.Report(host, prepared.Diagnostics.Where(d => d.Severity == Severity.Error), quiet);
        if (prepared.Value is null) return Inputs.Code(prepared.Diagnostics);
        ImmutableArray<ExperimentOutcome> outcomes = ProgressDisplay.Run(host, quiet, progress => prepared.Value.Run(host.Clock, progress, cancellation));
        if (outcomes.SelectMany(o => o.Tasks).FirstOrDefault(t => t.Status == ExperimentStatus.Failed) is { } failed)
        {
            host.Errors.WriteLine($"blockade: {failed.Reason}; nothing was written.");
            return ExitCode.NumericalFailure;
        }

        ImmutableArray<ArchiveReport> reports = ArchiveReport.Of(outcomes, prepared.Value.Documents.ToDictionary(d => d.Source.Name), withPlots: false);
        all.AddRange(reports.Select(r => new ArchiveEntry($"{ResultsFolder}{r.Path}.csv", r.Separated(','), CombineFormats.Csv)));
        all.Add(new ArchiveEntry(ResultsFolder + "reports.h5", ArchiveReport.Hdf5(reports).Bytes, CombineFormats.Hdf5));
        all.Add(new ArchiveEntry("metadata.rdf", Metadata(parse, all), CombineFormats.Metadata));
        all.Add(new ArchiveEntry("README.md", Encoding.UTF8.GetBytes(ReadMe(parse, all)), CombineFormats.Markdown));
        byte[] bytes;
        try
        {
            bytes = ArchiveWriter.Write(all);
        }
        catch (ArgumentException e) when (parse.GetValue(_results) is not null)
        {
            host.Errors.WriteLine($"blockade: the folder of --results cannot be packed: {e.Message}");   // its names are somebody else's
            return ExitCode.Usage;
        }

        code = Outputs.WriteFile(host, parse.GetRequiredValue(_out), parse.GetValue(_force), s => s.Write(bytes));
        if (code == ExitCode.Done && !quiet) host.Errors.WriteLine(FormattableString.Invariant($"blockade: {all.Count} files, {bytes.Length:N0} bytes; 'verify {parse.GetRequiredValue(_out)}' runs it again."));
        return code;
    }

    private (ImmutableArray<ArchiveEntry> Entries, int Code) Entries(ParseResult parse, bool quiet, CancellationToken cancellation)
    {
        string what = parse.GetRequiredValue(_what);
        bool isTrial = Path.GetExtension(what).Equals(".toml", StringComparison.OrdinalIgnoreCase) || Her2Files.Names.Contains($"trials/{what}.toml");
        if (!isTrial && SbmlReader.IsSbml(what))
        {
            if (Inputs.Open(host, what) is not { } file) return (default, ExitCode.Usage);
            (SbmlDocument? document, int read) = _sbml.Read(host, file, parse, quiet);
            if (document is null) return (default, read);
            return ParameterSettings.TryRead(host, parse.GetValue(_set) ?? [], document.Settable, out (string, double)[] given) ? (ArchivePacker.Of(document, [.. given], Course(parse)), ExitCode.Done) : (default, ExitCode.Usage);
        }

        ImmutableArray<SourceText> study = [];
        SourceText? source;
        if (isTrial)
        {
            (StudyInputs? inputs, _, int fault) = Inputs.Study(host, what, null, quiet, cancellation);
            if (inputs is null) return (default, fault);
            study = inputs.Sources;
            source = study[1];   // the trial comes first, then its receptor model
        }
        else
        {
            source = Inputs.OpenOrNamed(host, what, "", ".bngl");
        }

        if (source is null) return (default, ExitCode.Usage);
        Checked<RuleModel> rules = Inputs.Rules(source, Path.Combine(host.WorkingFolder, source.Name));
        Inputs.Report(host, rules.Diagnostics, quiet);
        if (rules.Value is null) return (default, Inputs.Code(rules.Diagnostics));
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(rules.Value, _limits.Of(parse, rules.Value, host, quiet), null, cancellation);
        ImmutableArray<Diagnostic> unsayable = network.Value is null ? [] : SbmlWriter.Check(network.Value);
        Inputs.Report(host, [.. network.Diagnostics, .. unsayable], quiet);
        if (network.Value is null || !unsayable.IsEmpty) return (default, Inputs.Code([.. network.Diagnostics, .. unsayable]));
        if (!ParameterSettings.TryRead(host, parse.GetValue(_set) ?? [], [.. rules.Value.Parameters.Select(p => p.Name)], out (string, double)[] set)) return (default, ExitCode.Usage);
        ImmutableArray<ArchiveEntry> entries = ArchivePacker.Of(network.Value, [.. set], Course(parse));
        bool isFlagship = source.Text == Her2Files.Read("her2.bngl").Text;
        return ([.. entries, .. isFlagship || isTrial ? Study(study) : []], ExitCode.Done);
    }

    // the flagship's constants have sources; a study's files say the rest
    private static IEnumerable<ArchiveEntry> Study(ImmutableArray<SourceText> sources)
    {
        IEnumerable<SourceText> files = sources.IsEmpty ? [Her2Files.Read("parameters.csv")] : sources.Where((_, k) => k != 1);
        return files.Select(f => new ArchiveEntry("study/" + Path.GetFileName(f.Name), Encoding.UTF8.GetBytes(f.Text), f.Name.EndsWith(".csv", StringComparison.Ordinal) ? CombineFormats.Csv : "http://purl.org/NET/mediatypes/application/toml"));
    }

    private SedmlSimulation.UniformTimeCourse Course(ParseResult parse)
    {
        string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        var algorithm = new SedmlAlgorithm("KISAO:0000019", [new("KISAO:0000209", Text(parse.GetValue(_relative)), default), new("KISAO:0000211", Text(parse.GetValue(_absolute)), default)], default);
        return new SedmlSimulation.UniformTimeCourse("course", algorithm, 0, 0, parse.GetValue(_end), parse.GetValue(_points));
    }

    private bool TryAddFolder(string folder, List<ArchiveEntry> entries)
    {
        string full = Path.Combine(host.WorkingFolder, folder);
        if (!Directory.Exists(full))
        {
            host.Errors.WriteLine($"blockade: there is no folder '{folder}'.");
            return false;
        }

        foreach (string file in Directory.GetFiles(full, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            (byte[]? bytes, int _) = Inputs.OpenBytes(host, file, ArchiveLimits.Default.MaxEntryBytes, "nothing");
            if (bytes is null) return false;
            string name = Path.GetRelativePath(full, file).Replace(Path.DirectorySeparatorChar, '/');
            entries.Add(new ArchiveEntry($"run/{name}", bytes, $"http://purl.org/NET/mediatypes/{(name.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "application/octet-stream")}"));
        }

        return true;
    }

    private byte[] Metadata(ParseResult parse, List<ArchiveEntry> entries)
    {
        Checked<ParameterTable>? table = entries.Any(e => e.Path == "study/parameters.csv") ? EvidenceReader.ReadParameters(Her2Files.Read("parameters.csv")) : null;
        ImmutableArray<string> references = [.. (table?.Value?.Where(p => p.Doi.Length > 0) ?? []).Select(p => $"https://doi.org/{p.Doi}").Distinct().Order(StringComparer.Ordinal)];
        return MetadataWriter.Write(Title(parse), $"A model, an experiment with it and its results, packed by Blockade {Product.Version}.", [.. parse.GetValue(_creators) ?? []], parse.GetValue(_license), references);
    }

    private string Title(ParseResult parse) => parse.GetValue(_title) ?? Path.GetFileNameWithoutExtension(parse.GetRequiredValue(_what));

    private string ReadMe(ParseResult parse, List<ArchiveEntry> entries)
    {
        var text = new StringBuilder($"# {Title(parse)}\n\nPacked by Blockade {Product.Version}. `blockade verify ARCHIVE` runs it again; any program that reads COMBINE archives can run `{ArchivePacker.Experiment}`.\n\n");
        foreach (ArchiveEntry entry in entries.OrderBy(e => e.Path, StringComparer.Ordinal)) text.Append("- `").Append(entry.Path).Append("`\n");
        if (entries.Any(e => e.Path.StartsWith("study/", StringComparison.Ordinal) && e.Path.EndsWith(".toml", StringComparison.Ordinal))) text.Append("\nSED-ML has no words for a trial: `study/` holds its files, for `blockade trial`. The experiment is of its receptor model.\n");
        return text.ToString();
    }
}
