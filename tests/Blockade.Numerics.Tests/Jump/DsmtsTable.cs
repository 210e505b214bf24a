using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>The table of one case of the SBML stochastic test suite: expected mean and deviation at times 0 to 50.</summary>
internal static class DsmtsTable
{
    /// <summary>The rows of a case for one species; the test is skipped where the suite is absent.</summary>
    public static List<(double Mean, double Deviation)> Read(string id, string species)
    {
        string[] lines = Text($"sbml-stochastic/{id}/{id}-results.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] header = lines[0].Split(',');
        int mean = Array.IndexOf(header, species + "-mean");
        int deviation = Array.IndexOf(header, species + "-sd");
        return
        [
            .. lines.Skip(1).Select(l => l.Split(',')).Where(c => c.Length == header.Length && c[0].Length > 0)
                .Select(c => (double.Parse(c[mean], CultureInfo.InvariantCulture), double.Parse(c[deviation], CultureInfo.InvariantCulture))),
        ];
    }

    private static string Text(string name)
    {
        using FileStream file = File.OpenRead(Repository.Shared("corpora/sbml-stochastic.tar.gz"));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.TrimStart('.', '/') == name) return new StreamReader(entry.DataStream!).ReadToEnd();
        }

        throw new FileNotFoundException(name);
    }
}
