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
        first.Take(One, () => [Math.PI, double.NaN]);
        first.Take(Two, () => [1, 2]);
        using MemoryStream torn = Copy(file.ToArray()[..^4]);

        EvaluationJournal again = EvaluationJournal.Open(torn, "key", 2).Journal!;
        double[] kept = again.Take(One, () => throw new InvalidOperationException("it is there"));
        double[] lost = again.Take(Two, () => [1, 2]);

        Assert.Equal([Math.PI, double.NaN], kept);
        Assert.Equal([1, 2], lost);
        Assert.Equal(file.ToArray(), torn.ToArray());
        Assert.Equal(2, again.Count);
        Assert.Throws<ArgumentException>(() => again.Take([1], () => [1]));
    }

    [Theory]
    [InlineData("blockade/evaluations/1 other\n", "another fit")]
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
