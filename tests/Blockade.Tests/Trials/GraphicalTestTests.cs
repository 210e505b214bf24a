using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

public class GraphicalTestTests
{
    private const double Rounding = 1e-14;   // sums and products of a few shares

    // two primary claims, each with a secondary one that is tested once its own or, in the end, the other is rejected
    private static readonly GraphicalTest Gatekeeper = new([0.5, 0.5, 0, 0], [[0, 0.5, 0.5, 0], [0.5, 0, 0, 0.5], [0, 1, 0, 0], [1, 0, 0, 0]]);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, p.adjust(c(0.01, 0.02, 0.04, 0.04, 0.7), 'holm'): 0.05 0.08 0.12 0.12 0.70")]
    public void A_graph_that_passes_on_evenly_is_Holms_test()
    {
        var holm = new GraphicalTest(
            [.. Enumerable.Repeat(0.2, 5)], [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 5).Select(j => i == j ? 0 : 0.25).ToImmutableArray())]);

        Assert.Equal([0.05, 0.08, 0.12, 0.12, 0.7], holm.Adjust([0.01, 0.02, 0.04, 0.04, 0.7]).Select(p => Math.Round(p, 14)));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "graphicalMCP, its printed result for the parallel gatekeeper H1 to H3, H2 to H4, H3 to H2, H4 to H1 and p values of 0.01: 0.02 each")]
    public void A_parallel_gatekeeper_is_that_of_graphicalMCP() => Assert.Equal(
        [0.02, 0.02, 0.02, 0.02], new GraphicalTest([0.5, 0.5, 0, 0], [[0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0]]).Adjust([0.01, 0.01, 0.01, 0.01]));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a fixed sequence: each adjusted p value is the largest so far")]
    public void A_fixed_sequence_stops_at_the_first_that_fails() =>
        Assert.Equal([0.01, 0.2, 0.2, 0.3], GraphicalTest.FixedSequence(4).Adjust([0.01, 0.2, 0.001, 0.3]));

    // By the algorithm: 0.005/0.5 rejects the second, whose half goes to the first (0.75) and the fourth (0.25); 0.01/0.75 rejects the first. All has
    // then come to the two secondary claims in equal halves: 0.1/0.5 rejects the third, which leaves everything to the fourth: 0.5.
    [Fact]
    [Evidence(EvidenceKind.Published, "Bretz et al. 2009, algorithm 1, worked out by hand for two primary and two secondary claims")]
    public void Error_is_passed_on_as_the_graph_says()
    {
        ImmutableArray<double> adjusted = Gatekeeper.Adjust([0.01, 0.005, 0.1, 0.5]);

        Assert.All(adjusted.Zip([0.01 / 0.75, 0.01, 0.2, 0.5]), p => Assert.Equal(p.Second, p.First, Rounding));
    }

    // Bonferroni's closure, found the long way: every intersection with its own weights, and the largest p value of those that hold a hypothesis.
    [Fact]
    [Evidence(EvidenceKind.Published, "Bretz et al. 2009, section 2: the sequential test is the closed test of weighted Bonferroni tests, whose weights do not depend on the order of removal")]
    public void The_sequential_test_is_the_closed_test()
    {
        RandomSequence random = new RandomSource(20261126).Sequence(1, 0);
        for (int round = 0; round < 200; round++)
        {
            int n = 2 + (round % 4);
            double[] weights = Shares(n, ref random);
            double[][] pass = [.. Enumerable.Range(0, n).Select(_ => Shares(n, ref random))];
            for (int i = 0; i < n; i++)
            {
                pass[i][i] = 0;
                if (random.NextUniform() < 0.3) Array.Clear(pass[i]);
            }

            double[] p = [.. Enumerable.Range(0, n).Select(_ => random.NextUniform() * 0.1)];
            ImmutableArray<double> adjusted = new GraphicalTest([.. weights], [.. pass.Select(r => r.ToImmutableArray())]).Adjust(p);

            for (int i = 0; i < n; i++)
            {
                double closed = Enumerable.Range(1, (1 << n) - 1).Where(set => (set >> i & 1) == 1).Max(set =>
                {
                    double[] w = Intersection(weights, pass, set, n);
                    return Math.Min(1, Enumerable.Range(0, n).Where(k => (set >> k & 1) == 1).Min(k => w[k] > 0 ? p[k] / w[k] : double.PositiveInfinity));
                });
                Assert.Equal(closed, adjusted[i], 1e-11);   // up to five divisions by 1 - loop, which the shares keep above 1e-3
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract")]
    public void Shares_that_are_none_are_refused_and_no_number_is_no_evidence()
    {
        Assert.Throws<ArgumentException>(() => new GraphicalTest([0.6, 0.5], [[0, 1], [1, 0]]));
        Assert.Throws<ArgumentException>(() => new GraphicalTest([-0.1, 0.5], [[0, 1], [1, 0]]));
        Assert.Throws<ArgumentException>(() => new GraphicalTest([0.5, 0.5], [[0.1, 0.9], [1, 0]]));
        Assert.Throws<ArgumentException>(() => new GraphicalTest([0.5, 0.5], [[0, 1.1], [1, 0]]));
        Assert.Throws<ArgumentException>(() => new GraphicalTest([0.5, 0.5], [[0, 1]]));
        Assert.Throws<ArgumentException>(() => Gatekeeper.Adjust([0.1]));
        Assert.Equal([1.0, 1.0], GraphicalTest.FixedSequence(2).Adjust([double.NaN, 0.001]));
    }

    // Under the global null with independent claims the closed test errs with alpha at most. Here the four claims are independent and the weights add up to one, so
    // any error comes with 1 - (1 - alpha/2)^2 of the primary ones: the secondary have no weight until one of those is rejected.
    [Fact]
    [Evidence(EvidenceKind.Analytic, "1 - (1 - alpha/2)^2 for two independent claims with half the error each; Wilson's limits at 4 standard errors")]
    public void The_error_over_all_claims_is_kept()
    {
        const int Rounds = 40_000;
        const double Alpha = 0.05;
        RandomSequence random = new RandomSource(20261126).Sequence(2, 0);
        int errors = 0;
        for (int i = 0; i < Rounds; i++)
        {
            ImmutableArray<double> adjusted = Gatekeeper.Adjust([random.NextUniform(), random.NextUniform(), random.NextUniform(), random.NextUniform()]);
            if (adjusted.Any(p => p <= Alpha)) errors++;
        }

        double expected = 1 - ((1 - (Alpha / 2)) * (1 - (Alpha / 2)));
        Assert.Equal(expected, errors / (double)Rounds, 4 * Math.Sqrt(expected * (1 - expected) / Rounds));
    }

    // the weights of an intersection: those outside it are removed one by one, the last first, which is another order than the test's own
    private static double[] Intersection(double[] weights, double[][] pass, int set, int n)
    {
        double[] w = [.. weights];
        double[][] g = [.. pass.Select(r => r.ToArray())];
        var left = Enumerable.Range(0, n).ToHashSet();
        for (int j = n - 1; j >= 0; j--)
        {
            if ((set >> j & 1) == 1) continue;
            left.Remove(j);
            double[][] before = [.. g.Select(r => r.ToArray())];
            foreach (int l in left)
            {
                w[l] += w[j] * before[j][l];
                double loop = before[l][j] * before[j][l];
                foreach (int k in left) g[l][k] = k == l || loop >= 1 ? 0 : (before[l][k] + (before[l][j] * before[j][k])) / (1 - loop);
            }
        }

        return w;
    }

    private static double[] Shares(int n, ref RandomSequence random)
    {
        double[] shares = new double[n];
        for (int i = 0; i < n; i++) shares[i] = random.NextExponential();
        double sum = shares.Sum();
        return [.. shares.Select(s => 0.999 * s / sum)];
    }
}
