using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Sensitivity;

/// <summary>Screening by elementary effects: trajectories through the unit cube in which one input moves at a time, all in random order.</summary>
/// <remarks>
/// Morris (1991), Technometrics 33:161-174, doi:10.2307/1269043; the mean of magnitudes after Campolongo, Cariboni and Saltelli (2007), Environ. Model. Softw. 22:1509-1518,
/// doi:10.1016/j.envsoft.2006.10.004. A step is p/(2(p - 1)) of a grid of p levels, so that every level is as likely.
/// </remarks>
public static class Morris
{
    private const int Levels = 4;
    private const double Step = Levels / (2.0 * (Levels - 1));

    /// <summary>The points of a design: for each trajectory one more than there are inputs, each a place in the unit cube. Deterministic.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="trajectories">How many trajectories.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="purpose">What they are for.</param>
    public static ImmutableArray<double[]> Design(int inputs, int trajectories, RandomSource random, ushort purpose)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(trajectories, 1);
        var points = ImmutableArray.CreateBuilder<double[]>(trajectories * (inputs + 1));
        for (int t = 0; t < trajectories; t++)
        {
            RandomSequence draws = random.Sequence(purpose, (uint)t);
            var point = new double[inputs];
            var up = new bool[inputs];
            for (int i = 0; i < inputs; i++)
            {
                // from the lower half of the grid upwards or from the upper half down: either way the step stays inside
                up[i] = draws.NextUniform() < 0.5;
                int level = draws.NextInt32(Levels / 2) + (up[i] ? 0 : Levels / 2);
                point[i] = level / (double)(Levels - 1);
            }

            points.Add([.. point]);
            foreach (int i in Shuffled(inputs, ref draws))
            {
                point[i] += up[i] ? Step : -Step;
                points.Add([.. point]);
            }
        }

        return points.ToImmutable();
    }

    /// <summary>The effects that outputs at the points of a design show.</summary>
    /// <param name="inputs">Names of the inputs.</param>
    /// <param name="outputs">Names of the outputs.</param>
    /// <param name="points">A design.</param>
    /// <param name="values">The outputs at each point.</param>
    /// <exception cref="ArgumentException">The numbers do not fit together.</exception>
    public static ImmutableArray<MorrisEffect> Effects(
        ImmutableArray<string> inputs, ImmutableArray<string> outputs, ImmutableArray<double[]> points, IReadOnlyList<double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int length = inputs.Length + 1;
        if (points.Length % length != 0 || values.Count != points.Length) throw new ArgumentException($"A design of {inputs.Length} inputs has {length} points a trajectory and one set of values each.", nameof(values));
        var effects = new List<double>[inputs.Length, outputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int o = 0; o < outputs.Length; o++) effects[i, o] = [];
        }

        for (int p = 1; p < points.Length; p++)
        {
            if (p % length == 0) continue;   // the next trajectory begins here
            int moved = Enumerable.Range(0, inputs.Length).First(i => points[p][i] != points[p - 1][i]);
            for (int o = 0; o < outputs.Length; o++) effects[moved, o].Add((values[p][o] - values[p - 1][o]) / (points[p][moved] - points[p - 1][moved]));
        }

        return
        [
            .. from o in Enumerable.Range(0, outputs.Length)
               from i in Enumerable.Range(0, inputs.Length)
               select Summary(inputs[i], outputs[o], effects[i, o]),
        ];
    }

    private static MorrisEffect Summary(string input, string output, List<double> effects)
    {
        double[] magnitudes = [.. effects.Select(Math.Abs)];
        return new MorrisEffect(
            input, output, effects.Average(), magnitudes.Average(), Math.Sqrt(Variance([.. effects])), Math.Sqrt(Variance(magnitudes) / magnitudes.Length));
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? double.NaN : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static int[] Shuffled(int count, ref RandomSequence draws)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = draws.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
