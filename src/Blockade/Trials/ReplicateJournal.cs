using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>
/// The finished replicates of a run, one a line, on a file that only grows: what a killed run leaves is taken up by the next. The first line
/// says what was run; a line ends with a check sum, and one that is torn is dropped.
/// </summary>
/// <remarks>Numbers are written so that they are read as the same doubles: a resumed run has the bytes of one that was left in peace.</remarks>
public sealed class ReplicateJournal
{
    private const string Heading = "blockade/replicates/1";

    private readonly Stream _stream;

    private ReplicateJournal(Stream stream, ImmutableArray<ReplicateOutcome> outcomes) => (_stream, Outcomes) = (stream, outcomes);

    /// <summary>The replicates that were there when the journal was opened, in the order of their numbers.</summary>
    public ImmutableArray<ReplicateOutcome> Outcomes { get; }

    /// <summary>Opens a journal: reads what is there, cuts off a torn end, and stands ready to append.</summary>
    /// <param name="stream">The file, readable, writable and seekable; an empty one is begun.</param>
    /// <param name="key">What decides the numbers, such as a hash of every input: one line.</param>
    /// <param name="tests">The tests of the run.</param>
    /// <param name="arms">Arms of the trial.</param>
    /// <returns>The journal, or null and why it cannot be taken up: it is of another run, or no journal.</returns>
    public static (ReplicateJournal? Journal, string? Problem) Open(Stream stream, string key, ImmutableArray<PlannedTest> tests, int arms)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        string heading = $"{Heading} {key}";
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        var outcomes = new SortedDictionary<uint, ReplicateOutcome>();
        int good = 0;
        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0) break;
            string line = Encoding.UTF8.GetString(bytes, start, end - start);
            if (start == 0)
            {
                if (!line.StartsWith(Heading + " ", StringComparison.Ordinal)) return (null, "it is not a journal of replicates");
                if (line != heading) return (null, "it holds replicates of other inputs: another file, seed, size, option or version");
            }
            else
            {
                if (Parse(line, tests, arms) is not ReplicateOutcome outcome) break;
                outcomes[outcome.Replicate] = outcome;
            }

            good = start = end + 1;
        }

        if (good == 0 && bytes.Length > 0 && !heading.StartsWith(Encoding.UTF8.GetString(bytes), StringComparison.Ordinal)) return (null, "it is not a journal of replicates");
        stream.SetLength(good);
        stream.Position = good;
        var journal = new ReplicateJournal(stream, [.. outcomes.Values]);
        if (good == 0) journal.WriteLine(heading);
        return (journal, null);
    }

    /// <summary>Appends a replicate and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(ReplicateOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        string text = string.Join(' ', Numbers(outcome).Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
        WriteLine($"{text} {Sum(text)}");
    }

    private static IEnumerable<double> Numbers(ReplicateOutcome outcome)
    {
        yield return outcome.Replicate;
        yield return outcome.Failed;
        foreach (LookOutcome look in outcome.Tests.SelectMany(t => t))
        {
            yield return look.Months;
            foreach (int n in look.Patients) yield return n;
            foreach (int n in look.Events) yield return n;
            foreach (LookComparison c in look.Comparisons)
            {
                yield return c.HazardRatio.Value;
                yield return c.HazardRatio.Lower;
                yield return c.HazardRatio.Upper;
                yield return c.LogRankZ;
            }
        }
    }

    private static ReplicateOutcome? Parse(string line, ImmutableArray<PlannedTest> tests, int arms)
    {
        int last = line.LastIndexOf(' ');
        if (last < 0 || Sum(line[..last]) != line[(last + 1)..]) return null;
        var numbers = new Queue<double>(line[..last].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)));
        int looks = tests.Sum(t => t.Cutoffs.Length);
        if (numbers.Count != 2 + (looks * (1 + (2 * arms) + (4 * (arms - 1))))) return null;
        double Next() => numbers.Dequeue();
        ImmutableArray<int> Counts() => [.. Enumerable.Range(0, arms).Select(_ => (int)Next())];
        return new ReplicateOutcome((uint)Next(), (int)Next(),
        [
            .. tests.Select(t => t.Cutoffs.Select(_ => new LookOutcome(
                Next(), Counts(), Counts(),
                [.. Enumerable.Range(1, arms - 1).Select(_ => new LookComparison(new Estimate(Next(), Next(), Next()), Next()))])).ToImmutableArray()),
        ]);
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private void WriteLine(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        if (_stream is FileStream file) file.Flush(flushToDisk: true);
        else _stream.Flush();
    }
}
