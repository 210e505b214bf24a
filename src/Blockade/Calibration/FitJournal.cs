using Blockade.Trials;

namespace Blockade.Calibration;

/// <summary>
/// The searches of a fit that have ended, one a line, on a file that only grows: what a killed run leaves is taken up by the next.
/// </summary>
public sealed class FitJournal
{
    private const string Heading = "blockade/starts/1";

    private readonly NumberJournal _lines;

    private FitJournal(NumberJournal lines, SortedDictionary<int, FitPoint> starts) => (_lines, Starts) = (lines, starts);

    /// <summary>The searches that were there when the journal was opened, by number.</summary>
    public IReadOnlyDictionary<int, FitPoint> Starts { get; }

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="parameters">How many parameters are estimated.</param>
    /// <returns>The journal, or null and why it cannot be taken up.</returns>
    public static (FitJournal? Journal, string? Problem) Open(Stream stream, string key, int parameters)
    {
        var starts = new SortedDictionary<int, FitPoint>();
        (NumberJournal? lines, string? problem) = NumberJournal.Open(
            stream, Heading, key, "it is not a journal of a fit", "it holds searches of another fit: another file, seed, option or version", numbers =>
            {
                if (numbers.Length != 4 + parameters) return false;
                starts[(int)numbers[0]] = new FitPoint([.. numbers.Skip(4)], numbers[1], (int)numbers[2], numbers[3] != 0);
                return true;
            });
        return lines is null ? (null, problem) : (new FitJournal(lines, starts), null);
    }

    /// <summary>Appends a search and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(int number, FitPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        _lines.Append([number, point.Objective, point.Iterations, point.IsConverged ? 1 : 0, .. point.Point]);
    }
}
