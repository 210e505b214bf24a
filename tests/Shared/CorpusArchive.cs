using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Blockade.Testing;

/// <summary>The text files of an archive of conformance data beside the checkout, by path inside it.</summary>
internal sealed class CorpusArchive
{
    private readonly Dictionary<string, string> _files = [];

    private CorpusArchive(string path)
    {
        using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var tar = new TarReader(zipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var text = new StreamReader(entry.DataStream, Encoding.UTF8);
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            _files[name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]] = text.ReadToEnd();
        }
    }

    public IEnumerable<string> Names => _files.Keys.Order(StringComparer.Ordinal);

    public string this[string name] => _files[name];

    public static bool IsPresent(string archive) => File.Exists(PathOf(archive));

    /// <summary>Opens an archive; skips the test with a message where it is absent.</summary>
    public static CorpusArchive Open(string archive) => new(Repository.Shared($"corpora/{archive}"));

    /// <summary>Opens an archive that <see cref="IsPresent"/>.</summary>
    public static CorpusArchive OpenPresent(string archive) => new(PathOf(archive));

    /// <summary>The rows of a tab-separated file with a header, by column name.</summary>
    public IEnumerable<Dictionary<string, string>> Table(string name)
    {
        string[] lines = _files[name].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] columns = lines[0].TrimEnd('\r').Split('\t');
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.TrimEnd('\r').Split('\t');
            yield return columns.Select((c, i) => (c, i < cells.Length ? cells[i] : "")).ToDictionary(c => c.c, c => c.Item2);
        }
    }

    private static string PathOf(string archive) => Path.Combine(Repository.Root, "..", "shared", "corpora", archive);
}
