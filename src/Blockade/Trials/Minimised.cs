using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>Pocock and Simon's minimisation, for arms of equal size.</summary>
internal static class Minimised
{
    /// <summary>The arm of each patient, in the order in which they enter. Cost: O(patients factors arms).</summary>
    /// <param name="levels">Each patient's level of each factor, from 0.</param>
    /// <param name="arms">How many arms there are.</param>
    /// <param name="probability">The probability of the favoured arm.</param>
    /// <param name="random">The random space.</param>
    /// <param name="replicate">The replicate.</param>
    public static int[] Allocate(int[][] levels, int arms, double probability, RandomSource random, uint replicate)
    {
        int[] allocated = new int[levels.Length];
        var counts = new Dictionary<(int Factor, int Level), int[]>();
        double[] unevenness = new double[arms];
        for (int k = 0; k < levels.Length; k++)
        {
            Array.Clear(unevenness);
            int[][] own = [.. levels[k].Select((level, factor) => counts.TryGetValue((factor, level), out int[]? there) ? there : counts[(factor, level)] = new int[arms])];
            foreach (int[] level in own)
            {
                // one more patient adds to the variance of counts what grows with the count she joins: the rest is the same for every arm
                for (int a = 0; a < arms; a++) unevenness[a] += level[a];
            }

            RandomSequence draw = random.Sequence((ushort)DrawPurpose.Allocation, replicate, (uint)k);
            allocated[k] = Choose(unevenness, probability, ref draw);
            foreach (int[] level in own) level[allocated[k]]++;
        }

        return allocated;
    }

    private static int Choose(double[] unevenness, double probability, ref RandomSequence draw)
    {
        double least = unevenness.Min();
        int[] favoured = [.. Enumerable.Range(0, unevenness.Length).Where(a => unevenness[a] == least)];
        int[] others = [.. Enumerable.Range(0, unevenness.Length).Where(a => unevenness[a] > least)];
        bool favour = draw.NextUniform() < probability || others.Length == 0;
        int[] among = favour ? favoured : others;
        return among[draw.NextInt32(among.Length)];
    }
}
