using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary>Opens the files that arguments name.</summary>
internal static class Inputs
{
    private const long MostBytes = 64L << 20;
    private const int MostOfAKind = 100;   // nobody reads on, and a million rules have a million of them

    /// <summary>A file on disk; null with a line on what is wrong.</summary>
    public static SourceText? Open(CommandHost host, string path)
    {
        string full = Path.Combine(host.WorkingFolder, path);
        try
        {
            if (Directory.Exists(full)) return Problem(host, $"'{path}' is a folder; a file is expected");
            var info = new FileInfo(full);
            if (!info.Exists) return Problem(host, $"there is no file '{path}'");
            if (info.Length > MostBytes) return Problem(host, $"'{path}' has {info.Length:N0} bytes; {MostBytes:N0} is the limit");
            return SourceText.FromFile(full).Renamed(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Problem(host, $"'{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>The bytes of a file on disk; null, with a line on what is wrong and the exit code.</summary>
    public static (byte[]? Bytes, int Code) OpenBytes(CommandHost host, string path, long most, string option)
    {
        string full = Path.Combine(host.WorkingFolder, path);
        string problem;
        int code = ExitCode.Usage;
        try
        {
            var info = new FileInfo(full);
            if (info.Exists && info.Length <= most) return (File.ReadAllBytes(full), ExitCode.Done);
            problem = Directory.Exists(full) ? $"'{path}' is a folder; a file is expected" : !info.Exists ? $"there is no file '{path}'" : FormattableString.Invariant($"'{path}' has {info.Length:N0} bytes; {most:N0} is the limit, which {option} raises");
            if (info.Exists) code = ExitCode.LimitReached;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"'{path}' cannot be read: {e.Message}";
        }

        Problem(host, problem);
        return (null, code);
    }

    /// <summary>A file on disk, or one of the flagship's by its short name; null with a line on what there is.</summary>
    public static SourceText? OpenOrNamed(CommandHost host, string argument, string folder, string extension)
    {
        if (File.Exists(Path.Combine(host.WorkingFolder, argument))) return Open(host, argument);
        string[] names = [.. Her2Files.Names.Where(n => n.StartsWith(folder, StringComparison.Ordinal) && n.EndsWith(extension, StringComparison.Ordinal)).Select(n => n[folder.Length..^extension.Length])];
        if (names.Contains(argument)) return Her2Files.Read(folder + argument + extension);
        string hint = NearestName.Hint(argument, names) ?? $"there are: {string.Join(", ", names)}; or give the path of a {extension} file";
        return Problem(host, $"there is no file '{argument}' and nothing of that name ships with Blockade; {hint}");
    }

    /// <summary>The rules of a BNGL file, or those that a SBML file amounts to.</summary>
    /// <param name="source">The text.</param>
    /// <param name="path">Beside this lie the files that it names.</param>
    public static Checked<RuleModel> Rules(SourceText source, string path)
    {
        if (!SbmlReader.IsSbml(source.Name)) return BnglReader.Read(source, BnglReader.FilesBeside(path));
        Checked<SbmlDocument> document = SbmlReader.Read(source, SbmlLimits.Default);
        if (document.Value is null) return new(null, document.Diagnostics);
        Checked<RuleModel> rules = SbmlRules.Of(document.Value);
        return new(rules.Value, [.. document.Diagnostics, .. rules.Diagnostics]);
    }

    /// <summary>The network of a BNGL or SBML file, by expansion, or of a <c>.net</c> file.</summary>
    public static Checked<ReactionNetwork> Network(CommandHost host, SourceText source, LimitOptions limits, ParseResult parse, bool quiet, CancellationToken cancellation)
    {
        if (ActionProgramReader.IsNetwork(source.Name)) return NetReader.Read(source, BnglReader.FilesBeside(source.Name));
        Checked<RuleModel> rules = Rules(source, source.Name);
        if (rules.Value is null) return new(null, rules.Diagnostics);
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(rules.Value, limits.Of(parse, rules.Value, host, quiet), null, cancellation);
        return new(network.Value, [.. rules.Diagnostics, .. network.Diagnostics]);
    }

    /// <summary>A trial by name or file, with a receptor model of the user's where one is given; null and the exit code where something is wrong, which is said.</summary>
    public static (StudyInputs? Study, SourceText? Source, int Code) Study(CommandHost host, string trial, string? modelPath, bool quiet, CancellationToken cancellation)
    {
        if (OpenOrNamed(host, trial, "trials/", ".toml") is not SourceText source) return (null, null, ExitCode.Usage);
        SourceText? model = null;
        if (modelPath is not null && (model = OpenOrNamed(host, modelPath, "", ".bngl")) is null) return (null, source, ExitCode.Usage);
        Checked<StudyInputs> read = StudyInputs.Read(source, model, cancellation: cancellation);
        Report(host, read.Diagnostics, quiet);
        return (read.Value, source, Code(read.Diagnostics));
    }

    /// <summary>The posterior of a file, or the one that ships; null and the exit code where it is not there or does not fit the constants, which is said.</summary>
    public static (PosteriorDraws? Draws, SourceText Source, int Code) Posterior(CommandHost host, string? path, ParameterTable parameters, bool quiet)
    {
        SourceText frozen = Her2Files.Read("posterior.csv");
        if ((path is null ? frozen : Open(host, path)) is not SourceText source) return (null, frozen, ExitCode.Usage);
        Checked<PosteriorDraws> read = PosteriorFile.Read(source, parameters);
        Report(host, read.Diagnostics, quiet);
        return (read.Value, source, Code(read.Diagnostics));
    }

    /// <summary>What a manifest says of the files that a run was made from.</summary>
    public static ImmutableArray<InputFile> Files(params IEnumerable<SourceText> sources) => [.. sources.Select(s => InputFile.Of(s.Name, Encoding.UTF8.GetBytes(s.Text)))];

    /// <summary>Writes every error, and of warnings and notes the first hundred of a kind, with how many more there are; whether any is an error.</summary>
    public static bool Report(CommandHost host, IEnumerable<Diagnostic> diagnostics, bool quiet = false)
    {
        bool errors = false;
        var said = new Dictionary<string, int>();
        foreach (Diagnostic d in diagnostics.OrderByDescending(d => d.Severity == Severity.Error))
        {
            errors |= d.Severity == Severity.Error;
            if (d.Severity != Severity.Error && (quiet || (said[d.Code] = said.GetValueOrDefault(d.Code) + 1) > MostOfAKind)) continue;
            host.Errors.WriteLine(d.Render());
        }

        foreach ((string code, int count) in said.Where(s => s.Value > MostOfAKind).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            host.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blockade: {count - MostOfAKind:N0} more of {code}"));
        }

        return errors;
    }

    /// <summary>The exit code that diagnostics call for.</summary>
    public static int Code(IReadOnlyCollection<Diagnostic> diagnostics) =>
        !diagnostics.Any(d => d.Severity == Severity.Error) ? ExitCode.Done
        : diagnostics.Any(d => d.Code is "NET1101" or "NET1102" or "TML1001" or "SBM1002" or "OMX1002" or "SED4001") ? ExitCode.LimitReached
        : ExitCode.InvalidInput;

    private static SourceText? Problem(CommandHost host, string message)
    {
        host.Errors.WriteLine($"blockade: {message}");
        return null;
    }
}
