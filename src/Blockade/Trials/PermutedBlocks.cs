using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>Allocation by permuted blocks within strata: each block holds every arm twice its ratio, in an order as likely as any other.</summary>
internal static class PermutedBlocks
{
    /// <summary>The arm of each patient, in the order in which they enter; the order within a stratum is all that counts.</summary>
    public static int[] Allocate(ReadOnlySpan<int> strata, int[] ratios, RandomSource random, uint replicate)
    {
        int[] arms = new int[strata.Length];
        int[] block = [.. Enumerable.Range(0, 2).SelectMany(_ => ratios.SelectMany((ratio, arm) => Enumerable.Repeat(arm, ratio)))];
        var open = new Dictionary<int, (RandomSequence Order, Queue<int> Left)>();
        for (int k = 0; k < arms.Length; k++)
        {
            if (!open.TryGetValue(strata[k], out (RandomSequence Order, Queue<int> Left) stratum))
            {
                stratum = (random.Sequence((ushort)DrawPurpose.Allocation, replicate, (uint)strata[k]), new Queue<int>());
            }

            if (stratum.Left.Count == 0) stratum.Left = new Queue<int>(Permuted(block, ref stratum.Order));
            arms[k] = stratum.Left.Dequeue();
            open[strata[k]] = stratum;
        }

        return arms;
    }

    private static int[] Permuted(int[] block, ref RandomSequence random)
    {
        int[] order = [.. block];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
