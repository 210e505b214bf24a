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
        int[] arms = Minimised.Allocate(levels, 3, 1, Random, 0);

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
            int[] arms = Minimised.Allocate(levels, 2, 1, Random, replicate);
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
        int[] arms = Minimised.Allocate(levels, 2, probability, Random, 1);

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
}
