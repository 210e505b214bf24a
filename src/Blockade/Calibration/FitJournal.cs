using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Blockade.Calibration;

/// <summary>
/// The searches of a fit that have ended, one a line, on a file that only grows: what a killed run leaves is taken up by the next. The first line says what was
/// fitted; a line ends with a check sum, and one that is torn is dropped.
/// </summary>
public sealed class FitJournal
{
    private const string Heading = "blockade/starts/1";

    private readonly Stream _stream;

    private FitJournal(Stream stream, SortedDictionary<int, FitPoint> starts) => (_stream, Starts) = (stream, starts);

    /// <summary>The searches that were there when the journal was opened, by number.</summary>
    public IReadOnlyDictionary<int, FitPoint> Starts { get; }

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="parameters">How many parameters are estimated.</param>
    /// <returns>The journal, or null and why it cannot be taken up.</returns>
    public static (FitJournal? Journal, string? Problem) Open(Stream stream, string key, int parameters)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        string heading = $"{Heading} {key}";
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        var starts = new SortedDictionary<int, FitPoint>();
        int good = 0;
        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0) break;
            string line = Encoding.UTF8.GetString(bytes, start, end - start);
            if (start == 0)
            {
                if (!line.StartsWith(Heading + " ", StringComparison.Ordinal)) return (null, "it is not a journal of a fit");
                if (line != heading) return (null, "it holds searches of another fit: another file, seed, option or version");
            }
            else
            {
                if (Parse(line, parameters) is not { } found) break;
                starts[found.Number] = found.Point;
            }

            good = start = end + 1;
        }

        if (good == 0 && bytes.Length > 0 && !heading.StartsWith(Encoding.UTF8.GetString(bytes), StringComparison.Ordinal)) return (null, "it is not a journal of a fit");
        stream.SetLength(good);
        stream.Position = good;
        var journal = new FitJournal(stream, starts);
        if (good == 0) journal.WriteLine(heading);
        return (journal, null);
    }

    /// <summary>Appends a search and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(int number, FitPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        IEnumerable<double> numbers = [number, point.Objective, point.Iterations, point.IsConverged ? 1 : 0, .. point.Point];
        string text = string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
        WriteLine($"{text} {Sum(text)}");
    }

    private static (int Number, FitPoint Point)? Parse(string line, int parameters)
    {
        int last = line.LastIndexOf(' ');
        if (last < 0 || Sum(line[..last]) != line[(last + 1)..]) return null;
        double[] numbers = [.. line[..last].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return numbers.Length == 4 + parameters ? ((int)numbers[0], new FitPoint([.. numbers.Skip(4)], numbers[1], (int)numbers[2], numbers[3] != 0)) : null;
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private void WriteLine(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        if (_stream is FileStream file) file.Flush(flushToDisk: true);
        else _stream.Flush();
    }
}
