using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>
/// Writes COMBINE archives. The same entries give the same bytes: no clock, no names of machines, entries in the order of their paths with the
/// manifest first. Only another version of the runtime's compressor may pack them differently.
/// </summary>
public static class ArchiveWriter
{
    private const string Space = "http://identifiers.org/combine.specifications/omex-manifest";

    // the first moment that ZIP can say
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The archive's bytes.</summary>
    /// <param name="entries">Its files; their formats go to the manifest, which is made.</param>
    /// <exception cref="ArgumentException">Two entries are one file on some systems, or a path is one that <see cref="ArchiveReader"/> refuses.</exception>
    public static byte[] Write(IEnumerable<ArchiveEntry> entries)
    {
        ImmutableArray<ArchiveEntry> sorted = [.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)];
        var names = new HashSet<string>(StringComparer.Ordinal) { CombineArchive.ManifestPath };
        foreach (ArchiveEntry entry in sorted)
        {
            if (ArchivePath.Objection(entry.Path) is { } objection) throw new ArgumentException($"The path '{entry.Path}' cannot stand in an archive: {objection}.", nameof(entries));
            if (!names.Add(ArchivePath.Folded(entry.Path))) throw new ArgumentException($"Two entries are named '{entry.Path}' on some systems.", nameof(entries));
        }

        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            Add(zip, CombineArchive.ManifestPath, Manifest(sorted));
            foreach (ArchiveEntry entry in sorted) Add(zip, entry.Path, entry.Content.Span);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string path, ReadOnlySpan<byte> content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(path, CompressionLevel.Optimal);
        entry.LastWriteTime = Epoch;
        entry.ExternalAttributes = Convert.ToInt32("100644", 8) << 16;   // a plain file that all may read
        using Stream into = entry.Open();
        into.Write(content);
    }

    private static byte[] Manifest(ImmutableArray<ArchiveEntry> entries)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(stream, settings))
        {
            xml.WriteStartElement("omexManifest", Space);
            Content(".", CombineFormats.Archive, false);
            Content("./" + CombineArchive.ManifestPath, CombineFormats.Manifest, false);
            foreach (ArchiveEntry entry in entries) Content("./" + entry.Path, entry.Format, entry.IsMaster);
            xml.WriteEndElement();

            void Content(string location, string format, bool isMaster)
            {
                xml.WriteStartElement("content", Space);
                xml.WriteAttributeString("location", location);
                xml.WriteAttributeString("format", format);
                if (isMaster) xml.WriteAttributeString("master", "true");
                xml.WriteEndElement();
            }
        }

        return stream.ToArray();
    }
}
