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
    /// A law weighs every state so that no reaction changes the sum, so each reaction is an equation between weights. It is solved for the
    /// weight that the fewest others rest on, which in a binding network is that of the largest complex: a weight then rests on a few
    /// building blocks, and the cost is near the number of (state, change) pairs times the number of laws. States that no reaction touches
    /// give a law of their own.
    /// </remarks>
    public static ImmutableArray<ImmutableArray<(int State, long Coefficient)>> Find(
        int stateCount, IEnumerable<IReadOnlyList<(int State, int Change)>> reactions)
    {
        ArgumentNullException.ThrowIfNull(reactions);
        var weights = new Weight?[stateCount];        // null: free, itself
        var dependents = new HashSet<int>?[stateCount];
        foreach (IReadOnlyList<(int State, int Change)> reaction in reactions)
        {
            if (Equation(reaction, weights) is not { Count: > 0 } equation) continue;
            int solved = equation.Keys.MinBy(v => (dependents[v]?.Count ?? 0, !BigInteger.Abs(equation[v]).IsOne, -v));
            BigInteger divisor = -equation[solved];
            equation.Remove(solved);
            var weight = new Weight(equation, divisor);
            weights[solved] = weight;
            foreach (int block in weight.Terms.Keys) (dependents[block] ??= []).Add(solved);
            foreach (int dependent in dependents[solved] ?? [])
            {
                Weight old = weights[dependent]!;
                Weight next = weights[dependent] = old.Substitute(solved, weight);
                foreach (int block in old.Terms.Keys.Where(b => b != solved && !next.Terms.ContainsKey(b))) dependents[block]!.Remove(dependent);
                foreach (int block in weight.Terms.Keys.Where(next.Terms.ContainsKey)) dependents[block]!.Add(dependent);
            }

            dependents[solved] = null;
        }

        return [.. from block in Enumerable.Range(0, stateCount) where weights[block] is null select Law(block, dependents[block] ?? [], weights)];
    }

    // The sum of the changes' weights over free states; it must be zero.
    private static Dictionary<int, BigInteger> Equation(IReadOnlyList<(int State, int Change)> reaction, Weight?[] weights)
    {
        BigInteger common = BigInteger.One;
        foreach ((int state, _) in reaction)
        {
            if (weights[state] is { } w) common *= w.Divisor / BigInteger.GreatestCommonDivisor(common, w.Divisor);
        }

        var sum = new Dictionary<int, BigInteger>();
        foreach ((int state, int change) in reaction)
        {
            if (weights[state] is not { } w) Weight.Add(sum, state, common * change);
            else foreach ((int block, BigInteger value) in w.Terms) Weight.Add(sum, block, value * change * (common / w.Divisor));
        }

        return sum;
    }

    private static ImmutableArray<(int State, long Coefficient)> Law(int block, HashSet<int> dependents, Weight?[] weights)
    {
        BigInteger common = dependents.Aggregate(BigInteger.One, (c, s) => c * weights[s]!.Divisor / BigInteger.GreatestCommonDivisor(c, weights[s]!.Divisor));
        (int State, BigInteger Value)[] law = [.. dependents.Select(s => (s, weights[s]!.Terms[block] * common / weights[s]!.Divisor)).Append((block, common)).OrderBy(e => e.Item1)];
        BigInteger divisor = law.Aggregate(BigInteger.Zero, (d, e) => BigInteger.GreatestCommonDivisor(d, e.Value)) * law[0].Value.Sign;
        return [.. law.Select(e => (e.State, (long)(e.Value / divisor)))];
    }

    /// <summary>A state's weight by those of free states, over a positive divisor.</summary>
    private sealed class Weight
    {
        public Weight(Dictionary<int, BigInteger> terms, BigInteger divisor)
        {
            BigInteger common = terms.Values.Aggregate(divisor, BigInteger.GreatestCommonDivisor) * divisor.Sign;
            Divisor = divisor / common;
            Terms = terms;
            if (common.IsOne) return;
            foreach (int block in terms.Keys) terms[block] /= common;
        }

        public Dictionary<int, BigInteger> Terms { get; }

        public BigInteger Divisor { get; }

        public static void Add(Dictionary<int, BigInteger> terms, int block, BigInteger value)
        {
            BigInteger sum = terms.GetValueOrDefault(block) + value;
            if (sum.IsZero) terms.Remove(block);
            else terms[block] = sum;
        }

        public Weight Substitute(int solved, Weight by)
        {
            var terms = new Dictionary<int, BigInteger>();
            foreach ((int block, BigInteger value) in Terms)
            {
                if (block != solved) terms.Add(block, value * by.Divisor);
            }

            foreach ((int block, BigInteger value) in by.Terms) Add(terms, block, value * Terms[solved]);
            return new Weight(terms, Divisor * by.Divisor);
        }
    }
}
