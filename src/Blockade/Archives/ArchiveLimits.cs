namespace Blockade.Archives;

/// <summary>How large an archive may be. All four are counted on what really comes out of it, not on what it says of itself.</summary>
/// <param name="MaxEntries">Files and folders.</param>
/// <param name="MaxEntryBytes">Bytes of one file.</param>
/// <param name="MaxTotalBytes">Bytes of all files, and of the archive itself.</param>
/// <param name="MaxRatio">Bytes of a file for each byte that it takes in the archive.</param>
public sealed record ArchiveLimits(int MaxEntries, long MaxEntryBytes, long MaxTotalBytes, int MaxRatio)
{
    /// <summary>Far above any published archive.</summary>
    public static ArchiveLimits Default { get; } = new(1000, 64L << 20, 256L << 20, 100);
}
