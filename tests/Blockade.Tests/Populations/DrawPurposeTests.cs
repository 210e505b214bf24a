using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Populations;

public class DrawPurposeTests
{
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "published runs name these numbers by their seeds: changing one changes them all")]
    public void The_numbers_of_the_purposes_are_frozen()
    {
        Dictionary<string, int> numbers = Enum.GetValues<DrawPurpose>().ToDictionary(p => p.ToString(), p => (int)p);

        Assert.Equal(
            new Dictionary<string, int>
            {
                ["Covariates"] = 1,
                ["Pharmacology"] = 2,
                ["Receptors"] = 3,
                ["Tumour"] = 4,
                ["Docetaxel"] = 5,
                ["Scans"] = 6,
                ["Accrual"] = 7,
                ["Allocation"] = 8,
                ["Dropout"] = 9,
                ["Observation"] = 10,
                ["IndependentReader"] = 11,
                ["Investigator"] = 12,
                ["FitStart"] = 13,
                ["Reactions"] = 14,
                ["Posterior"] = 15,
                ["Plates"] = 16,
                ["AnalyticEvent"] = 17,
                ["Assurance"] = 18,
                ["Nulls"] = 19,
                ["Sensitivity"] = 20,
                ["MissedScans"] = 21,
                ["NextLine"] = 22,
                ["Crossover"] = 23,
                ["PriorDocetaxel"] = 24,
                ["PriorLine"] = 25,
                ["OtherLesions"] = 26,
                ["OtherLesionTraits"] = 27,
                ["IndependentNonTarget"] = 28,
                ["InvestigatorNonTarget"] = 29,
            },
            numbers);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "independent sequences: correlations of n pairs have a standard error of 1/sqrt(n)")]
    public void Sequences_of_different_purposes_at_one_address_are_unrelated()
    {
        const int n = 4000;
        double[][] normals =
        [
            .. Enum.GetValues<DrawPurpose>().Select(p =>
            {
                RandomSequence sequence = new RandomSource(1).Sequence((ushort)p, 2, 3);
                return Enumerable.Range(0, n).Select(_ => sequence.NextNormal()).ToArray();
            }),
        ];

        for (int a = 0; a < normals.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                // 105 pairs at five standard errors: one false alarm in 16,000, and the seed is fixed
                Assert.Equal(0, normals[a].Zip(normals[b], (x, y) => x * y).Average(), 5 / Math.Sqrt(n));
            }
        }
    }
}
