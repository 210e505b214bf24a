using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>Pocock and Simon's minimisation, for arms of any ratio.</summary>
/// <remarks>
/// Arms of unlike size are taken as several parts of equal size, two to one as three, which are minimised like arms: Kuznetsova and Tymofyeyev (2012), Stat. Med. 31:701-723,
/// doi:10.1002/sim.4447. The parts are alike, so that every patient has the chances of the ratio before anything is known of her, which counts weighed by the ratio (Han, Enas and
/// McEntegart 2009, Stat. Med. 28:3329-3346, doi:10.1002/sim.3710) do not give. The coin is theirs: with 80 % for the arm of one part of three, 90 % for that of two.
/// </remarks>
internal static class Minimised
{
    /// <summary>How many parts of equal size the arms have together: the least that their ratios allow.</summary>
    public static int Parts(IEnumerable<int> ratios) => Each(ratios).Count();

    /// <summary>The arm of each patient, in the order in which they enter. Cost: O(patients factors arms).</summary>
    /// <param name="levels">Each patient's level of each factor, from 0.</param>
    /// <param name="ratios">The arms' patients relative to each other.</param>
    /// <param name="probability">The probability of the favoured part of an arm.</param>
    /// <param name="random">The random space.</param>
    /// <param name="replicate">The replicate.</param>
    public static int[] Allocate(int[][] levels, int[] ratios, double probability, RandomSource random, uint replicate)
    {
        int[] arms = [.. Each(ratios)];   // that of each part
        int[] allocated = new int[levels.Length];
        var counts = new Dictionary<(int Factor, int Level), int[]>();
        double[] unevenness = new double[arms.Length];
        for (int k = 0; k < levels.Length; k++)
        {
            Array.Clear(unevenness);
            int[][] own = [.. levels[k].Select((level, factor) => counts.TryGetValue((factor, level), out int[]? there) ? there : counts[(factor, level)] = new int[arms.Length])];
            foreach (int[] level in own)
            {
                // one more patient adds to the variance of counts what grows with the count she joins: the rest is the same for every arm
                for (int a = 0; a < arms.Length; a++) unevenness[a] += level[a];
            }

            RandomSequence draw = random.Sequence((ushort)DrawPurpose.Allocation, replicate, (uint)k);
            int part = Choose(unevenness, probability, ref draw);
            allocated[k] = arms[part];
            foreach (int[] level in own) level[part]++;
        }

        return allocated;
    }

    private static IEnumerable<int> Each(IEnumerable<int> ratios)
    {
        int common = ratios.Aggregate(0, (a, b) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b));
        return ratios.SelectMany((ratio, arm) => Enumerable.Repeat(arm, ratio / common));
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
