using System.Collections.Immutable;
using System.Numerics;

namespace Blockade.Sensitivity;

/// <summary>Shares out an output over mechanisms that can be switched off, whatever they do together.</summary>
/// <remarks>Shapley (1953), A value for n-person games, Ann. Math. Stud. 28:307-317. Exact: every set of switches is run, 2^n of them.</remarks>
public static class Shapley
{
    /// <summary>Most mechanisms: a million sets.</summary>
    public const int Most = 20;

    /// <summary>Every set of mechanisms, as bits: mechanism i is on where bit i is one.</summary>
    public static IEnumerable<int> Sets(int mechanisms)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mechanisms, Most);
        return Enumerable.Range(0, 1 << mechanisms);
    }

    /// <summary>The parts, from the outputs of every set in the order of <see cref="Sets"/>.</summary>
    /// <param name="mechanisms">Names of the mechanisms.</param>
    /// <param name="outputs">Names of the outputs.</param>
    /// <param name="values">The outputs of each set.</param>
    /// <exception cref="ArgumentException">A set is missing.</exception>
    public static ImmutableArray<ShapleyShare> Of(ImmutableArray<string> mechanisms, ImmutableArray<string> outputs, IReadOnlyList<double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int n = mechanisms.Length, all = (1 << n) - 1;
        if (values.Count != all + 1) throw new ArgumentException($"{n} mechanisms have {all + 1} sets, not {values.Count}.", nameof(values));
        double[] weight = [.. Enumerable.Range(0, n).Select(size => Orders(size) * Orders(n - size - 1) / Orders(n))];
        return
        [
            .. from o in Enumerable.Range(0, outputs.Length)
               from i in Enumerable.Range(0, n)
               let bit = 1 << i
               let part = Sets(n).Where(s => (s & bit) == 0).Sum(s => weight[BitOperations.PopCount((uint)s)] * (values[s | bit][o] - values[s][o]))
               select new ShapleyShare(mechanisms[i], outputs[o], part, values[bit][o] - values[0][o], values[all][o] - values[all & ~bit][o]),
        ];
    }

    private static double Orders(int of) => Enumerable.Range(1, of).Aggregate(1.0, (p, k) => p * k);
}
