using System.Collections.Immutable;
using System.Numerics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>Linear combinations of states that no reaction changes: a basis of the left null space of a stoichiometry matrix.</summary>
public static class ConservationLaws
{
    /// <summary>
    /// Finds the laws exactly, in whole numbers. <paramref name="reactions"/> lists, per reaction, (state, change) pairs; repeats add
    /// up. Each law is a list of (state, coefficient) without zeros, first coefficient positive, greatest common divisor one.
    /// </summary>
    /// <remarks>
    /// Fraction-free elimination of [N | I]; cost O(states * reactions * rank) on small integers. States that no reaction touches give a
    /// law of their own.
    /// </remarks>
    public static ImmutableArray<ImmutableArray<(int State, long Coefficient)>> Find(
        int stateCount, IEnumerable<IReadOnlyList<(int State, int Change)>> reactions)
    {
        ArgumentNullException.ThrowIfNull(reactions);

        // rows: states; left: one column per distinct reaction, right: the combination of states that the row has become
        var left = new SortedDictionary<int, BigInteger>[stateCount];
        var right = new SortedDictionary<int, BigInteger>[stateCount];
        for (int i = 0; i < stateCount; i++)
        {
            left[i] = [];
            right[i] = new SortedDictionary<int, BigInteger> { [i] = 1 };
        }

        var seen = new HashSet<string>();
        int column = 0;
        foreach (IReadOnlyList<(int State, int Change)> reaction in reactions)
        {
            var net = new SortedDictionary<int, int>();
            foreach ((int state, int change) in reaction) net[state] = net.GetValueOrDefault(state) + change;
            (int State, int Change)[] entries = [.. net.Where(e => e.Value != 0).Select(e => (e.Key, e.Value))];
            if (entries.Length == 0) continue;
            int sign = Math.Sign(entries[0].Change);   // a reaction and its reverse constrain alike
            if (!seen.Add(string.Join(';', entries.Select(e => $"{e.State}:{e.Change * sign}")))) continue;
            foreach ((int state, int change) in entries) left[state][column] = change * sign;
            column++;
        }

        var free = new List<int>(Enumerable.Range(0, stateCount));
        for (int c = 0; c < column; c++)
        {
            int pivot = -1;
            foreach (int row in free)
            {
                if (left[row].ContainsKey(c) && (pivot < 0 || left[row].Count < left[pivot].Count)) pivot = row;
            }

            if (pivot < 0) continue;
            free.Remove(pivot);
            BigInteger a = left[pivot][c];
            foreach (int row in free)
            {
                if (!left[row].TryGetValue(c, out BigInteger b)) continue;
                BigInteger divisor = BigInteger.GreatestCommonDivisor(a, b);
                Combine(left[row], left[pivot], a / divisor, b / divisor);
                Combine(right[row], right[pivot], a / divisor, b / divisor);
            }
        }

        return [.. free.Select(row => Normalise(right[row]))];
    }

    // target <- a target - b source, zeros dropped
    private static void Combine(SortedDictionary<int, BigInteger> target, SortedDictionary<int, BigInteger> source, BigInteger a, BigInteger b)
    {
        foreach (int key in target.Keys.ToArray()) target[key] *= a;
        foreach ((int key, BigInteger value) in source)
        {
            BigInteger sum = target.GetValueOrDefault(key) - (b * value);
            if (sum.IsZero) target.Remove(key);
            else target[key] = sum;
        }
    }

    private static ImmutableArray<(int State, long Coefficient)> Normalise(SortedDictionary<int, BigInteger> law)
    {
        BigInteger divisor = law.Values.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        if (law.First().Value.Sign < 0) divisor = -divisor;
        return [.. law.Select(e => (e.Key, (long)(e.Value / divisor)))];
    }
}
