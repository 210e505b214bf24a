using System.Text;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Docs;

public class RandomnessDocumentTests
{
    private const string File = "docs/randomness.md";

    [Fact]
    [Evidence(EvidenceKind.Analytic, "DrawPurpose and its doc comments")]
    public void The_table_of_purposes_is_the_codes()
    {
        Dictionary<string, string> comments = DocComments.Of("src/Blockade/Populations/DrawPurpose.cs");
        var table = new StringBuilder("| number | purpose | what is drawn | by |\n| --- | --- | --- | --- |\n");
        foreach (DrawPurpose purpose in Enum.GetValues<DrawPurpose>())
        {
            string[] users = [.. House.HouseFiles.Sources.Where(f => f.Text.Contains($"DrawPurpose.{purpose})", StringComparison.Ordinal) || f.Text.Contains($"DrawPurpose.{purpose},", StringComparison.Ordinal))
                .Select(f => $"`{f.Name}`")];
            table.Append($"| {(ushort)purpose} | `{purpose}` | {comments[purpose.ToString()]} | {(users.Length == 0 ? "reserved: nothing yet" : string.Join(", ", users))} |\n");
        }

        WrittenDocument.Agrees(File, ("purposes", table.ToString()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "frozen on the day the table was first printed: changing one changes every published run")]
    public void Purpose_numbers_are_frozen() => Assert.Equal(
        "Covariates 1, Pharmacology 2, Receptors 3, Tumour 4, Docetaxel 5, Scans 6, Accrual 7, Allocation 8, Dropout 9, Observation 10, IndependentReader 11, Investigator 12",
        string.Join(", ", Enum.GetValues<DrawPurpose>().Take(12).Select(p => $"{p} {(ushort)p}")));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an address is a value: who asks first does not matter")]
    public void The_documents_example_holds()
    {
        #region randomness
        var random = new RandomSource(Seed: 1);
        RandomSequence here = random.Sequence(purpose: 4, i: 0, j: 17);    // patient 17 of replicate 0
        RandomSequence there = random.Sequence(purpose: 4, i: 0, j: 18);   // her neighbour
        double late = there.NextUniform();
        double first = here.NextUniform();

        RandomSequence again = random.Sequence(purpose: 4, i: 0, j: 17);
        Assert.Equal(first, again.NextUniform());   // the same address, the same number, in whatever order
        Assert.NotEqual(first, late);
        #endregion

        WrittenDocument.Agrees(File, ("example", Snippets.Block("tests/Blockade.Tests/Docs/RandomnessDocumentTests.cs", "randomness")));
    }
}
