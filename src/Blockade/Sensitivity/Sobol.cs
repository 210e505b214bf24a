using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Sensitivity;

/// <summary>Shares of variance by two independent samples A and B and, for each input, A with that input from B.</summary>
/// <remarks>
/// First order: Saltelli et al. (2010), Comput. Phys. Commun. 181:259-270, doi:10.1016/j.cpc.2009.09.018, (b) of its table 2, with the mean taken off, which it does not need and
/// which makes it less scattered; total order: Jansen (1999), Comput. Phys. Commun. 117:35-43, doi:10.1016/S0010-4655(98)00154-4. Intervals: the rows of the design are drawn
/// again, which leaves their blocks together (Archer, Saltelli and Sobol 1997).
/// </remarks>
public static class Sobol
{
    private const int Resamples = 400;

    /// <summary>The points of a design, row by row: A, B, then A with each input from B, each a place in the unit cube. Deterministic.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="purpose">What they are for.</param>
    public static ImmutableArray<double[]> Design(int inputs, int rows, RandomSource random, ushort purpose)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        var points = ImmutableArray.CreateBuilder<double[]>(rows * (inputs + 2));
        for (int r = 0; r < rows; r++)
        {
            RandomSequence draws = random.Sequence(purpose, (uint)r);
            double[] a = new double[inputs], b = new double[inputs];
            for (int i = 0; i < inputs; i++) (a[i], b[i]) = (draws.NextUniform(), draws.NextUniform());
            points.Add(a);
            points.Add(b);
            for (int i = 0; i < inputs; i++)
            {
                double[] mixed = [.. a];
                mixed[i] = b[i];
                points.Add(mixed);
            }
        }

        return points.ToImmutable();
    }

    /// <summary>The shares that outputs at the points of a design show. An output that does not vary has none: NaN.</summary>
    /// <param name="inputs">Names of the inputs.</param>
    /// <param name="outputs">Names of the outputs.</param>
    /// <param name="values">The outputs at each point of a design.</param>
    /// <param name="random">Random numbers of the intervals.</param>
    /// <param name="purpose">What they are for.</param>
    /// <exception cref="ArgumentException">The numbers do not fit together.</exception>
    public static ImmutableArray<SobolIndex> Indices(
        ImmutableArray<string> inputs, ImmutableArray<string> outputs, IReadOnlyList<double[]> values, RandomSource random, ushort purpose)
    {
        ArgumentNullException.ThrowIfNull(values);
        int length = inputs.Length + 2;
        if (values.Count == 0 || values.Count % length != 0) throw new ArgumentException($"A design of {inputs.Length} inputs has {length} points a row.", nameof(values));
        int rows = values.Count / length;
        int[] all = [.. Enumerable.Range(0, rows)];
        int[][] drawn = [.. Enumerable.Range(0, Resamples).Select(s => Again(rows, random.Sequence(purpose, uint.MaxValue, (uint)s)))];
        var indices = ImmutableArray.CreateBuilder<SobolIndex>(inputs.Length * outputs.Length);
        for (int o = 0; o < outputs.Length; o++)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                (double first, double total) = Estimate(all, i, o);
                (double First, double Total)[] again = [.. drawn.Select(d => Estimate(d, i, o))];
                (double firstLower, double firstUpper) = Middle([.. again.Select(e => e.First)]);
                (double totalLower, double totalUpper) = Middle([.. again.Select(e => e.Total)]);
                indices.Add(new SobolIndex(inputs[i], outputs[o], first, firstLower, firstUpper, total, totalLower, totalUpper));
            }
        }

        return indices.MoveToImmutable();

        (double First, double Total) Estimate(int[] of, int input, int output)
        {
            double mean = 0;
            foreach (int r in of) mean += (values[r * length][output] + values[(r * length) + 1][output]) / (2 * of.Length);
            (double variance, double first, double total) = (0, 0, 0);
            foreach (int r in of)
            {
                double a = values[r * length][output] - mean, b = values[(r * length) + 1][output] - mean, mixed = values[(r * length) + 2 + input][output] - mean;
                variance += ((a * a) + (b * b)) / 2;
                first += b * (mixed - a);
                total += (a - mixed) * (a - mixed) / 2;
            }

            return variance > 0 ? (first / variance, total / variance) : (double.NaN, double.NaN);
        }
    }

    private static int[] Again(int rows, RandomSequence draws)
    {
        var chosen = new int[rows];
        for (int r = 0; r < rows; r++) chosen[r] = draws.NextInt32(rows);
        return chosen;
    }

    private static (double Lower, double Upper) Middle(double[] values)
    {
        if (values.Any(double.IsNaN)) return (double.NaN, double.NaN);
        double[] sorted = [.. values.Order()];
        return (sorted[(int)Math.Round(0.025 * (sorted.Length - 1))], sorted[(int)Math.Round(0.975 * (sorted.Length - 1))]);
    }
}
