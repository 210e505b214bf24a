using System.Collections.Immutable;
using System.Text;
using Blockade.Calibration;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

public class EvaluationJournalTests
{
    private static readonly double[] One = [0.1, -1.0 / 3], Two = [2, 0];

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what was appended is read again to the last bit and not computed again; a torn last line is computed again")]
    public void A_point_that_is_there_is_not_computed_again()
    {
        using var file = new MemoryStream();
        EvaluationJournal first = EvaluationJournal.Open(file, "key", 2).Journal!;
        ImmutableArray<SimulatedResult> one = [new(Math.PI), new(-0.1, 0.02)], two = [new(1), new(2)];
        first.Keep(One, one);
        first.Keep(Two, two);
        using MemoryStream torn = Copy(file.ToArray()[..^4]);

        EvaluationJournal again = EvaluationJournal.Open(torn, "key", 2).Journal!;
        ImmutableArray<SimulatedResult>? kept = again.Find(One), lost = again.Find(Two);
        again.Keep(One, two);   // it is there, and stays
        again.Keep(Two, two);

        Assert.Equal(one, kept!.Value);
        Assert.Null(lost);
        Assert.Equal(file.ToArray(), torn.ToArray());
        Assert.Equal(2, again.Count);
        Assert.Throws<ArgumentException>(() => again.Find([1]));
    }

    [Theory]
    [InlineData("blockade/evaluations/2 other\n", "another fit")]
    [InlineData("blockade/points/1 key\n", "not a journal of a population fit")]
    [Evidence(EvidenceKind.Analytic, "the first line says what was run")]
    public void A_journal_of_something_else_is_refused(string text, string words)
    {
        using MemoryStream file = Copy(Encoding.UTF8.GetBytes(text));

        (EvaluationJournal? journal, string? problem) = EvaluationJournal.Open(file, "key", 2);

        Assert.Null(journal);
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    private static MemoryStream Copy(byte[] bytes)
    {
        var stream = new MemoryStream();
        stream.Write(bytes);
        stream.Position = 0;
        return stream;
    }
}
