using System.Runtime.InteropServices;

namespace Blockade.Survival;

/// <summary>Sorts times, and what belongs to them, by the digits of their bits: linear in their number, and equal times keep their order.</summary>
internal static class TimeSort
{
    private const int Digits = 8, Radix = 256;
    private const int Few = 48;   // below this a sort by comparison is as fast

    /// <summary>Sorts ascending. Cost O(n).</summary>
    /// <param name="times">Not negative and not NaN: the bits of such doubles rise with them.</param>
    /// <param name="items">One a time, moved along.</param>
    internal static void Sort(double[] times, int[] items)
    {
        int n = times.Length;
        if (n < Few)
        {
            Array.Sort(times, items);
            return;
        }

        Span<ulong> from = MemoryMarshal.Cast<double, ulong>(times.AsSpan()), to = new ulong[n];
        Span<int> own = items, other = new int[n];
        Span<int> counts = stackalloc int[Digits * Radix];
        for (int i = 0; i < n; i++)
        {
            ulong bits = from[i] = BitConverter.DoubleToUInt64Bits(times[i] + 0.0);   // minus zero becomes zero
            for (int d = 0; d < Digits; d++) counts[(d * Radix) + (int)((bits >> (8 * d)) & 0xFF)]++;
        }

        bool isBack = true;
        for (int d = 0; d < Digits; d++)
        {
            Span<int> next = counts.Slice(d * Radix, Radix);
            if (next[(int)((from[0] >> (8 * d)) & 0xFF)] == n) continue;   // all alike
            int sum = 0;
            for (int v = 0; v < Radix; v++) (next[v], sum) = (sum, sum + next[v]);
            for (int i = 0; i < n; i++)
            {
                int place = next[(int)((from[i] >> (8 * d)) & 0xFF)]++;
                (to[place], other[place]) = (from[i], own[i]);
            }

            Span<ulong> bits = from;
            from = to;
            to = bits;
            Span<int> moved = own;
            own = other;
            other = moved;
            isBack = !isBack;
        }

        if (isBack) return;
        from.CopyTo(to);
        own.CopyTo(other);
    }
}
