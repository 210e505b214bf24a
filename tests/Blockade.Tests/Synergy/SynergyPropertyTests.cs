using Blockade.Numerics.Random;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Synergy;

/// <summary>What must hold of any score.</summary>
public class SynergyPropertyTests
{
    private static readonly double[] Doses = [0, 0.1, 0.3, 1, 3, 10];
    private static readonly HillCurve One = new(0.02, 0.7, 0.8, 1.3);
    private static readonly HillCurve Other = new(0.02, 0.9, 2, 0.9);

    [Theory]
    [InlineData(LoeweBeyond.HighestSingleAgent)]
    [InlineData(LoeweBeyond.WeakerMaximum)]
    [Evidence(EvidenceKind.Metamorphic, "which drug is called the first is a label")]
    public void Swapped_labels_swap_the_scores(LoeweBeyond beyond)
    {
        var surface = new MusycSurface(One, Other, 0.95, 3, 0.5);
        DoseMatrix matrix = Matrix((a, b) => surface.At(a, b) + Scatter(a, b));

        SynergyScores scores = SynergyScores.Of(matrix, beyond);
        SynergyScores swapped = SynergyScores.Of(matrix.Swapped(), beyond);

        foreach (NullModel model in Enum.GetValues<NullModel>())
        {
            for (int i = 0; i < Doses.Length; i++)
            {
                // the fits see the same numbers in the same order; roots are found to 1e-13
                for (int j = 0; j < Doses.Length; j++) Assert.Equal(scores.Against(model).Excess[matrix.Cell(i, j)], swapped.Against(model).Excess[matrix.Cell(j, i)], 1e-9);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a drug with itself at doses a and b is the drug at a + b")]
    public void One_drug_with_itself_has_no_excess_over_Loewe()
    {
        DoseMatrix matrix = Matrix((a, b) => One.At(a + b));

        SynergyScores scores = SynergyScores.Of(matrix);

        // the curve is met to 1e-8 or so of its span, the search's tolerance on sums of squares; Bliss, for comparison, is off by a tenth
        Assert.All(scores.Against(NullModel.Loewe).Excess, e => Assert.Equal(0, e, 1e-6));
        Assert.True(Math.Abs(scores.Against(NullModel.Bliss).Mean) > 0.02, "the drug with itself is no case of Bliss");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without one drug there is no combination")]
    public void A_dose_of_zero_has_no_excess()
    {
        DoseMatrix matrix = Matrix((a, b) => One.At(a) + (0.3 * Other.At(b)) + Scatter(a, b));

        SynergyScores scores = SynergyScores.Of(matrix);

        foreach (NullScore score in scores.Nulls)
        {
            for (int c = 0; c < matrix.CellCount; c++)
                if (!matrix.IsCombination(c)) Assert.Equal(0, score.Excess[c]);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a second drug that does nothing adds nothing")]
    public void A_drug_without_effect_has_no_excess_over_any_null()
    {
        DoseMatrix matrix = Matrix((a, _) => new HillCurve(0, 0.7, 0.8, 1.3).At(a));

        SynergyScores scores = SynergyScores.Of(matrix);

        Assert.All(scores.Nulls.SelectMany(n => n.Excess), e => Assert.Equal(0, e, 1e-6));   // as above
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a surface that is Bliss's by construction")]
    public void Independent_drugs_have_no_excess_over_Bliss_nor_over_zero_interaction_potency()
    {
        var first = new HillCurve(0, 0.7, 0.8, 1.3);
        var second = new HillCurve(0, 0.9, 2, 0.9);
        DoseMatrix matrix = Matrix((a, b) => NullSurfaces.Bliss(first.At(a), second.At(b)));

        SynergyScores scores = SynergyScores.Of(matrix);

        // along one dose such a surface is a Hill curve again, so the smoothing changes nothing
        Assert.All(scores.Against(NullModel.Bliss).Excess, e => Assert.Equal(0, e, 1e-12));
        Assert.All(scores.Against(NullModel.ZeroInteractionPotency).Excess, e => Assert.Equal(0, e, 1e-6));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every plate has its own address")]
    public void Intervals_do_not_depend_on_threads()
    {
        DoseMatrix matrix = Replicated(seed: 3);

        SynergyIntervals one = Intervals(matrix, threads: 1), two = Intervals(matrix, threads: 2);

        Assert.Equal(one.Means, two.Means);
        Assert.Equal(one.Excess[0], two.Excess[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "binomial: of 40 intervals of 95 %, fewer than 32 or none missing has a chance below 1e-3")]
    public void Intervals_of_the_mean_excess_over_Bliss_hold_the_truth()
    {
        var surface = new MusycSurface(One, Other, 0.97, 3, 3);
        DoseMatrix truth = Matrix(surface.At);
        double mean = SynergyScores.Of(truth).Against(NullModel.Bliss).Mean;

        int held = Enumerable.Range(0, 40).Count(i =>
        {
            Interval interval = Intervals(Replicated((ulong)i), threads: 2).Means[(int)NullModel.Bliss];
            return interval.Lower <= mean && mean <= interval.Upper;
        });

        // three replicates: the bootstrap's percentile intervals are a little short of 95 %
        Assert.InRange(held, 32, 40);
    }

    private static SynergyIntervals Intervals(DoseMatrix matrix, int threads) => PlateBootstrap.Intervals(
        matrix, null, LoeweBeyond.HighestSingleAgent,
        new PlateBootstrapOptions { Plates = 60, Threads = threads, Random = new RandomSource(5), Purpose = 15 }, TestContext.Current.CancellationToken)!;

    private static DoseMatrix Matrix(Func<double, double, double> effect) => new([.. Doses.SelectMany(a => Doses.Select(b => new Well(a, b, effect(a, b))))]);

    private static DoseMatrix Replicated(ulong seed)
    {
        var surface = new MusycSurface(One, Other, 0.97, 3, 3);
        RandomSequence random = new RandomSource(seed).Sequence(1, 0);
        var wells = new List<Well>();
        double[] few = [0, 0.1, 0.3, 1, 3, 10];
        foreach (double a in few)
        {
            foreach (double b in few)
                for (int r = 0; r < 3; r++) wells.Add(new Well(a, b, surface.At(a, b) + (0.05 * random.NextNormal())));
        }

        return new DoseMatrix([.. wells]);
    }

    // a few hundredths, the same whenever it is asked for
    private static double Scatter(double a, double b) => 0.03 * Math.Sin((7 * a) + (11 * b) + 1);
}
