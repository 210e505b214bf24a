using System.Globalization;

namespace Blockade.Tests.Conformance;

/// <summary>A .gdat, .cdat or .scan file: names of columns, and rows of numbers of which the first is time or the parameter.</summary>
internal sealed record DataFile(string[] Columns, double[][] Rows)
{
    public static DataFile Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] header = lines[0].TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new DataFile(
            [.. header.Skip(1).Select(c => c.Replace("()", "", StringComparison.Ordinal))],
            [.. lines.Skip(1).Where(l => !string.IsNullOrWhiteSpace(l) && l.TrimStart()[0] != '#').Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray())]);
    }

    /// <summary>BioNetGen's measure: the norm of the difference over the norm of the reference, over all columns but the first.</summary>
    /// <param name="reference">What it is compared with.</param>
    /// <param name="columnOf">The column here for each of the reference's, -1 for one that is passed over.</param>
    public double Error(DataFile reference, int[] columnOf)
    {
        double difference = 0, norm = 0;
        for (int r = 0; r < reference.Rows.Length; r++)
        {
            for (int c = 0; c < columnOf.Length; c++)
            {
                if (columnOf[c] < 0) continue;
                double theirs = reference.Rows[r][c + 1], ours = Rows[r][columnOf[c] + 1];
                difference += (theirs - ours) * (theirs - ours);
                norm += theirs * theirs;
            }
        }

        return difference == 0 ? 0 : Math.Sqrt(difference) / Math.Sqrt(norm);
    }

    private static double Number(string word) => word switch
    {
        "nan" or "-nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(word, CultureInfo.InvariantCulture),
    };
}
