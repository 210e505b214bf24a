namespace Blockade.Trials;

/// <summary>The finished points of an analysis of sensitivity, one a line, on a file that only grows: what a killed run leaves is taken up by the next, to the same bytes.</summary>
public sealed class PointJournal
{
    private const string Heading = "blockade/points/1";

    private readonly NumberJournal _lines;

    private PointJournal(NumberJournal lines, SortedDictionary<int, double[]> points) => (_lines, Points) = (lines, points);

    /// <summary>The outputs of the points that are done, by the points' numbers.</summary>
    public SortedDictionary<int, double[]> Points { get; }

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="outputs">How many outputs a point has.</param>
    /// <returns>The journal, or null and why it cannot be taken up: it is of another run, or no journal.</returns>
    public static (PointJournal? Journal, string? Problem) Open(Stream stream, string key, int outputs)
    {
        var points = new SortedDictionary<int, double[]>();
        (NumberJournal? lines, string? problem) = NumberJournal.Open(
            stream, Heading, key, "it is not a journal of points", "it holds points of other inputs: another file, seed, size, option or version", numbers =>
            {
                if (numbers.Length != outputs + 1 || !(numbers[0] >= 0) || numbers[0] != Math.Floor(numbers[0]) || numbers[0] > int.MaxValue) return false;
                points[(int)numbers[0]] = numbers[1..];
                return true;
            });
        return lines is null ? (null, problem) : (new PointJournal(lines, points), null);
    }

    /// <summary>Appends a point and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(int point, double[] outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _lines.Append([point, .. outputs]);
        Points[point] = outputs;
    }
}
