using System.Collections.Immutable;
using Blockade.Archives;

namespace Blockade.Cli;

/// <summary>What the environment says of a run of an archive, by the variables of BioSimulators.</summary>
internal sealed record OmexSettings
{
    private static readonly ImmutableArray<string> KnownReports = ["csv", "tsv", "h5"], KnownPlots = ["svg", "png"];

    /// <summary>The variables: name, what it is when it is not set, and what it says.</summary>
    public static ImmutableArray<(string Name, string Default, string Meaning)> Variables { get; } =
    [
        ("ALGORITHM_SUBSTITUTION_POLICY", "SIMILAR_VARIABLES", $"how unlike the algorithm that is asked for the one that is used may be: {string.Join(", ", PolicyNames.All)}"),
        ("REPORT_FORMATS", "csv,h5", "forms of reports: csv, tsv, h5"),
        ("PLOT_FORMATS", "svg", "forms of plots: svg, png"),
        ("H5_REPORTS_PATH", "reports.h5", "the HDF5 file, in the output folder"),
        ("REPORTS_PATH", "reports.zip", "the bundle of the other reports"),
        ("PLOTS_PATH", "plots.zip", "the bundle of plots"),
        ("BUNDLE_OUTPUTS", "1", "whether there are bundles: 1 or 0"),
        ("KEEP_INDIVIDUAL_OUTPUTS", "1", "whether reports and plots are also files of their own: 1 or 0"),
        ("SAVE_PLOT_DATA", "1", "whether the numbers of plots stand beside the reports: 1 or 0"),
        ("LOG_PATH", "log.yml", "the log, in the output folder"),
        ("COLLECT_COMBINE_ARCHIVE_RESULTS", "0", "taken and without effect: it asks a library for results in memory"),
        ("VERBOSE", "1", "whether notes and warnings are said: 1 or 0"),
    ];

    public required SubstitutionPolicy Policy { get; init; }

    public required ImmutableArray<string> Reports { get; init; }

    public required ImmutableArray<string> Plots { get; init; }

    public required string Hdf5Path { get; init; }

    public required string ReportsPath { get; init; }

    public required string PlotsPath { get; init; }

    public required string LogPath { get; init; }

    public required bool Bundles { get; init; }

    public required bool KeepsFiles { get; init; }

    public required bool SavesPlotData { get; init; }

    public required bool IsVerbose { get; init; }

    /// <summary>Reads them; null where one has a value that it cannot have, which is said.</summary>
    public static OmexSettings? Read(CommandHost host)
    {
        var faults = new List<string>();
        string Text(string name)
        {
            string? set = host.Variable(name)?.Trim();
            return string.IsNullOrEmpty(set) ? Variables.First(v => v.Name == name).Default : set;
        }

        bool Flag(string name)
        {
            string text = Text(name).ToLowerInvariant();
            if (text is not ("1" or "0" or "true" or "false")) faults.Add($"{name} is 1 or 0, not '{text}'");
            return text is "1" or "true";
        }

        ImmutableArray<string> Forms(string name, ImmutableArray<string> known)
        {
            ImmutableArray<string> asked = [.. Text(name).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(f => f.ToLowerInvariant()).Distinct()];
            foreach (string other in asked.Except(known)) host.Errors.WriteLine($"blockade: {name} asks for '{other}', which is not written; {string.Join(", ", known)} are.");
            return [.. asked.Where(known.Contains)];
        }

        string Path(string name)
        {
            string path = Text(name);
            if (System.IO.Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")) faults.Add($"{name} is a path in the output folder, not '{path}'");
            return path;
        }

        SubstitutionPolicy? policy = PolicyNames.Parse(Text("ALGORITHM_SUBSTITUTION_POLICY"));
        if (policy is null) faults.Add($"ALGORITHM_SUBSTITUTION_POLICY is one of {string.Join(", ", PolicyNames.All)}, not '{Text("ALGORITHM_SUBSTITUTION_POLICY")}'");
        var settings = new OmexSettings
        {
            Policy = policy ?? SubstitutionPolicy.SimilarVariables, Reports = Forms("REPORT_FORMATS", KnownReports), Plots = Forms("PLOT_FORMATS", KnownPlots), Hdf5Path = Path("H5_REPORTS_PATH"),
            ReportsPath = Path("REPORTS_PATH"), PlotsPath = Path("PLOTS_PATH"), LogPath = Path("LOG_PATH"), Bundles = Flag("BUNDLE_OUTPUTS"), KeepsFiles = Flag("KEEP_INDIVIDUAL_OUTPUTS"),
            SavesPlotData = Flag("SAVE_PLOT_DATA"), IsVerbose = Flag("VERBOSE"),
        };
        foreach (string fault in faults) host.Errors.WriteLine($"blockade: {fault}.");
        return faults.Count == 0 ? settings : null;
    }
}
