namespace Blockade.Reporting;

/// <summary>Results could not be written: where, why, and what to do. The message holds all three.</summary>
public sealed class OutputException : IOException
{
    internal OutputException(string path, OutputFailure failure, string reason, string remedy, Exception? inner = null)
        : base($"{path}: {reason}. {remedy}", inner) => (Path, Failure, Reason, Remedy) = (path, failure, reason, remedy);

    /// <summary>The file or folder concerned.</summary>
    public string Path { get; }

    /// <summary>The kind of failure, for programs.</summary>
    public OutputFailure Failure { get; }

    /// <summary>What went wrong, in words, without a full stop.</summary>
    public string Reason { get; }

    /// <summary>What the user can do about it, a sentence.</summary>
    public string Remedy { get; }

    /// <summary>Translates what the runtime throws for a failed system call.</summary>
    internal static OutputException From(string path, Exception failure)
    {
        // The runtime keeps errno (Unix) or the Win32 code in HResult; there is no typed exception for a full disk.
        const int noSpaceLeft = 28, quotaExceeded = 122, readOnlyFileSystem = 30;
        const int windowsDiskFull = unchecked((int)0x80070070), windowsHandleDiskFull = unchecked((int)0x80070027);
        return failure switch
        {
            OutputException already => already,
            { HResult: noSpaceLeft or quotaExceeded or windowsDiskFull or windowsHandleDiskFull } => new(
                path, OutputFailure.DiskFull, "the disk is full", "Free some space or choose another folder with --out, then run again.", failure),
            UnauthorizedAccessException or { HResult: readOnlyFileSystem } => new(
                path, OutputFailure.NotWritable, "no permission to write here", "Choose a folder you may write to with --out.", failure),
            _ => new(
                path, OutputFailure.Other, failure.Message.TrimEnd('.'), "Check the path and the device, or choose another folder with --out.", failure),
        };
    }
}
