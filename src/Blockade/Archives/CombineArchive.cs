using System.Collections.Immutable;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>A COMBINE archive in memory: files, what its manifest says they are, and what its metadata say of them.</summary>
/// <param name="Name">The archive's own name.</param>
/// <param name="Entries">Its files by path (ordinal); the manifest is not among them.</param>
/// <param name="Metadata">Statements of all its metadata files.</param>
/// <remarks>Bergmann et al. (2014), BMC Bioinformatics 15:369, doi:10.1186/s12859-014-0369-z.</remarks>
public sealed record CombineArchive(string Name, ImmutableArray<ArchiveEntry> Entries, ImmutableArray<MetadataStatement> Metadata)
{
    /// <summary>The place of the manifest.</summary>
    public const string ManifestPath = "manifest.xml";

    /// <summary>The file at a path, or null.</summary>
    public ArchiveEntry? Find(string path) => Entries.FirstOrDefault(e => e.Path == path);

    /// <summary>The SED-ML files that a run carries out: those marked as master, else all.</summary>
    public ImmutableArray<ArchiveEntry> Experiments
    {
        get
        {
            ImmutableArray<ArchiveEntry> all = [.. Entries.Where(e => CombineFormats.IsSedml(e.Format))];
            ImmutableArray<ArchiveEntry> masters = [.. all.Where(e => e.IsMaster)];
            return masters.IsEmpty ? all : masters;
        }
    }
}
