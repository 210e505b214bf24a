namespace Blockade.Reporting;

/// <summary>Why results could not be written.</summary>
public enum OutputFailure
{
    /// <summary>The folder holds something already and replacing it was not asked for.</summary>
    NotEmpty,

    /// <summary>A file of that name is where a folder is wanted, or on the way to it.</summary>
    NotAFolder,

    /// <summary>No permission, or a read-only file system.</summary>
    NotWritable,

    /// <summary>The disk, or the share of it that one may use, is full.</summary>
    DiskFull,

    /// <summary>Anything else the operating system reported; see the inner exception.</summary>
    Other,
}
