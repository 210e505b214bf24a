using System.Text;
using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>The flagship's files as they ship inside the library.</summary>
public static class Her2Files
{
    /// <summary>Their names, such as <c>her2.bngl</c>, in alphabetical order.</summary>
    public static IEnumerable<string> Names => typeof(Her2Files).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith("her2/", StringComparison.Ordinal)).Select(n => n[5..].Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Reads one file.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static SourceText Read(string name)
    {
        using Stream stream = typeof(Her2Files).Assembly.GetManifestResourceStream($"her2/{name}")
            ?? throw new ArgumentException($"There is no file '{name}' in models/her2; there are {string.Join(", ", Names)}.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new SourceText($"models/her2/{name}", reader.ReadToEnd());
    }
}
