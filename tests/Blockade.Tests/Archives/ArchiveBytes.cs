using System.IO.Compression;
using System.Text;

namespace Blockade.Tests.Archives;

/// <summary>ZIP files as someone else might make them, whatever the names.</summary>
internal static class ArchiveBytes
{
    public const string Manifest = """
        <?xml version="1.0" encoding="utf-8"?>
        <omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest">
          <content location="." format="http://identifiers.org/combine.specifications/omex"/>
          <content location="./manifest.xml" format="http://identifiers.org/combine.specifications/omex-manifest"/>
          <content location="./a.txt" format="http://purl.org/NET/mediatypes/text/plain"/>
        </omexManifest>
        """;

    /// <summary>An archive with a manifest, a file that it names, and more.</summary>
    public static byte[] With(params (string Name, byte[] Content)[] more) => Zip([("manifest.xml", Encoding.UTF8.GetBytes(Manifest)), ("a.txt", "a"u8.ToArray()), .. more]);

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, Action<ZipArchiveEntry>? then = null)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach ((string name, byte[] content) in files)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name);
                then?.Invoke(entry);
                using Stream into = entry.Open();
                into.Write(content);
            }
        }

        return stream.ToArray();
    }
}
