using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>
/// Several hypotheses tested at one error: each has a share of it, and passes it on to others once it is rejected. Holm's test, a fixed sequence and
/// gatekeepers are such graphs.
/// </summary>
/// <remarks>Bretz, Maurer, Brannath and Posch (2009), Stat. Med. 28:586-604, algorithm 1 and its adjusted p values: weighted Bonferroni tests, closed.</remarks>
public sealed record GraphicalTest
{
    // shares are typed with a few digits: thirds add up to one no better than this
    private const double Rounding = 1e-9;

    /// <param name="weights">The share of the error that each hypothesis has at first: not negative, one in all at most.</param>
    /// <param name="transitions">What share of its error each passes on to each, by row: not negative, a row's sum one at most, and none to itself.</param>
    /// <exception cref="ArgumentException">Weights or shares are not so.</exception>
    public GraphicalTest(ImmutableArray<double> weights, ImmutableArray<ImmutableArray<double>> transitions)
    {
        if (weights.IsDefaultOrEmpty || weights.Any(w => !(w >= 0)) || weights.Sum() > 1 + Rounding)
            throw new ArgumentException("Weights are not negative and add up to one at most.", nameof(weights));
        if (transitions.IsDefault || transitions.Length != weights.Length
            || transitions.Where((row, i) => row.Length != weights.Length || row[i] != 0 || row.Any(g => !(g >= 0)) || row.Sum() > 1 + Rounding).Any())
        {
            throw new ArgumentException("What a hypothesis passes on is a share for each other one, one in all at most, and nothing to itself.", nameof(transitions));
        }

        Weights = weights;
        Transitions = transitions;
    }

    /// <summary>The shares of the error at first.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>What is passed on, by row.</summary>
    public ImmutableArray<ImmutableArray<double>> Transitions { get; }

    /// <summary>A fixed sequence: each is tested at the whole error once those before it are rejected.</summary>
    public static GraphicalTest FixedSequence(int hypotheses) => new(
        [.. Enumerable.Range(0, hypotheses).Select(i => i == 0 ? 1.0 : 0)],
        [.. Enumerable.Range(0, hypotheses).Select(i => Enumerable.Range(0, hypotheses).Select(j => j == i + 1 ? 1.0 : 0).ToImmutableArray())]);

    /// <summary>
    /// Adjusted p values: a hypothesis is rejected at an error exactly where its own is not above it. NaN is no evidence, a p value of one. Cost: O(n³).
    /// </summary>
    /// <param name="p">A p value for each hypothesis.</param>
    public ImmutableArray<double> Adjust(ReadOnlySpan<double> p)
    {
        int n = Weights.Length;
        if (p.Length != n) throw new ArgumentException($"There are {n} hypotheses; got {p.Length} p values.", nameof(p));
        double[] weight = [.. Weights], adjusted = new double[n];
        double[][] pass = [.. Transitions.Select(row => row.ToArray())];
        var left = Enumerable.Range(0, n).ToList();
        double largest = 0;
        while (left.Count > 0)
        {
            int next = left[0];
            double least = double.PositiveInfinity;
            foreach (int i in left)
            {
                double needed = weight[i] > 0 ? (double.IsNaN(p[i]) ? 1 : p[i]) / weight[i] : double.PositiveInfinity;
                if (needed < least) (next, least) = (i, needed);
            }

            largest = Math.Max(largest, Math.Min(1, least));
            adjusted[next] = largest;
            left.Remove(next);
            PassOn(next, left, weight, pass);
        }

        return [.. adjusted];
    }

    /// <summary>
    /// Which hypotheses are rejected at an error, where a test of each at any share of it can be asked: the same as <see cref="Adjust"/> says, for tests that reject at every
    /// error above one at which they reject. Cost: O(n³), and n² tests at most.
    /// </summary>
    /// <param name="alpha">The error.</param>
    /// <param name="rejects">Whether a hypothesis, counted from 0, is rejected at its part of the error.</param>
    /// <remarks>Maurer and Bretz (2013), Stat. Biopharm. Res. 5:311-320, doi:10.1080/19466315.2013.807748, where each test is a group-sequential one of its own.</remarks>
    public ImmutableArray<bool> Reject(double alpha, Func<int, double, bool> rejects)
    {
        ArgumentNullException.ThrowIfNull(rejects);
        double[] weight = [.. Weights];
        double[][] pass = [.. Transitions.Select(row => row.ToArray())];
        var left = Enumerable.Range(0, weight.Length).ToList();
        while (left.FirstOrDefault(i => weight[i] > 0 && rejects(i, weight[i] * alpha), -1) is int next and >= 0)
        {
            left.Remove(next);
            PassOn(next, left, weight, pass);
        }

        return [.. Enumerable.Range(0, weight.Length).Select(i => !left.Contains(i))];
    }

    private static void PassOn(int rejected, List<int> left, double[] weight, double[][] pass)
    {
        double[][] old = [.. pass.Select(row => row.ToArray())];
        foreach (int l in left)
        {
            weight[l] += weight[rejected] * old[rejected][l];
            double loop = old[l][rejected] * old[rejected][l];
            foreach (int k in left) pass[l][k] = l == k || loop >= 1 ? 0 : (old[l][k] + (old[l][rejected] * old[rejected][k])) / (1 - loop);
        }
    }
}
