using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>
/// The finished replicates of a run, one a line, on a file that only grows: what a killed run leaves is taken up by the next, to the same bytes.
/// </summary>
public sealed class ReplicateJournal
{
    private const string Heading = "blockade/replicates/1";

    private readonly NumberJournal _lines;

    private ReplicateJournal(NumberJournal lines, ImmutableArray<ReplicateOutcome> outcomes) => (_lines, Outcomes) = (lines, outcomes);

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
        var outcomes = new SortedDictionary<uint, ReplicateOutcome>();
        (NumberJournal? lines, string? problem) = NumberJournal.Open(
            stream, Heading, key, "it is not a journal of replicates", "it holds replicates of other inputs: another file, seed, size, option or version", numbers =>
            {
                if (Of(numbers, tests, arms) is not ReplicateOutcome outcome) return false;
                outcomes[outcome.Replicate] = outcome;
                return true;
            });
        return lines is null ? (null, problem) : (new ReplicateJournal(lines, [.. outcomes.Values]), null);
    }

    /// <summary>Appends a replicate and sees it to the device.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(ReplicateOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        _lines.Append(Numbers(outcome));
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

    private static ReplicateOutcome? Of(double[] line, ImmutableArray<PlannedTest> tests, int arms)
    {
        var numbers = new Queue<double>(line);
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
}
