using System.Collections.Immutable;
using System.Globalization;
using Blockade.Trials;

namespace Blockade.Calibration;

/// <summary>
/// What a population fit has computed, one point a line, on a file that only grows. A fit is a function of its inputs and seed, so that one that was killed is run again
/// from its beginning: it asks for the same points, finds them here, and goes on to the same bytes.
/// </summary>
public sealed class EvaluationJournal
{
    private const string Heading = "blockade/evaluations/2";

    private readonly NumberJournal _lines;
    private readonly int _coordinates;
    private readonly Dictionary<string, ImmutableArray<SimulatedResult>> _known;

    private EvaluationJournal(NumberJournal lines, int coordinates, Dictionary<string, ImmutableArray<SimulatedResult>> known) => (_lines, _coordinates, _known) = (lines, coordinates, known);

    /// <summary>Points that are there.</summary>
    public int Count => _known.Count;

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="coordinates">Coordinates of a point.</param>
    /// <returns>The journal, or null and why it cannot be taken up.</returns>
    public static (EvaluationJournal? Journal, string? Problem) Open(Stream stream, string key, int coordinates)
    {
        var known = new Dictionary<string, ImmutableArray<SimulatedResult>>(StringComparer.Ordinal);
        (NumberJournal? lines, string? problem) = NumberJournal.Open(
            stream, Heading, key, "it is not a journal of a population fit", "it holds points of another fit: another file, seed, size or version", numbers =>
            {
                if (numbers.Length <= coordinates || (numbers.Length - coordinates) % 2 != 0) return false;
                known[Key(numbers.Take(coordinates))] = [.. numbers.Skip(coordinates).Chunk(2).Select(pair => new SimulatedResult(pair[0], pair[1]))];
                return true;
            });
        return lines is null ? (null, problem) : (new EvaluationJournal(lines, coordinates, known), null);
    }

    /// <summary>The results at a point, or null where they are not there. Several threads may ask at once.</summary>
    /// <exception cref="ArgumentException">The point has another number of coordinates than the journal.</exception>
    internal ImmutableArray<SimulatedResult>? Find(IReadOnlyList<double> point) => _known.TryGetValue(Checked(point), out ImmutableArray<SimulatedResult> there) ? there : null;

    /// <summary>Appends the results at a point and sees them to the device, unless they are there.</summary>
    /// <exception cref="ArgumentException">The point has another number of coordinates than the journal.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    internal void Keep(IReadOnlyList<double> point, ImmutableArray<SimulatedResult> found)
    {
        if (_known.TryAdd(Checked(point), found)) _lines.Append([.. point, .. found.SelectMany(r => new[] { r.Value, r.Variance })]);
    }

    private string Checked(IReadOnlyList<double> point) => point.Count == _coordinates
        ? Key(point)
        : throw new ArgumentException($"A point has {_coordinates} coordinates here, not {point.Count}.", nameof(point));

    private static string Key(IEnumerable<double> point) => string.Join(' ', point.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
}
