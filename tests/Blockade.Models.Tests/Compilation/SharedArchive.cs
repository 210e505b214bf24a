using System.Formats.Tar;
using System.IO.Compression;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

/// <summary>Texts of an archive of conformance data beside the checkout; the test is skipped where it is absent.</summary>
internal static class SharedArchive
{
    /// <summary>The texts whose names the filter takes, by name.</summary>
    public static Dictionary<string, string> Read(string path, Func<string, bool> filter)
    {
        var texts = new Dictionary<string, string>();
        using FileStream file = File.OpenRead(Repository.Shared(path));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            string name = entry.Name.TrimStart('.', '/');
            if (entry.DataStream is not null && filter(name)) texts.Add(name, new StreamReader(entry.DataStream).ReadToEnd());
        }

        return texts;
    }
}
