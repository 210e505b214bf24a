using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary>Where results go, and what is said when they cannot.</summary>
internal static class Outputs
{
    /// <summary>The folder that was given, or a new one beside the working folder's others: <c>blockade-NAME</c>, with a number where that is taken.</summary>
    public static string FolderPath(CommandHost host, string? given, string name, bool force)
    {
        if (given is not null) return Path.Combine(host.WorkingFolder, given);
        string stem = Path.Combine(host.WorkingFolder, "blockade-" + string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        if (force) return stem;
        string path = stem;
        for (int i = 2; Directory.Exists(path) || File.Exists(path); i++) path = FormattableString.Invariant($"{stem}-{i}");
        return path;
    }

    /// <summary>Writes a table twice: for people and for programs.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="table">The table; its name is the files'.</param>
    /// <param name="prefix">Stands before the name, such as <c>partial-</c>.</param>
    public static void WriteTable(OutputFolder folder, Table table, string prefix = "")
    {
        folder.Write($"{prefix}{table.Name}.csv", s => CsvTable.Write(table, s));
        folder.Write($"{prefix}{table.Name}.parquet", s => ParquetTable.Write(table, s));
    }

    /// <summary>Writes one file, whole or not at all; what is there stays without <paramref name="force"/>. Returns the exit code.</summary>
    public static int WriteFile(CommandHost host, string path, bool force, Action<Stream> write)
    {
        string full = Path.Combine(host.WorkingFolder, path);
        if (File.Exists(full) && !force)
        {
            host.Errors.WriteLine($"blockade: '{path}' is there already; --force replaces it.");
            return ExitCode.Usage;
        }

        try
        {
            WholeFile.Write(full, write);
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Failed(host, e);
        }
    }

    /// <summary>Writes the message; returns the exit code: a full disk is a limit, anything else a place that the command line chose badly.</summary>
    public static int Failed(CommandHost host, OutputException failure)
    {
        host.Errors.WriteLine($"blockade: {failure.Message}");
        return failure.Failure == OutputFailure.DiskFull ? ExitCode.LimitReached : ExitCode.Usage;
    }
}
