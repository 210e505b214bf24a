using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Blockade.Trials;

/// <summary>
/// Results of a long run, one line of numbers each, on a file that only grows: what a killed run leaves is taken up by the next. The first line says
/// what was run; a line ends with a check sum, and one that is torn is dropped.
/// </summary>
/// <remarks>Numbers are written so that they are read as the same doubles: a resumed run has the bytes of one that was left in peace.</remarks>
internal sealed class NumberJournal
{
    private readonly Stream _stream;

    private NumberJournal(Stream stream) => _stream = stream;

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="kind">What such a journal begins with.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="stranger">What is said of a file that is no such journal.</param>
    /// <param name="other">What is said of one with another key.</param>
    /// <param name="take">Takes the numbers of a line; false where they are none of this run's, which ends what is good.</param>
    public static (NumberJournal? Journal, string? Problem) Open(Stream stream, string kind, string key, string stranger, string other, Func<double[], bool> take)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        string heading = $"{kind} {key}";
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        int good = 0;
        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0) break;
            string line = Encoding.UTF8.GetString(bytes, start, end - start);
            if (start == 0)
            {
                if (!line.StartsWith(kind + " ", StringComparison.Ordinal)) return (null, stranger);
                if (line != heading) return (null, other);
            }
            else if (Numbers(line) is not { } numbers || !take(numbers))
            {
                break;
            }

            good = start = end + 1;
        }

        if (good == 0 && bytes.Length > 0 && !heading.StartsWith(Encoding.UTF8.GetString(bytes), StringComparison.Ordinal)) return (null, stranger);
        stream.SetLength(good);
        stream.Position = good;
        var journal = new NumberJournal(stream);
        if (good == 0) journal.WriteLine(heading);
        return (journal, null);
    }

    /// <summary>Appends a line and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(IEnumerable<double> numbers)
    {
        string text = string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
        WriteLine($"{text} {Sum(text)}");
    }

    private static double[]? Numbers(string line)
    {
        int last = line.LastIndexOf(' ');
        return last < 0 || Sum(line[..last]) != line[(last + 1)..] ? null : [.. line[..last].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private void WriteLine(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        if (_stream is FileStream file) file.Flush(flushToDisk: true);
        else _stream.Flush();
    }
}
