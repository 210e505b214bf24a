using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

public class MinimisedTests
{
    private static readonly RandomSource Random = new(20260727);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one factor and certainty: the patients of a level fill the arms in turn, each round in some order")]
    public void With_one_factor_and_certainty_every_level_is_in_balance()
    {
        int[][] levels = [.. Enumerable.Range(0, 3000).Select(k => (int[])[(k * 7 / 3) % 3])];
        int[] arms = Minimised.Allocate(levels, [1, 1, 1], 1, Random, 0);

        Assert.All(Enumerable.Range(0, 3000).GroupBy(k => levels[k][0]), level => Assert.All(
            level.Chunk(3).Where(round => round.Length == 3), round => Assert.Equal([0, 1, 2], round.Select(k => arms[k]).Order())));
    }

    // The last patient shares one level with each one before her. Joining an arm with counts n(f) in her levels adds 2 n(f) + 1 to the sum of squares of factor f
    // and leaves the rest: the smaller sum of n(f) has the smaller sum of variances.
    [Fact]
    [Evidence(EvidenceKind.Published, "Pocock and Simon 1975: the sum over factors of the variance of the arms' counts")]
    public void The_arm_that_leaves_the_factors_most_even_is_favoured()
    {
        int[] shared = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        int[][] levels = [.. shared.Select((s, k) => Enumerable.Range(0, 4).Select(f => f == s ? 0 : (10 * k) + f + 1).ToArray()), [0, 0, 0, 0]];
        for (uint replicate = 0; replicate < 200; replicate++)
        {
            int[] arms = Minimised.Allocate(levels, [2, 2], 1, Random, replicate);
            double Variances(int joined) => Enumerable.Range(0, 4).Sum(f =>
            {
                double[] n = [0, 0];
                for (int k = 0; k < shared.Length; k++) n[arms[k]] += shared[k] == f ? 1 : 0;
                n[joined]++;
                double mean = (n[0] + n[1]) / 2;
                return ((n[0] - mean) * (n[0] - mean)) + ((n[1] - mean) * (n[1] - mean));
            });

            Assert.True(Variances(arms[^1]) < Variances(1 - arms[^1]));   // thirteen before her: no tie
        }
    }

    [Theory, InlineData(0.7), InlineData(0.9)]
    [Evidence(EvidenceKind.Analytic, "the favoured arm is taken with the probability stated: binomial, 4 standard errors are left out once in 16,000")]
    public void The_favoured_arm_is_taken_with_the_probability_stated(double probability)
    {
        const int Pairs = 4000;
        int[][] levels = [.. Enumerable.Range(0, 2 * Pairs).Select(k => (int[])[k / 2])];   // every second patient meets one before her
        int[] arms = Minimised.Allocate(levels, [1, 1], probability, Random, 1);

        double share = Enumerable.Range(0, Pairs).Count(i => arms[2 * i] != arms[(2 * i) + 1]) / (double)Pairs;
        Assert.Equal(probability, share, 4 * Math.Sqrt(probability * (1 - probability) / Pairs));
        Assert.Equal(0.5, Enumerable.Range(0, Pairs).Count(i => arms[2 * i] == 0) / (double)Pairs, 4 * 0.5 / Math.Sqrt(Pairs));   // the first of a pair meets a tie
    }

    // Under permuted blocks in the cells of four factors, a level's arms differ by what is left open in its cells; minimisation looks at the levels themselves.
    [Fact]
    [Evidence(EvidenceKind.Published, "Scott et al. 2002, Control. Clin. Trials 23:662-674: minimisation balances more factors than stratification can")]
    public void Many_factors_stay_even_where_blocks_cannot_keep_them()
    {
        StratificationFactor[] factors = [.. StratificationFactors.All.Select(f => f.Factor)];
        TrialDesign blocks = HandTrial.Cleopatra.Design with { Patients = 120, Stratification = [.. factors] };
        TrialDesign minimised = blocks with { Allocation = new Allocation.Minimisation([.. factors], 0.8) };
        var population = new PopulationModel(HandTrial.Cleopatra.Population, Her2Evidence.Parameters().Value!);

        double Worst(TrialDesign design) => Enumerable.Range(0, 40).Average(r =>
        {
            Enrolment e = Enrolment.Draw(design, population, Random, (uint)r, cancellation: TestContext.Current.CancellationToken);
            return factors.Max(f => Enumerable.Range(0, 120).GroupBy(k => StratificationFactors.Level(f, e.Patients[k]).Level)
                .Max(g => Math.Abs(g.Count(k => e.Arms[k] == 0) - g.Count(k => e.Arms[k] == 1))));
        });

        Assert.True(Worst(minimised) < 0.6 * Worst(blocks), $"{Worst(minimised)} against {Worst(blocks)}");
        Enrolment one = Enrolment.Draw(minimised, population, Random, 3, cancellation: TestContext.Current.CancellationToken), two = Enrolment.Draw(blocks, population, Random, 3, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(two.Patients, one.Patients);
        Assert.Equal(two.EntryDays, one.EntryDays);
    }

    [Theory]
    [InlineData(new[] { 1, 2 }), InlineData(new[] { 3, 2 }), InlineData(new[] { 1, 1, 4 })]
    [Evidence(EvidenceKind.Published, "Kuznetsova and Tymofyeyev 2012: parts of equal size are alike, so that every patient, the first and the twentieth, has the chances of the ratio; 4 standard errors")]
    public void Every_patient_has_the_chances_of_the_ratio(int[] ratios)
    {
        const int Replicates = 4000, Patients = 20;
        int[][] counts = [.. Enumerable.Range(0, Patients).Select(_ => new int[ratios.Length])];
        for (uint r = 0; r < Replicates; r++)
        {
            RandomSequence draw = Random.Sequence(1, r);
            int[][] levels = [.. Enumerable.Range(0, Patients).Select(_ => (int[])[draw.NextInt32(2), draw.NextInt32(3)])];
            int[] arms = Minimised.Allocate(levels, ratios, 0.8, Random, r);
            for (int k = 0; k < Patients; k++) counts[k][arms[k]]++;
        }

        foreach (int[] patient in counts)
        {
            for (int a = 0; a < ratios.Length; a++)
            {
                double share = ratios[a] / (double)ratios.Sum();
                Assert.Equal(share, patient[a] / (double)Replicates, 4 * Math.Sqrt(share * (1 - share) / Replicates));
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Han, Enas and McEntegart 2009: with two to one, the favoured arm is taken with p if it is the smaller, with 1 - (1 - p)/2 if it is the larger")]
    public void The_coin_of_unequal_arms_is_that_of_the_biased_coin_minimisation()
    {
        // a level of its own for every three patients; by the third, two are there: if both are in the larger arm, the smaller is favoured, else a part of the larger
        const int Triples = 30_000;
        int[] arms = Minimised.Allocate([.. Enumerable.Range(0, 3 * Triples).Select(k => (int[])[k / 3])], [1, 2], 0.8, Random, 2);
        (int, int)[] thirds = [.. Enumerable.Range(0, Triples).Select(t => (arms[3 * t] + arms[(3 * t) + 1], arms[(3 * t) + 2]))];
        double Share(int inLarger, int arm) => thirds.Count(t => t == (inLarger, arm)) / (double)thirds.Count(t => t.Item1 == inLarger);

        // one each: the parts that are full are the smaller arm's and one of the larger's, and the free one is favoured with p; a full one of the larger gets half of the rest
        Assert.Equal(0.9, Share(1, 1), 4 * Math.Sqrt(0.9 * 0.1 / (Triples / 2.0)));

        // both in the larger: one in each part after 0.4, and the smaller is favoured with 0.8; or both in one part after 0.2, and smaller and free part share the favour
        Assert.Equal(((0.4 * 0.8) + (0.2 * 0.4)) / (0.4 + 0.2), Share(2, 0), 4 * 0.5 / Math.Sqrt(0.39 * Triples));   // two thirds of 0.6 of the triples
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Kuznetsova and Tymofyeyev 2012: levels keep two to one; permuted blocks in the cells of all factors do not")]
    public void Levels_keep_two_to_one()
    {
        StratificationFactor[] factors = [.. StratificationFactors.All.Select(f => f.Factor)];
        TrialDesign blocks = HandTrial.Cleopatra.Design with { Patients = 120, Stratification = [.. factors] };
        blocks = blocks with { Arms = [blocks.Arms[0], blocks.Arms[1] with { Ratio = 2 }] };
        TrialDesign minimised = blocks with { Allocation = new Allocation.Minimisation([.. factors], 0.8) };
        var population = new PopulationModel(HandTrial.Cleopatra.Population, Her2Evidence.Parameters().Value!);
        Enrolment[] Drawn(TrialDesign design) => [.. Enumerable.Range(0, 40).Select(r => Enrolment.Draw(design, population, Random, (uint)r))];
        double Worst(Enrolment[] drawn) => drawn.Average(e => factors.Max(f => Enumerable.Range(0, 120).GroupBy(k => StratificationFactors.Level(f, e.Patients[k]).Level)
            .Max(g => Math.Abs((2 * g.Count(k => e.Arms[k] == 0)) - g.Count(k => e.Arms[k] == 1)) / 3.0)));

        Enrolment[] kept = Drawn(minimised);

        Assert.True(Worst(kept) < 0.75 * Worst(Drawn(blocks)), $"{Worst(kept)} against {Worst(Drawn(blocks))}");
        Assert.All(kept, e => Assert.InRange(e.Arms.Count(a => a == 0), 34, 46));   // 40 of 120
        Assert.Equal(40, kept.Average(e => e.Arms.Count(a => a == 0)), 1.0);
    }
}
