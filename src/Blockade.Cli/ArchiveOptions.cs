using System.CommandLine;
using Blockade.Archives;
using Blockade.Models.Diagnostics;

namespace Blockade.Cli;

/// <summary>Options of the commands that run an archive: what raises the limits of archives, experiments, models and networks.</summary>
internal sealed class ArchiveOptions
{
    private readonly Option<int> _entries = LimitOptions.Limit("--max-archive-entries", "Archive: most files.", ArchiveLimits.Default.MaxEntries);
    private readonly Option<long> _each = LimitOptions.Limit("--max-entry-bytes", "Archive: most bytes of one file.", ArchiveLimits.Default.MaxEntryBytes);
    private readonly Option<long> _all = LimitOptions.Limit("--max-archive-bytes", "Archive: most bytes of all files.", ArchiveLimits.Default.MaxTotalBytes);
    private readonly Option<int> _ratio = LimitOptions.Limit("--max-archive-ratio", "Archive: most bytes of a file for each that it takes in the archive.", ArchiveLimits.Default.MaxRatio);
    private readonly Option<long> _values = LimitOptions.Limit("--max-values", "Most numbers of the results of one experiment.", new ArchiveRunOptions().MaxValues);
    private readonly Option<string?> _models = new("--models") { Description = "Folder with models of BioModels that experiments name by number (BIOMD0000000003.xml).", HelpName = "FOLDER" };
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly SbmlOptions _sbml = new();
    private readonly LimitOptions _network = new();

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _models, _seed, _entries, _each, _all, _ratio, _values }) command.Add(option);
        _sbml.AddTo(command);
        _network.AddTo(command);
    }

    public ArchiveRunOptions Run(CommandHost host, ParseResult parse, SubstitutionPolicy policy) => new()
    {
        Policy = policy, Seed = parse.GetValue(_seed), MaxValues = parse.GetValue(_values), Xml = _sbml.Of(parse), Expansion = _network.Of(parse),
        ModelOf = number => ModelFolder.Open(host, parse.GetValue(_models), number),
    };

    /// <summary>Most numbers of the results of one experiment.</summary>
    public long MaxValues(ParseResult parse) => parse.GetValue(_values);

    /// <summary>Opens an archive and says what is wrong with it; null, or the exit code.</summary>
    public (CombineArchive? Archive, int Code) Open(CommandHost host, string path, ParseResult parse, bool quiet)
    {
        var limits = new ArchiveLimits(parse.GetValue(_entries), parse.GetValue(_each), parse.GetValue(_all), parse.GetValue(_ratio));
        (byte[]? bytes, int code) = Inputs.OpenBytes(host, path, limits.MaxTotalBytes, "--max-archive-bytes");
        if (bytes is null) return (null, code);
        Checked<CombineArchive> read = ArchiveReader.Read(path, bytes, limits, _sbml.Of(parse));
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is { } archive && !quiet && Title(archive) is { } title) host.Errors.WriteLine($"blockade: {title}");
        return (read.Value, Inputs.Code(read.Diagnostics));
    }

    // what its metadata say of the whole archive; a stranger's words go to a terminal without what would steer it
    private static string? Title(CombineArchive archive)
    {
        string[] Said(string property) => [.. archive.Metadata.Where(m => m.Property == property && m.About is "." or "./" or "").Select(m => string.Concat(m.Value.Where(c => !char.IsControl(c))))];
        string? title = Said("title").FirstOrDefault();
        string[] creators = Said("creator");
        return title is null ? null : creators.Length == 0 ? title : $"{title}, by {string.Join(", ", creators)}";
    }
}
